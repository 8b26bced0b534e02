"""What bodies of our own dialect share."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, Field

from registry.api.components import exemplify
from registry.domain.entity import Entity
from registry.domain.names import Description
from registry.services.history import Entry
from streamlit_jsonschema_form.model import ABSENT, Change
from streamlit_jsonschema_form.problems import JsonValue, json_pointer

T = TypeVar("T")

ROOT: Final = "/api/v1/workspaces/{workspace}"

InWorkspace = Annotated[str, Path(description="The workspace's name.", examples=["default"])]
Number = Annotated[int, Path(ge=1, description="From 1.", examples=[1])]
Note = Annotated[
    Description, Query(description="A few words for the history.", examples=["More memory"])
]
Search = Annotated[str, Query(description="Words that must all occur, whatever their case.")]
Before = Annotated[int | None, Query(ge=1, description="Without it, the one before `after`.")]
After = Annotated[int | None, Query(ge=1, description="Without it, the newest.")]


def drop_kept(given: Any, entity: type[Entity], sent: type[Entity]) -> Any:
    """Leave out what only the registry sets, so that what was read can be sent back changed."""
    if not isinstance(given, Mapping):
        return given
    kept = entity.model_fields.keys() - sent.model_fields.keys()
    return {name: value for name, value in given.items() if name not in kept}


def page_example(item: JsonValue) -> dict[str, JsonValue]:
    """Write the example of a page."""
    return {"items": [item], "next": None}


def entity_page_example(item: JsonValue) -> dict[str, JsonValue]:
    """Write the example of a page of entities."""
    return {**page_example(item), "total": 1, "total_is_exact": True, "damaged": []}


_REVISION: Final[JsonValue] = {
    "number": 2,
    "at": "2026-01-31T12:00:00Z",
    "actor": "ada",
    "action": "update",
    "name": "vllm-openai",
    "note": "More memory",
}
CHANGE: Final[JsonValue] = {
    "pointer": "/description",
    "kind": "changed",
    "before": "Old",
    "after": "New",
}


class CursorPage(BaseModel, Generic[T]):
    """A page of a list that is told event by event."""

    items: list[T]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class CountedPage(CursorPage[T], Generic[T]):
    """A page of entities."""

    total: int = Field(description="How many match, exact up to 10,000.")
    total_is_exact: bool
    damaged: list[str] = Field(description="What of this page cannot be read, and why.")


class RevisionEntry(BaseModel):
    """One change in the life of an entity."""

    number: int | None = Field(
        validation_alias="revision", description="What it made; null for a removal."
    )
    at: datetime
    actor: str
    action: str = Field(description="`create`, `update`, `restore`, `review`, `delete`, …")
    name: str = Field(description="The entity's name after it.")
    note: str


class RevisionPage(CursorPage[RevisionEntry]):
    """Changes of an entity, the newest first."""

    model_config = exemplify(page_example(_REVISION))


class ChangeEntry(BaseModel):
    """One place at which two states differ."""

    pointer: str = Field(description="Where (RFC 6901).")
    kind: Literal["added", "removed", "changed"]
    before: Any = Field(default=None, description="Absent when it was added.")
    after: Any = Field(default=None, description="Absent when it was removed.")


class Difference(BaseModel):
    """What leads from one state of an entity to another."""

    model_config = exemplify({"before": 1, "after": 2, "changes": [CHANGE]})

    before: int
    after: int
    changes: list[ChangeEntry]


def write_as(body: type[BaseModel], source: object) -> dict[str, JsonValue]:
    """Write an object as a body that has its fields under the same names."""
    return body.model_validate(source, from_attributes=True).model_dump(mode="json")


def write_revision(entry: Entry) -> dict[str, JsonValue]:
    """Write a revision without its content."""
    return write_as(RevisionEntry, entry)


def between(newest: int, before: int | None, after: int | None) -> tuple[int, int]:
    """Return which two revisions are compared: by default the newest and the one before it."""
    last = after or newest
    return before or max(last - 1, 1), last


def write_difference(sides: tuple[int, int], changes: Iterable[Change]) -> dict[str, JsonValue]:
    """Write what differs between two revisions."""
    return {"before": sides[0], "after": sides[1], "changes": write_changes(changes)}


def write_changes(changes: Iterable[Change]) -> list[JsonValue]:
    """Write differences; what is not there is left out."""
    return [_write_change(change) for change in changes]


def _write_change(change: Change) -> dict[str, JsonValue]:
    sides = {"before": change.before, "after": change.after}
    given = {name: value for name, value in sides.items() if value is not ABSENT}
    return {"pointer": json_pointer(change.path), "kind": change.kind, **given}
