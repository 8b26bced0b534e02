"""The contract that every store keeps.

A store moves records and knows nothing of what they mean: names, references and validity are rules
of `registry.services`. `tests/store/contract` runs the whole contract on every backend.

Clauses that hold everywhere:

* Bodies are strict JSON and come back exactly: property order kept, integers of any size, 1 is
  not 1.0.
* What is returned belongs to the caller: changing it changes nothing in the store.
* A record is unique by (kind, id) and by (kind, workspace, name).
* A commit is all or nothing, durable when it returns, and one `Event` a change, in the order of
  commits.
* Threads may share a store; processes may share what it stores. Reads see every commit that was
  acknowledged, in this process or another, before the read began.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from streamlit_jsonschema_form.problems import JsonValue

if TYPE_CHECKING:
    from registry.store.commit import Commit
    from registry.store.questions import Question, Reply


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


class Transaction(ABC):
    """Changes that happen together or not at all, by one actor; reads see them at once."""

    @abstractmethod
    def get(self, kind: str, id: str) -> Record:
        """Return a record. Raises NotFound."""

    @abstractmethod
    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""

    @abstractmethod
    def page(self, kind: str, query: Query) -> Page:
        """Return the records that match, this transaction's changes included."""

    @abstractmethod
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        """Add a record. Raises AlreadyExists when its id or name is taken."""

    @abstractmethod
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        """Put `record` in the place of the one at revision `expected`; it may change its name.

        Raises NotFound, StaleRevision, AlreadyExists.
        """

    @abstractmethod
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        """Remove a record, at any revision when `expected` is None.

        Raises NotFound, StaleRevision.
        """


class Store(ABC):
    """Keeps records and the events that made them."""

    @abstractmethod
    def get(self, kind: str, id: str) -> Record:
        """Return a record. Raises NotFound, StoreUnavailable."""

    @abstractmethod
    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound, StoreUnavailable."""

    @abstractmethod
    def page(self, kind: str, query: Query) -> Page:
        """Return the records that match. Raises ValueError for an `after` that is not ours."""

    @abstractmethod
    def ask(self, *questions: "Question") -> "tuple[Reply, ...]":
        """Answer several questions, all as of one moment, at the price of asking once."""

    @abstractmethod
    def events(
        self,
        *,
        kinds: Sequence[str] = (),
        id: str | None = None,
        workspace: str | None = None,
        before: int | None = None,
        revision: int | None = None,
        limit: int = 100,
    ) -> tuple[Event, ...]:
        """Return events, the newest first.

        Args:
            kinds: only of these kinds; empty means all.
            id: only of the entity with this id.
            workspace: only of this workspace.
            before: only with a smaller sequence.
            revision: only what made it.
            limit: at most so many.
        """

    @abstractmethod
    def commits(self, after: int = 0) -> "Iterator[Commit]":
        """Yield every commit whose first event comes after a sequence, the oldest first."""

    @abstractmethod
    def append(self, commits: "Sequence[Commit]") -> None:
        """Add commits of another store as they were made there: who, when, sequence and all.

        They are durable together. Raises ValueError unless they follow the last event here, and
        one another, without a gap.
        """

    @abstractmethod
    def transaction(self, actor: str) -> AbstractContextManager[Transaction]:
        """Begin changes by `actor`: committed when the block ends, dropped when it raises.

        Transactions follow one another, in all processes. Raises StoreUnavailable when the commit
        could not be made durable; then nothing of it is visible.
        """

    def advice(self) -> str:
        """Say what those who run this store should know of its state and do; empty for nothing."""
        return ""

    @abstractmethod
    def close(self) -> None:
        """Make everything durable and let go of it; closing twice is fine."""
