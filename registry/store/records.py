"""What a store is asked and what it returns: records, events, filters and pages.

Nothing here knows a store, so that every module of one may use it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from streamlit_jsonschema_form.problems import JsonValue

KINDS_WITHOUT_HISTORY: Final = frozenset({"drafts"})
"""Kinds whose records are kept as they are now, and nothing of what they were."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entity as it is now.

    Attributes:
        kind: the table's name: `templates`, `models`, …
        id: unique in its kind, chosen by the caller.
        workspace: the tenant.
        name: unique in (kind, workspace).
        revision: 1 when inserted, one more with each replacement.
        created_at: aware, UTC.
        updated_at: aware, UTC.
        body: the entity's own fields.
    """

    kind: str
    id: str
    workspace: str
    name: str
    revision: int
    created_at: datetime
    updated_at: datetime
    body: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Event:
    """One change: who, when, what, from which revision to which, and the new body.

    Attributes:
        sequence: orders all events of a store: 1, 2, 3, …
        at: aware, UTC.
        actor: who did it.
        action: `create`, `update` or `delete`; free words such as `restore` are the services' own.
        kind: as in `Record`; `id`, `workspace` and `name` too, as they were after the change
            (before it, for a removal).
        from_revision: 0 for an insertion.
        to_revision: None for a removal.
        body: the new body; None for a removal.
        note: a few words for people; may be empty.
    """

    sequence: int
    at: datetime
    actor: str
    action: str
    kind: str
    id: str
    workspace: str
    name: str
    from_revision: int
    to_revision: int | None
    body: dict[str, JsonValue] | None
    note: str = ""


Field = tuple[str, ...]
"""A column (`("name",)`, `("updated_at",)`) or a place in the body (`("body", "spec",
"family")`)."""

Operator = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "in", "like", "matches", "contains", "exists"
]


@dataclass(frozen=True, slots=True)
class Compare:
    """One field against one value.

    `eq` with None matches an absent and a null field alike; `like` is a case-insensitive substring
    test; `matches` tests the whole text, whatever its case: `%` stands for any characters, `_` for
    one; `in` takes a list; `contains` asks whether a list holds the value; `exists` takes a bool
    (null counts as absent). Values of another type never match, `ne` excepted; numbers compare as
    numbers, texts by code point, datetimes (columns only) as instants.
    """

    field: Field
    operator: Operator
    value: object


@dataclass(frozen=True, slots=True)
class Text:
    """True where every word of `words` occurs, whatever its case, in one of the `fields`' texts."""

    words: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conjunction; true when empty."""

    parts: tuple["Filter", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Disjunction; false when empty."""

    parts: tuple["Filter", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    part: "Filter"


Filter = Compare | Text | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: by a field, then by id in the same direction.

    Absent and null come last, whatever the direction. Values of different types stand in this
    order: booleans, numbers, texts (by code point), lists and objects.
    """

    field: Field = ("created_at",)
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What `Store.page` is asked for.

    Attributes:
        where: None matches everything.
        sort: the order; ties are broken by id, so that pages never overlap.
        limit: 0 asks for the total alone.
        offset: records to pass over, counted after `after`.
        after: a `Page.next` of the same filter and sort: keyset paging.
        count_to: the total is exact up to here; None counts everything.
    """

    where: Filter | None = None
    sort: Sort = field(default_factory=Sort)
    limit: int = 100
    offset: int = 0
    after: str | None = None
    count_to: int | None = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records.

    Attributes:
        records: in order.
        next: where the next page begins; None on the last.
        total: matching records, `count_to` at most.
        exact: False when there are more than `total`.
    """

    records: tuple[Record, ...]
    next: str | None
    total: int
    exact: bool


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events are asked for: see `Store.events`."""

    kinds: Collection[str] = ()
    id: str | None = None
    workspace: str | None = None
    before: int | None = None
    revision: int | None = None

    def matches(self, event: Event) -> bool:
        """Tell whether an event is asked for."""
        return (
            (not self.kinds or event.kind in self.kinds)
            and self.id in (None, event.id)
            and self.workspace in (None, event.workspace)
            and (self.before is None or event.sequence < self.before)
            and self.revision in (None, event.to_revision)
        )
