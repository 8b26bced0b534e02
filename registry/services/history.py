"""Revisions, read back from the store's events: there is no second table of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from registry.errors import NotFound
from registry.services.records import NOUNS
from registry.store.base import Store
from registry.store.batch_query import at_revision
from registry.store.records import Event, Record

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Revision:
    """One change in the life of an entity, without its body.

    Attributes:
        number: the revision or version that it made; None for a removal.
        at: aware, UTC.
        actor: who did it.
        action: `create`, `update`, `restore`, `review`, `delete`, …
        name: the entity's name after it.
        note: a few words for people; may be empty.
        sequence: orders revisions; the next older ones are asked for with `before=`.
    """

    number: int | None
    at: datetime
    actor: str
    action: str
    name: str
    note: str
    sequence: int


def walk_events(store: Store, table: str, id: str, before: int | None = None) -> Iterator[Event]:
    """Yield the events of one entity, the newest first, a batch at a time."""
    while True:
        batch = store.events(kinds=(table,), id=id, before=before, limit=_BATCH)
        yield from batch
        if len(batch) < _BATCH:
            return
        before = batch[-1].sequence


def list_revisions(
    store: Store, table: str, id: str, *, before: int | None = None, limit: int | None = None
) -> tuple[Revision, ...]:
    """Return an entity's revisions, the newest first; those of a deleted one too.

    Args:
        store: where its events are.
        table: its kind.
        id: the entity's.
        before: the `sequence` of the oldest revision that is known already.
        limit: at most so many; None means all.

    Raises:
        NotFound: there never was such an entity.
    """
    found = tuple(map(_revision_of, islice(walk_events(store, table, id, before), limit)))
    if not found and before is None:
        raise NotFound(table, id)
    return found


def _revision_of(event: Event) -> Revision:
    return Revision(
        event.to_revision,
        event.at,
        event.actor,
        event.action,
        event.name,
        event.note,
        event.sequence,
    )


def find_revision(store: Store, current: Record, number: int) -> Record:
    """Return a record as it was at a revision.

    Raises:
        NotFound: it never had that revision.
    """
    made = store.events(kinds=(current.kind,), id=current.id, revision=number, limit=1)
    return choose_revision(current, number, at_revision(current, number, made))


def choose_revision(current: Record, number: int, found: Sequence[Record]) -> Record:
    """Return a record as it was at a revision, if that was found. Raises NotFound."""
    if number == current.revision:
        return current
    if found:
        return found[0]
    noun = NOUNS.get(current.kind, current.kind)
    what = f"{current.workspace}/{current.name} at revision {number}"
    raise NotFound(noun, what, f"its newest is {current.revision}")
