"""Walks through the records and the events of a store; revisions are read from its events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from registry.errors import NotFound
from registry.services.records import DEPLOYMENTS, NOUNS
from registry.store.base import Store
from registry.store.batch_query import at_revision
from registry.store.records import Event, Filter, Query, Record, Sort

_BATCH = 200

_VERBS: Mapping[str, str] = {
    "create": "created",
    "update": "changed",
    "delete": "deleted",
    "restore": "restored",
    "review": "reviewed",
    "adapters": "changed",
    "conflict": "kept",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that someone did; it holds nothing of the entity's content.

    Attributes:
        sequence: orders entries; `before=` returns the next older ones.
        at: aware, UTC.
        actor: who did it.
        action: `create`, `update`, `restore`, `review`, `delete`, …
        kind: `template`, `model`, `adapter`, `deployment`, `fileset`, `group`, `prompt` or `workspace`.
        id: of the entity.
        workspace: where it is.
        name: as it was then.
        revision: which it made; None when the entity was deleted.
        note: a few words; may be empty.
    """

    sequence: int
    at: datetime
    actor: str
    action: str
    kind: str
    id: str
    workspace: str
    name: str
    revision: int | None
    note: str

    @classmethod
    def of(cls, event: Event) -> "Entry":
        """Return the entry of an event."""
        # The name of a deployment's record begins with the id of its model.
        name = event.name.partition("/")[2] if event.kind == DEPLOYMENTS.table else event.name
        return cls(
            sequence=event.sequence,
            at=event.at,
            actor=event.actor,
            action=event.action,
            kind=NOUNS[event.kind],
            id=event.id,
            workspace=event.workspace,
            name=name,
            revision=event.to_revision,
            note=event.note,
        )

    @property
    def verb(self) -> str:
        """The action in the past tense: `created`, `changed`, `deleted`."""
        return _VERBS.get(self.action, self.action)


def walk_events(store: Store, table: str, id: str, before: int | None = None) -> Iterator[Event]:
    """Yield the events of one entity, the newest first, a batch at a time."""
    while True:
        batch = store.events(kinds=(table,), id=id, before=before, limit=_BATCH)
        yield from batch
        if len(batch) < _BATCH:
            return
        before = batch[-1].sequence


def walk_records(
    store: Store, table: str, where: Filter | None = None, *, sort: str = "id"
) -> Iterator[Record]:
    """Yield the records of a kind that match, a batch at a time."""
    query = Query(where, Sort((sort,)), _BATCH, count_to=0)
    while True:
        page = store.page(table, query)
        yield from page.records
        if page.next is None:
            return
        query = replace(query, after=page.next)


def list_revisions(
    store: Store, table: str, id: str, *, before: int | None = None, limit: int | None = None
) -> tuple[Entry, ...]:
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
    found = tuple(map(Entry.of, islice(walk_events(store, table, id, before), limit)))
    if not found and before is None:
        raise NotFound(table, id)
    return found


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
