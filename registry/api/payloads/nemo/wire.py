"""What all of NeMo's bodies share."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Generic, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field

from registry.api.components import Published
from registry.domain.names import MAX_DESCRIPTION, MAX_NAME, NAME_PATTERN, PROJECT_PATTERN

T = TypeVar("T")

WireName = Annotated[str, Field(pattern=NAME_PATTERN, max_length=MAX_NAME)]
"""A name: ASCII letters, digits, underscores, hyphens and dots."""

WireDescription = Annotated[str, Field(max_length=MAX_DESCRIPTION)]

WireProject = Annotated[str, Field(pattern=PROJECT_PATTERN, max_length=MAX_NAME)]

DATES: Final = {
    "created_at": "2026-01-01T00:00:00.000000",
    "updated_at": "2026-01-01T00:00:00.000000",
}
"""The dates of examples."""

_INSTANTS = ("created_at", "updated_at")


class NemoBody(Published):
    """Base of every body: unknown fields are dropped, at every level."""

    model_config = ConfigDict(extra="ignore", protected_namespaces=())

    def given(self) -> dict[str, Any]:
        """Return what was sent and is not null, nested nulls left out; free objects keep theirs."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


def write_instant(instant: datetime) -> str:
    """Write a time as NeMo does: UTC, microseconds, no zone."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def write_fields(answer: type[NemoBody], entity: BaseModel) -> dict[str, Any]:
    """Write the fields of an answer from an entity that has them under the same names."""
    known = set(answer.model_fields) & set(type(entity).model_fields)
    body = entity.model_dump(mode="json", include=known - set(_INSTANTS))
    for name in _INSTANTS:
        if name in answer.model_fields:
            instant = getattr(entity, name)
            body[name] = None if instant is None else write_instant(instant)
    return {name: body.get(name) for name in answer.model_fields}


def without_nulls(body: dict[str, Any], free: Iterable[str] = ()) -> dict[str, Any]:
    """Leave out what is null, at every level but in free objects: so do NeMo's lists."""
    kept = frozenset(free)
    return {
        name: value if name in kept else _prune(value, kept)
        for name, value in body.items()
        if value is not None
    }


def _prune(value: Any, free: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return without_nulls(value, free)
    return [_prune(item, free) for item in value] if isinstance(value, list) else value


class Pagination(NemoBody):
    """Where a page stands."""

    page: int
    page_size: int
    current_page_size: int
    total_pages: int
    total_results: int


def _show_page(schema: dict[str, Any], page: type[BaseModel]) -> None:
    """Give a page a title, and an example with the example of what it lists in it."""
    (listed,) = get_args(page.model_fields["data"].annotation)
    (one,) = listed.model_json_schema()["examples"]
    told = {"pagination": paginate(1, 1, 1, 100), "sort": "created_at"}
    schema["title"] = f"{listed.__qualname__}Page"
    schema["examples"] = [{"data": [without_nulls(one)], **told}]


class PageOf(NemoBody, Generic[T]):
    """One page of a list."""

    model_config = ConfigDict(json_schema_extra=_show_page)

    data: list[T]
    pagination: Pagination
    sort: str
    filter: dict[str, Any] | None = None


def paginate(found: int, total: int, page: int, page_size: int) -> dict[str, int]:
    """Write where a page stands, which holds so many of a total."""
    return {
        "page": page,
        "page_size": page_size,
        "current_page_size": found,
        "total_pages": -(-total // page_size),
        "total_results": total,
    }
