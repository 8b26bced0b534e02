"""Commits: changes that happened together, in the order of their sequence numbers."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from registry.store.encoding import Malformed, quote, write_instant
from registry.store.records import KINDS_WITHOUT_HISTORY, Event, Record
from registry.store.row import Row


class RecordChange(NamedTuple):
    """One entity's change.

    Attributes:
        before: the revision that was there; 0 for an insertion.
        row: the entity after the change; None for a removal.
    """

    action: str
    kind: str
    id: str
    workspace: str
    name: str
    before: int
    row: Row | None
    note: str = ""

    @classmethod
    def to(cls, record: Record, before: int, action: str, note: str = "") -> "RecordChange":
        """Return the insertion or replacement of a record. Raises Invalid, ValueError."""
        kind, id, workspace, name = record.kind, record.id, record.workspace, record.name
        return cls(action, kind, id, workspace, name, before, Row.of(record), note)

    @property
    def has_history(self) -> bool:
        """Whether an event records it."""
        return self.kind not in KINDS_WITHOUT_HISTORY

    def event(self, sequence: int, at: datetime, actor: str) -> Event:
        """Return the change as an event, whose body belongs to the caller."""
        revision = None if self.row is None else self.row.revision
        body = None if self.row is None else self.row.record(self.kind).body
        return Event(
            sequence, at, actor, self.action, self.kind, self.id, self.workspace, self.name,
            self.before, revision, body, self.note,
        )  # fmt: skip

    def line(self) -> str:
        """Write the change as JSON, the entity's text as it stands in `registry.json`."""
        head = (
            f'{{"kind": {quote(self.kind)}, "action": {quote(self.action)}, "from": {self.before}, '
            f'"note": {quote(self.note)}, '
        )
        if self.row is None:
            removed = {"id": self.id, "workspace": self.workspace, "name": self.name}
            return f"{head}{json.dumps({**removed, 'record': None})[1:]}"
        return f'{head}"record": {self.row.text}}}'


class Commit(NamedTuple):
    """Changes that happened together; the first has `sequence`, each further one the next."""

    sequence: int
    at: datetime
    actor: str
    changes: tuple[RecordChange, ...]

    @property
    def last(self) -> int:
        """The sequence of the last change."""
        return self.sequence + len(self.changes) - 1

    def line(self) -> bytes:
        """Write the commit as one line of JSON."""
        changes = ", ".join([change.line() for change in self.changes])
        head = (
            f'{{"sequence": {self.sequence}, "at": "{write_instant(self.at)}", '
            f'"actor": {quote(self.actor)}, '
        )
        return f'{head}"changes": [{changes}]}}\n'.encode()

    def events(self) -> Iterator[Event]:
        """Yield the events, the newest first; each body belongs to the caller."""
        for index in reversed(range(len(self.changes))):
            yield self.changes[index].event(self.sequence + index, self.at, self.actor)


def require_appendable(sequence: int, commits: Sequence[Commit]) -> None:
    """Raise ValueError unless commits follow a sequence and one another, of kinds with history."""
    kinds = {change.kind for commit in commits for change in commit.changes}
    if kinds & KINDS_WITHOUT_HISTORY:
        raise Malformed(sorted(kinds & KINDS_WITHOUT_HISTORY), "kinds that have a history")
    for commit in commits:
        if commit.sequence <= sequence:
            raise Malformed(commit.sequence, f"a commit that begins after event {sequence}")
        sequence = commit.last


def require_no_history(record: Record) -> None:
    """Raise ValueError unless a record is of `KINDS_WITHOUT_HISTORY`."""
    if record.kind not in KINDS_WITHOUT_HISTORY:
        raise Malformed(record.kind, f"one of {', '.join(KINDS_WITHOUT_HISTORY)}")
