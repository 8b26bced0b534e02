"""Changes as SQL: of records, and the events that record them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection, RowMapping, Table, delete, insert, tuple_, update
from sqlalchemy.dialects import postgresql

from registry.errors import AlreadyExists, Invalid
from registry.store.commit import Change, Commit, require_next
from registry.store.encoding import (
    decode,
    encode,
    encode_exactly,
    encode_quickly,
    in_utc,
    is_storable,
)
from registry.store.postgres.indexed_fields import record_row
from registry.store.postgres.tables import DRAFTS, ENTITIES, EVENTS, WRITE_LOCK, table_of
from registry.store.records import KINDS_WITHOUT_HISTORY, Event, Record
from registry.store.row import COLUMNS, Row
from streamlit_jsonschema_form.problems import JsonValue, Problem

Columns = dict[str, Any]

_CHUNK = 500
"""Rows that one statement deletes."""


@dataclass(frozen=True, slots=True)
class RecordWrite:
    """The change of one record.

    Attributes:
        before: the revision before it; 0 for an insertion.
        after: the record's row after it; None for a deletion.
    """

    action: str
    kind: str
    id: str
    workspace: str
    name: str
    before: int
    after: Columns | None
    note: str

    @property
    def has_event(self) -> bool:
        """Whether an event records it."""
        return self.kind not in KINDS_WITHOUT_HISTORY

    def run(self, connection: Connection) -> bool:
        """Make the change. Returns False when an inserted id or name is taken."""
        table = table_of(self.kind)
        if not self.before and self.after is not None:
            return insert_unless_taken(connection, table, self.after)
        is_this = (table.c.kind == self.kind, table.c.id == self.id)
        if self.after is None:
            connection.execute(delete(table).where(*is_this))
        else:
            connection.execute(update(table).where(*is_this).values(self.after))
        return True

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


def write_of(record: Record, before: int, action: str, note: str) -> RecordWrite:
    """Return the insertion or replacement of a record, which shares nothing with it.

    Raises:
        Invalid: the body is not strict JSON, or a text is not storable.
        ValueError: the revision does not follow, or a time has no zone.
    """
    after = _checked_row(record)
    refuse_unstorable(action=action, note=note)
    require_next(record, before)
    return RecordWrite(
        action, record.kind, record.id, record.workspace, record.name, before, after, note
    )


def _checked_row(record: Record) -> Columns:
    text = encode_exactly(record.body)
    refuse_unstorable(
        kind=record.kind, id=record.id, workspace=record.workspace, name=record.name
    )  # fmt: skip
    in_utc(record.created_at), in_utc(record.updated_at)
    return record_row(record, text)


def refuse_unstorable(**texts: str) -> None:
    """Raise Invalid for texts with NUL or half a character, which PostgreSQL does not store."""
    problems = [
        Problem((name,), "json", f"the text {text!r} holds NUL or half a character; remove it")
        for name, text in texts.items()
        if not is_storable(text)
    ]
    if problems:
        raise Invalid("the change", problems)


def insert_unless_taken(connection: Connection, table: Table, columns: Columns) -> bool:
    """Insert a row. Returns False, and changes nothing, when its id or name is taken."""
    statement = postgresql.insert(table).values(columns).on_conflict_do_nothing()
    return connection.execute(statement.returning(table.c.id)).first() is not None


def finish_commit(
    connection: Connection, events: Sequence[Columns], sequence: int, commit_id: str
) -> None:
    """Insert a commit's events, and note the last event's sequence and the commit's id."""
    if events:
        connection.execute(insert(EVENTS), events)
    connection.execute(update(WRITE_LOCK).values(sequence=sequence, commit_id=commit_id))


def read_event(row: RowMapping) -> Event:
    """Return a row of events as an event."""
    body: Any = None if row["body"] is None else decode(row["body"])
    return Event(
        row["sequence"], row["at"], row["actor"], row["action"], row["kind"], row["id"],
        row["workspace"], row["name"], row["from_revision"], row["to_revision"], body, row["note"],
    )  # fmt: skip


def read_commits(rows: Iterable[RowMapping]) -> Iterator[Commit]:
    """Yield the commits whose events' rows are given in their order.

    A migration may have deleted events from the middle of a commit, which then becomes two.
    """
    runs = groupby(
        enumerate(rows), lambda each: (each[1]["commit_id"], each[1]["sequence"] - each[0])
    )
    for _, run in runs:
        events = [row for _, row in run]
        first, changes = events[0], tuple(map(_read_change, events))
        yield Commit(first["sequence"], first["at"], first["actor"], changes)


def _read_change(row: RowMapping) -> Change:
    after = None
    if row["to_revision"] is not None:
        columns = {**row, "revision": row["to_revision"]}
        body = encode_quickly(cast("dict[str, JsonValue]", decode(row["body"])))
        after = Row({name: columns[name] for name in COLUMNS}, body)
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
    _delete(connection, ENTITIES, list(last))
    rows = [write.after for write in last.values() if write.after is not None]
    if rows:
        connection.execute(insert(ENTITIES), rows)
    events: list[Columns] = []
    for commit, each, commit_id in zip(commits, writes, ids, strict=True):
        for sequence, write in enumerate(each, commit.sequence):
            events.append(write.event(sequence, commit.at, commit.actor, commit_id))
    finish_commit(connection, events, commits[-1].last, ids[-1])


def upsert_drafts(connection: Connection, records: Iterable[Record]) -> None:
    """Insert records without history, each in the place of the one with its id.

    Raises AlreadyExists, Invalid, ValueError; then the transaction has to be rolled back.
    """
    rows = {(record.kind, record.id): _checked_row(record) for record in records}
    _delete(connection, DRAFTS, list(rows))
    for (kind, _), row in rows.items():
        if not insert_unless_taken(connection, DRAFTS, row):
            raise AlreadyExists(kind, row["workspace"], row["name"])


def _delete(connection: Connection, table: Table, keys: list[tuple[str, str]]) -> None:
    for start in range(0, len(keys), _CHUNK):
        some = tuple_(table.c.kind, table.c.id).in_(keys[start : start + _CHUNK])
        connection.execute(delete(table).where(some))


def _write_of_change(change: Change) -> RecordWrite:
    after = None
    if change.row is not None:
        record = change.row.record(change.kind)
        after = record_row(record, encode(record.body))
    return RecordWrite(
        change.action, change.kind, change.id, change.workspace, change.name, change.before, after,
        change.note,
    )  # fmt: skip
