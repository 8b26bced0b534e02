"""What all routes of Scale's dialect share: its two generations, pages, orders and errors."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    WithJsonSchema,
    create_model,
)
from pydantic.config import JsonDict
from pydantic_core import CoreSchema, PydanticCustomError

from registry.api.payloads.scale.base import JsonObject
from registry.api.response import StrictResponse, write, write_around
from registry.services import Services
from registry.services.paging import Key, SortKey
from registry.store.records import Field

FieldValues = Mapping[Field, str | None]
"""What each field of the listed must be; None asks for nothing."""

ALL: Final = 2**31 - 1
"""More than any registry holds."""

_OLD = "/v3/"
_MOST_AT_ONCE = 10_000

_NARROWED: Final[Mapping[str, Mapping[str, str]]] = {
    "model_type": {"BUNDLE": "GENERIC"},
    "model_vendor": {"VERTEX_AI": "OTHER", "FIREWORKS_AI": "OTHER"},
}
"""What the older client does not know, and one such thing makes it refuse a whole list."""


@dataclass(frozen=True, slots=True)
class ApiVersion:
    """One of the two generations of the dialect.

    Attributes:
        is_old: `/v3`, whose client is strict about what it reads.
    """

    is_old: bool

    def show(self, view: JsonObject) -> JsonObject:
        """Return an entity as the clients of the generation can read it."""
        return narrow(view) if self.is_old else view

    @property
    def narrow_view(self) -> Callable[[JsonObject], JsonObject] | None:
        """What makes entities readable for the clients of the generation, if they need it."""
        return narrow if self.is_old else None

    def respond(self, view: JsonObject) -> StrictResponse:
        """Answer with an entity."""
        return StrictResponse(self.show(view))


def narrow(view: JsonObject) -> JsonObject:
    """Return an entity with nothing in it that the older client does not know."""
    known = {
        name: values.get(view[name], view[name])
        for name, values in _NARROWED.items()
        if name in view
    }
    return {**view, **known}


async def _api_version(request: Request) -> ApiVersion:
    return ApiVersion(is_old=request.url.path.startswith(_OLD))


RequestedVersion = Annotated[ApiVersion, Depends(_api_version)]
"""The parameter of routes that both generations share."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is wanted.

    Attributes:
        page: from 1.
        limit: how many a page holds.
    """

    page: int
    limit: int

    @property
    def offset(self) -> int:
        """How many come before the page."""
        return min((self.page - 1) * self.limit, ALL)

    def respond(self, items: Iterable[JsonObject], total: int) -> StrictResponse:
        """Answer with a page; past the end it is empty, for that is how clients know the end."""
        return self.respond_written(map(write, items), total)

    def respond_written(self, texts: Iterable[bytes], total: int) -> StrictResponse:
        """Answer with a page of what is JSON already."""
        rest = {
            "current_page": self.page,
            "items_per_page": self.limit,
            "total_item_count": total,
        }
        return StrictResponse(write_around("items", texts, rest))


async def _paging(
    page: Annotated[int, Query(ge=1, description="From 1. Past the end, pages are empty.")] = 1,
    limit: Annotated[int, Query(ge=1, le=_MOST_AT_ONCE, description="How many on a page.")] = 100,
) -> Paging:
    return Paging(page, limit)


ByPage = Annotated[Paging, Depends(_paging)]
"""The parameter of routes that list by pages."""

Account = Annotated[str | None, Query(description="Only of this workspace; of all without it.")]


def find_account(services: Services, account: str | None) -> str | None:
    """Return the workspace of a list, None for all. Raises NoWorkspace."""
    return None if account is None else require_account(services, account)


def require_account(services: Services, account: str) -> str:
    """Return the workspace to create something in. Raises NoWorkspace."""
    services.workspaces.require_home(account)
    return account


class CommaSeparated:
    """Annotation of a query parameter that holds several values, separated by commas."""

    def __init__(self, one: str, known: Iterable[str], ending: str = "") -> None:
        """Take what one such thing is called, what it begins with, and the pattern of its end."""
        self._one, self._known = one, tuple(known)
        each = f"(?:{'|'.join(self._known)}){ending}"
        self.pattern = f"(?:{each}(?:,{each})*)?"

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the text, and document its pattern."""
        written = WithJsonSchema({"type": "string", "pattern": f"^{self.pattern}$"})
        return handler(Annotated[source, AfterValidator(self._check), written])

    def _check(self, given: str) -> str:
        if re.fullmatch(self.pattern, given):
            return given
        message = "expected {what}, several with commas between, of {known}; got {given}"
        facts = {"what": self._one, "known": ", ".join(self._known), "given": repr(given)}
        raise PydanticCustomError("string_pattern_mismatch", message, facts)


def sort_parameter(names: Iterable[str]) -> CommaSeparated:
    """Describe `sort_by`."""
    return CommaSeparated("field:asc or field:desc", names, ":(?:asc|desc)")


def split(given: Sequence[str]) -> list[str]:
    """Return what was sent, with commas or as several parameters."""
    return [each for part in given for each in part.split(",") if each]


def parse_sort(given: Sequence[str], keys: Mapping[str, Callable[[], Key]]) -> list[SortKey]:
    """Return what a list is sorted by, the oldest first where nothing is said."""
    parted = [each.partition(":") for each in split(given)]
    orders = [SortKey(keys[name](), descending=way == "desc") for name, _, way in parted]
    return orders or [SortKey(("created_at",))]


def page_of(view: type[BaseModel]) -> type[BaseModel]:
    """Document a page of entities."""
    one = view.model_json_schema()["examples"][0]
    example: JsonDict = {
        "items": [one],
        "current_page": 1,
        "items_per_page": 100,
        "total_item_count": 1,
    }
    return create_model(
        f"{view.__qualname__.removesuffix('View')}Page",
        __config__=ConfigDict(json_schema_extra={"examples": [example]}),
        items=(list[view], ...),  # type: ignore[valid-type]
        current_page=(int, ...),
        items_per_page=(int, ...),
        total_item_count=(int, ...),
    )
