"""Commits and the lines of the log: what happened together, as it is kept."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from registry.store.encoding import Malformed, decode, quote, read_instant, write_instant
from registry.store.records import Event
from registry.store.row import Row

Identity = tuple[int, int, int]
"""Inode, size and modification time in nanoseconds of a file: one replaced or edited differs."""

Covers = Callable[[str, str, str], bool]
"""Tells from its kind, workspace and id whether an entity is asked for."""

_CHANGES = ', "changes": '
"""Ends a line's head. A text cannot hold it: JSON escapes the quotation marks of texts."""


class Change(NamedTuple):
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

    def event(self, sequence: int, at: datetime, actor: str) -> Event:
        """Return the change as the contract tells it; its body belongs to the caller."""
        record = None if self.row is None else self.row.record(self.kind)
        return Event(
            sequence=sequence,
            at=at,
            actor=actor,
            action=self.action,
            kind=self.kind,
            id=self.id,
            workspace=self.workspace,
            name=self.name,
            from_revision=self.before,
            to_revision=None if record is None else record.revision,
            body=None if record is None else record.body,
            note=self.note,
        )

    def subject(self) -> str:
        """Write as JSON which entity is changed."""
        return f"[{quote(self.kind)}, {quote(self.workspace)}, {quote(self.id)}]"

    def line(self) -> str:
        """Write the change as JSON, the entity's text as it stands in the snapshot."""
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
    changes: tuple[Change, ...]

    @property
    def last(self) -> int:
        """The sequence of the last change."""
        return self.sequence + len(self.changes) - 1

    def line(self) -> bytes:
        """Write the commit as one line of the log: a head to search by, then the changes."""
        of = ", ".join([change.subject() for change in self.changes])
        changes = ", ".join([change.line() for change in self.changes])
        head = (
            f'{{"sequence": {self.sequence}, "at": "{write_instant(self.at)}", '
            f'"actor": {quote(self.actor)}, "of": [{of}]'
        )
        return f"{head}{_CHANGES}[{changes}]}}\n".encode()

    def events(self) -> Iterator[Event]:
        """Yield the events, the newest first; each body belongs to the caller."""
        for place in reversed(range(len(self.changes))):
            yield self.changes[place].event(self.sequence + place, self.at, self.actor)


def require_order(sequence: int, commits: Sequence[Commit]) -> None:
    """Raise ValueError unless each commit begins after a sequence and the commits before it."""
    for commit in commits:
        if commit.sequence <= sequence:
            raise Malformed(commit.sequence, f"a commit that begins after event {sequence}")
        sequence = commit.last


@dataclass(frozen=True, slots=True)
class Marker:
    """Says which snapshot stands for which part of the log.

    It is written before its snapshot takes the place of the old one, so that after a crash
    between the two both are known.

    Attributes:
        digest: SHA-256 of the snapshot, hexadecimal.
        through: the last sequence it holds.
        offset: where in the log the first line begins that it does not hold, in bytes.
        identity: the snapshot's file.
    """

    digest: str
    through: int
    offset: int
    identity: Identity

    def line(self) -> bytes:
        """Write the marker as one line of the log."""
        entry = {
            "snapshot": self.digest,
            "through": self.through,
            "offset": self.offset,
            "file": self.identity,
        }
        return json.dumps(entry).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Head:
    """The part of a commit's line that tells whether the rest is of interest."""

    sequence: int
    of: tuple[tuple[str, str, str], ...]


def marker_needle(digest: str) -> bytes:
    """Return the bytes that a snapshot's marker begins with."""
    return b'{"snapshot": "%b"' % digest.encode()


def read_head(line: bytes) -> Head | None:
    """Read a commit's head; None for a marker. Raises ValueError for anything else."""
    end = line.find(_CHANGES.encode())
    if end < 0:
        read_entry(line)
        return None
    try:
        entry: Any = decode(line[:end] + b"}")
        return Head(entry["sequence"], tuple((kind, space, id) for kind, space, id in entry["of"]))
    except (KeyError, TypeError) as error:
        raise Malformed(line[:80], "a commit") from error


def read_entry(line: bytes) -> Commit | Marker:
    """Read a line of the log. Raises ValueError."""
    try:
        entry: Any = decode(line)
        if "snapshot" in entry:
            inode, size, modified = entry["file"]
            return Marker(
                entry["snapshot"], entry["through"], entry["offset"], (inode, size, modified)
            )
        changes = tuple(_read_change(change) for change in entry["changes"])
        return Commit(entry["sequence"], read_instant(entry["at"]), entry["actor"], changes)
    except (KeyError, TypeError, RecursionError) as error:
        raise Malformed(line[:80], "a commit or a snapshot's mark") from error


def read_events(line: bytes, covers: Covers) -> Iterator[Event]:
    """Yield the covered events of a commit's line, the newest first. Raises ValueError."""
    try:
        entry: Any = decode(line)
        sequence, at, actor = entry["sequence"], read_instant(entry["at"]), entry["actor"]
        changes = entry["changes"]
        for place in reversed(range(len(changes))):
            source = changes[place]["record"] or changes[place]
            if covers(changes[place]["kind"], source["workspace"], source["id"]):
                yield _read_change(changes[place]).event(sequence + place, at, actor)
    except (KeyError, TypeError, RecursionError) as error:
        raise Malformed(line[:80], "a commit") from error


def _read_change(entry: dict[str, Any]) -> Change:
    document = entry["record"]
    source = entry if document is None else document
    return Change(
        action=entry["action"],
        kind=entry["kind"],
        id=source["id"],
        workspace=source["workspace"],
        name=source["name"],
        before=entry["from"],
        row=None if document is None else Row.read(document),
        note=entry["note"],
    )
