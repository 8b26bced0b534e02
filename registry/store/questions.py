"""Several questions that a store answers together: `Store.ask`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from registry.store.base import AllOf, Compare, Event, Field, Filter, Record
from registry.store.row import look_up


@dataclass(frozen=True, slots=True)
class Question:
    """Which records of a kind there are, or how many.

    Attributes:
        kind: the records' kind.
        where: None matches everything.
        counted: whether their number is all that is asked for.
        revision: at which they are told; those that never had it are left out. One that has it
            now is told as it is.
        named_by: a field of the records that the first question tells; only those are meant whose
            ids stand there.
    """

    kind: str
    where: Filter | None = None
    counted: bool = False
    revision: int | None = None
    named_by: Field | None = None


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


def name_ids(question: Question, first: Reply) -> Question:
    """Say by their ids which records are meant, if the reply to the first question names them."""
    if question.named_by is None:
        return question
    found = (look_up(record, question.named_by) for record in first.records)
    named = Compare(("id",), "in", [id for id in found if isinstance(id, str)])
    where = named if question.where is None else AllOf((question.where, named))
    return replace(question, where=where, named_by=None)


def recall(record: Record, revision: int, made: Iterable[Event]) -> tuple[Record, ...]:
    """Return a record as it was at a revision, from the event that made it if there was one."""
    return tuple(
        replace(record, name=event.name, revision=revision, updated_at=event.at, body=event.body)
        for event in made
        if event.body is not None
    )


def list_oldest_first(records: Iterable[Record]) -> Reply:
    """Reply with records."""
    found = tuple(sorted(records, key=lambda record: (record.created_at, record.id)))
    return Reply(len(found), found)
