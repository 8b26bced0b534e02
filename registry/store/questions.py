"""Several questions that a store answers together: `Store.ask`."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.store.base import Compare, Filter, Record


@dataclass(frozen=True, slots=True)
class Question:
    """Which records of a kind there are, or how many.

    Attributes:
        kind: the records' kind.
        where: None matches everything.
        counted: whether their number is all that is asked for.
    """

    kind: str
    where: Filter | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What there is.

    Attributes:
        total: how many records match.
        records: all of them, the oldest first; empty when they were only counted.
    """

    total: int
    records: tuple[Record, ...] = ()


def by_id(kind: str, id: str) -> Question:
    """Ask for one record."""
    return Question(kind, Compare(("id",), "eq", id))


def list_oldest_first(records: Iterable[Record]) -> Reply:
    """Reply with records."""
    found = tuple(sorted(records, key=lambda record: (record.created_at, record.id)))
    return Reply(len(found), found)
