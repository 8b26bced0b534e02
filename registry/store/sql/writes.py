"""Changes as SQL: of entities, and the events that record them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, tuple_, update
from sqlalchemy.dialects import postgresql

from registry.errors import Invalid, Problem
from registry.store.base import Event, Record
from registry.store.commit import Change, Commit
from registry.store.encoding import decode, encode, encode_exactly, in_utc, is_storable
from registry.store.row import COLUMNS, Row
from registry.store.sql.indexed_fields import entity_columns
from registry.store.sql.tables import ENTITIES, EVENTS, WRITE_LOCK

Columns = dict[str, Any]

_CHUNK = 500
"""Entities that one statement deletes."""


@dataclass(frozen=True, slots=True)
class Write:
    """The change of one entity.

    Attributes:
        before: the revision before it; 0 for an insertion.
        after: the entity's row after it; None for a deletion.
    """

    action: str
    kind: str
    id: str
    workspace: str
    name: str
    before: int
    after: Columns | None
    note: str

    def run(self, connection: Connection) -> bool:
        """Make the change. Returns False when an inserted id or name is taken."""
        if self.after is None:
            connection.execute(delete(ENTITIES).where(*self._key()))
            return True
        if self.before:
            connection.execute(update(ENTITIES).where(*self._key()).values(self.after))
            return True
        return insert_unless_taken(connection, self.after)

    def _key(self) -> tuple[Any, Any]:
        return ENTITIES.c.kind == self.kind, ENTITIES.c.id == self.id

    def event(self, sequence: int, at: datetime, actor: str, commit_id: str) -> Columns:
        """Return the row of the event that records the change."""
        after = self.after or {}
        return {
            "sequence": sequence,
            "commit_id": commit_id,
            "at": at,
            "actor": actor,
            "action": self.action,
            "kind": self.kind,
            "id": self.id,
            "workspace": self.workspace,
            "name": self.name,
            "from_revision": self.before,
            "to_revision": after.get("revision"),
            "created_at": after.get("created_at"),
            "updated_at": after.get("updated_at"),
            "body": after.get("body"),
            "note": self.note,
        }


def write_of(record: Record, before: int, action: str, note: str) -> Write:
    """Return the insertion or replacement of a record, which shares nothing with it.

    Raises:
        Invalid: the body is not strict JSON, or a text is not storable.
        ValueError: the revision does not follow, or a time has no zone.
    """
    text = encode_exactly(record.body)
    refuse_unstorable(
        kind=record.kind, id=record.id, workspace=record.workspace, name=record.name,
        action=action, note=note,
    )  # fmt: skip
    in_utc(record.created_at), in_utc(record.updated_at)
    if record.revision != before + 1:
        message = f"expected revision {before + 1} after {before}, got {record.revision}"
        raise ValueError(message)
    after = entity_columns(record, text)
    return Write(action, record.kind, record.id, record.workspace, record.name, before, after, note)


def refuse_unstorable(**texts: str) -> None:
    """Raise Invalid for texts with NUL or half a character, which PostgreSQL does not store."""
    problems = [
        Problem((name,), "json", f"the text {text!r} holds NUL or half a character; remove it")
        for name, text in texts.items()
        if not is_storable(text)
    ]
    if problems:
        raise Invalid("the change", problems)


def insert_unless_taken(connection: Connection, columns: Columns) -> bool:
    """Insert an entity. Returns False, and changes nothing, when its id or name is taken."""
    statement = postgresql.insert(ENTITIES).values(columns).on_conflict_do_nothing()
    return connection.execute(statement.returning(ENTITIES.c.id)).first() is not None


def insert_events(connection: Connection, events: Sequence[Columns]) -> None:
    """Insert events, and note the sequence of the last."""
    connection.execute(insert(EVENTS), events)
    connection.execute(update(WRITE_LOCK).values(sequence=events[-1]["sequence"]))


def read_event(row: RowMapping) -> Event:
    """Return a row of events as an event."""
    body: Any = None if row["body"] is None else decode(row["body"])
    return Event(
        row["sequence"], row["at"], row["actor"], row["action"], row["kind"], row["id"],
        row["workspace"], row["name"], row["from_revision"], row["to_revision"], body, row["note"],
    )  # fmt: skip


def read_commit(rows: Sequence[RowMapping]) -> Commit:
    """Return the rows of one commit's events as a commit."""
    first = rows[0]
    return Commit(first["sequence"], first["at"], first["actor"], tuple(map(_read_change, rows)))


def _read_change(row: RowMapping) -> Change:
    after = None
    if row["to_revision"] is not None:
        columns = {**row, "revision": row["to_revision"]}
        after = Row({**{name: columns[name] for name in COLUMNS}, "body": decode(row["body"])})
    return Change(
        row["action"], row["kind"], row["id"], row["workspace"], row["name"],
        row["from_revision"], after, row["note"],
    )  # fmt: skip


def append(connection: Connection, commits: Sequence[Commit], ids: Sequence[str]) -> None:
    """Add commits that were made in another store.

    Entities are deleted before any is inserted: a name may have moved from one to another.
    """
    writes = [[_write_of_change(change) for change in commit.changes] for commit in commits]
    last = {(write.kind, write.id): write for each in writes for write in each}
    _delete(connection, list(last))
    rows = [write.after for write in last.values() if write.after is not None]
    if rows:
        connection.execute(insert(ENTITIES), rows)
    events: list[Columns] = []
    for commit, each, commit_id in zip(commits, writes, ids, strict=True):
        for sequence, write in enumerate(each, commit.sequence):
            events.append(write.event(sequence, commit.at, commit.actor, commit_id))
    insert_events(connection, events)


def _delete(connection: Connection, keys: list[tuple[str, str]]) -> None:
    for start in range(0, len(keys), _CHUNK):
        some = tuple_(ENTITIES.c.kind, ENTITIES.c.id).in_(keys[start : start + _CHUNK])
        connection.execute(delete(ENTITIES).where(some))


def _write_of_change(change: Change) -> Write:
    after = None
    if change.row is not None:
        record = change.row.record(change.kind)
        after = entity_columns(record, encode(record.body))
    return Write(
        change.action, change.kind, change.id, change.workspace, change.name, change.before, after,
        change.note,
    )  # fmt: skip
