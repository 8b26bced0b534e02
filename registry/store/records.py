"""What a store takes and returns: records, events, filters and pages.

Nothing here knows a store, so that every module of one may use it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from registry.store.encoding import Malformed
from streamlit_jsonschema_form.problems import JsonValue

KINDS_WITHOUT_HISTORY: Final = frozenset({"drafts"})
"""Kinds whose records are stored as they are now, and nothing of what they were."""

COLUMNS: Final = ("id", "workspace", "name", "revision", "created_at", "updated_at")
"""What records of every kind have, beside `kind` and `body`."""


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
"""A column (`("name",)`, `("updated_at",)`) or a path in the body (`("body", "spec",
"family")`)."""


def check_field(field: Field) -> Field:
    """Return a field that names a column or a path in the body. Raises ValueError."""
    if (len(field) == 1 and field[0] in COLUMNS) or (len(field) > 1 and field[0] == "body"):
        return field
    raise Malformed(field, f"a column ({', '.join(COLUMNS)}) or ('body', …)")


def look_up(entity: Any, field: Field) -> object:
    """Return the value at a field of a record or a row, None when there is none."""
    value: object = getattr(entity, field[0])
    for part in field[1:]:
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


Operator = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "in", "like", "matches", "contains", "exists"
]


@dataclass(frozen=True, slots=True)
class Compare:
    """One field against one value.

    `eq` with None matches an absent and a null field alike; `like` is a case-insensitive substring
    test; `matches` tests the whole text, whatever its case: `%` stands for any characters, `_` for
    one; `in` takes a list; `contains` is true for a list that has the value; `exists` takes a bool
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
    """Which page of records `Store.page` returns.

    Attributes:
        where: None matches everything.
        sort: the order; ties are broken by id, so that pages never overlap.
        limit: 0 returns the total alone.
        offset: records to skip, counted after `after`.
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

    @classmethod
    def of(cls, records: tuple[Record, ...], after: str | None, total: int, query: Query) -> "Page":
        """Return a page of a query whose matches were counted at least up to its bound."""
        bound = total if query.count_to is None else query.count_to
        return cls(records, after, min(total, bound), exact=total <= bound)


LARGEST_INTEGER: Final = 2**63 - 1
"""What a column of SQLite or PostgreSQL holds; no revision and no sequence number is as large."""


def limit_integer(number: int | None) -> int | None:
    """Return a number to compare revisions or sequence numbers with, such that a column holds it."""
    return None if number is None else min(number, LARGEST_INTEGER)


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events `Store.events` returns; see there."""

    kinds: Collection[str] = ()
    id: str | None = None
    workspace: str | None = None
    before: int | None = None
    revision: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", limit_integer(self.before))
        object.__setattr__(self, "revision", limit_integer(self.revision))

    def matches(self, event: Event) -> bool:
        """Whether an event is one of them."""
        return (
            (not self.kinds or event.kind in self.kinds)
            and self.id in (None, event.id)
            and self.workspace in (None, event.workspace)
            and (self.before is None or event.sequence < self.before)
            and self.revision in (None, event.to_revision)
        )
