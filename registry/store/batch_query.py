"""Several queries that a store runs together: `Store.query_many`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from registry.store.records import (
    AllOf,
    Compare,
    Event,
    Field,
    Filter,
    Record,
    limit_integer,
    look_up,
)


@dataclass(frozen=True, slots=True)
class BatchQuery:
    """Which records of a kind there are, or how many.

    Attributes:
        kind: the records' kind.
        where: None matches everything.
        counted: whether only their number is returned.
        revision: which revision of them is returned; those that never had it are left out. One
            that has it now is returned as it is.
        named_by: a field of the first query's records; only records match whose ids it holds.
    """

    kind: str
    where: Filter | None = None
    counted: bool = False
    revision: int | None = None
    named_by: Field | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "revision", limit_integer(self.revision))


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one query found.

    Attributes:
        total: how many records match.
        records: all of them, the oldest first; empty when they were only counted.
    """

    total: int
    records: tuple[Record, ...] = ()


def by_id(kind: str, id: str) -> BatchQuery:
    """Return the query for one record."""
    return BatchQuery(kind, Compare(("id",), "eq", id))


def resolve_named_by(query: BatchQuery, first: BatchResult) -> BatchQuery:
    """Replace a query's `named_by` by a filter for the ids that the first result names."""
    if query.named_by is None:
        return query
    found = (look_up(record, query.named_by) for record in first.records)
    named = Compare(("id",), "in", [id for id in found if isinstance(id, str)])
    where = named if query.where is None else AllOf((query.where, named))
    return replace(query, where=where, named_by=None)


def at_revision(record: Record, revision: int, made: Iterable[Event]) -> tuple[Record, ...]:
    """Return a record as it was at a revision, from the event that made it if there was one."""
    return tuple(
        replace(record, name=event.name, revision=revision, updated_at=event.at, body=event.body)
        for event in made
        if event.body is not None
    )
