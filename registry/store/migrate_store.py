"""Copies everything from one store into another: entities, their whole history, and drafts."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import Final

from registry.errors import RegistryError
from registry.store.base import Store
from registry.store.commit import Commit
from registry.store.records import COLUMNS, KINDS_WITHOUT_HISTORY, Query, Record, Sort

_TOGETHER: Final = 500
"""Events that are made durable together."""

_PAGE: Final = 500


class Occupied(RegistryError):
    """The target holds what the source does not."""

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence
        super().__init__(
            f"the target holds {sequence} events that are not the first {sequence} of the source; "
            "give it an empty store, or the one that an earlier move began to fill"
        )


class NotTheSame(RegistryError):
    """After a move the two stores differ.

    Attributes:
        where: what differs first.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"the target is not the same as the source: {where}; see that nothing writes to either, "
            "and move into an empty store"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is the same in both stores.

    Attributes:
        entities: how many of each kind.
        events: how many.
        digest: SHA-256 over every event and every entity, hexadecimal.
    """

    entities: Counter[str]
    events: int
    digest: str


class Migration:
    """Copies the source's commits to the target, from where an earlier run ended.

    Attributes:
        done: how many events the target holds.
        total: how many the source holds.
    """

    def __init__(self, source: Store, target: Store) -> None:
        """Find out how far an earlier run came. Raises Occupied, StoreUnavailable."""
        self._source = source
        self._target = target
        self.total = _last(source)
        self.done = _last(target)
        if _event_before(source, self.done + 1) != _event_before(target, self.done + 1):
            raise Occupied(self.done)

    def copy(self) -> Iterator[int]:
        """Copy what is missing, and yield how many sequence numbers each step came on.

        Records without a history come last, all of them each time: those that only the target has
        stay there, and `verify` names the first of them.

        Raises:
            Occupied: somebody else writes to the target.
            StoreUnavailable: then what was copied stays, and another run goes on from there.
        """
        for commits in _batches(self._source.commits(self.done)):
            try:
                self._target.append(commits)
            except ValueError as error:
                raise Occupied(_last(self._target)) from error
            added = commits[-1].last - self.done
            self.done += added
            yield added
        for kind in sorted(KINDS_WITHOUT_HISTORY):
            records = _walk(self._source, kind)
            while batch := list(islice(records, _PAGE)):
                self._target.upsert(batch)

    def verify(self) -> Comparison:
        """Compare every event and every entity. Raises NotTheSame."""
        digest = hashlib.sha256()
        kinds: set[str] = set(KINDS_WITHOUT_HISTORY)
        events = 0
        for ours, theirs in zip_longest(self._source.commits(), self._target.commits()):
            if ours is None or theirs is None or ours.line() != theirs.line():
                raise NotTheSame(f"event {(ours or theirs).sequence}")
            digest.update(ours.line())
            kinds |= {change.kind for change in ours.changes}
            events += len(ours.changes)
        entities = Counter({kind: self._verify_kind(kind, digest) for kind in sorted(kinds)})
        return Comparison(+entities, events, digest.hexdigest())

    def _verify_kind(self, kind: str, digest: "hashlib._Hash") -> int:
        count = 0
        for ours, theirs in zip_longest(_walk(self._source, kind), _walk(self._target, kind)):
            if (hashed := hash_of(ours)) != hash_of(theirs):
                named = ours or theirs
                raise NotTheSame(f"{kind} {named.workspace}/{named.name} ({named.id})")
            digest.update(hashed)
            count += 1
        return count


def hash_of(record: Record | None) -> bytes:
    """Return the SHA-256 of an entity, which tells 1 from 1.0 and orders of properties apart."""
    if record is None:
        return b""
    columns = [str(getattr(record, name)) for name in ("kind", *COLUMNS)]
    return hashlib.sha256(json.dumps([*columns, record.body]).encode()).digest()


def _walk(store: Store, kind: str) -> Iterator[Record]:
    """Yield all records of a kind in the order of their ids, a page at a time."""
    query = Query(None, Sort(("id",)), _PAGE, count_to=0)
    while True:
        page = store.page(kind, query)
        yield from page.records
        if page.next is None:
            return
        query = replace(query, after=page.next)


def _batches(commits: Iterator[Commit]) -> Iterator[list[Commit]]:
    batch: list[Commit] = []
    for commit in commits:
        batch.append(commit)
        if commit.last - batch[0].sequence >= _TOGETHER - 1:
            yield batch
            batch = []
    if batch:
        yield batch


def _last(store: Store) -> int:
    newest = store.events(limit=1)
    return newest[0].sequence if newest else 0


def _event_before(store: Store, sequence: int) -> str:
    """Write the event before a sequence, exactly."""
    events = store.events(before=sequence, limit=1)
    return "".join(f"{event} {json.dumps(event.body)}" for event in events)
