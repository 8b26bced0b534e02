"""Changes as SQL: of records, and the events that record them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import (
    Connection,
    RowMapping,
    Table,
    delete,
    exists,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql

from registry.errors import AlreadyExists, Invalid
from registry.store.commit import Commit, RecordChange
from registry.store.encoding import decode, encode, encode_quickly, is_storable
from registry.store.postgres.indexed_fields import record_row
from registry.store.postgres.tables import DRAFTS, ENTITIES, EVENTS, WRITE_LOCK, table_of
from registry.store.records import COLUMNS, Event, Record
from registry.store.row import Row
from streamlit_jsonschema_form.problems import JsonValue, Problem

Columns = dict[str, Any]

_CHUNK = 500
"""Rows that one statement deletes."""


def make_change(connection: Connection, change: RecordChange) -> bool:
    """Change one record. Returns False, and changes nothing, when its id or name is taken."""
    table = table_of(change.kind)
    is_this = (table.c.kind == change.kind, table.c.id == change.id)
    if change.row is None:
        connection.execute(delete(table).where(*is_this))
        return True
    if not change.before:
        return _insert_unless_taken(connection, table, _record_columns(change.kind, change.row))
    other = table.alias()
    taken = select(literal(1)).where(
        other.c.kind == change.kind,
        other.c.workspace == change.workspace,
        other.c.name == change.name,
        other.c.id != change.id,
    )
    statement = update(table).where(*is_this, ~exists(taken)).returning(table.c.id)
    values = _record_columns(change.kind, change.row)
    return connection.execute(statement.values(values)).first() is not None


def event_columns(
    change: RecordChange, sequence: int, at: datetime, actor: str, commit_id: str
) -> Columns:
    """Return the row of the event that records a change."""
    row = change.row
    return {
        "sequence": sequence,
        "commit_id": commit_id,
        "at": at,
        "actor": actor,
        "action": change.action,
        "kind": change.kind,
        "id": change.id,
        "workspace": change.workspace,
        "name": change.name,
        "from_revision": change.before,
        "to_revision": None if row is None else row.revision,
        "created_at": None if row is None else row.created_at,
        "updated_at": None if row is None else row.updated_at,
        "body": None if row is None else encode(row.body),
        "note": change.note,
    }


def refuse_unstorable(**texts: str) -> None:
    """Raise Invalid for texts with NUL or half a character, which PostgreSQL does not store."""
    problems = [
        Problem((name,), "json", f"the text {text!r} holds NUL or half a character; remove it")
        for name, text in texts.items()
        if not is_storable(text)
    ]
    if problems:
        raise Invalid("the change", problems)


def finish_commit(
    connection: Connection, events: Sequence[Columns], sequence: int, commit_id: str
) -> None:
    """Insert a commit's events, and store the last event's sequence and the commit's id."""
    if events:
        connection.execute(insert(EVENTS), events)
    connection.execute(update(WRITE_LOCK).values(sequence=sequence, commit_id=commit_id))


def read_event(row: RowMapping) -> Event:
    """Return a row of events as an event."""
    columns: dict[str, Any] = {each.name: row[each.name] for each in fields(Event)}
    if columns["body"] is not None:
        columns["body"] = decode(columns["body"])
    return Event(**columns)


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


def append(connection: Connection, commits: Sequence[Commit], ids: Sequence[str]) -> None:
    """Add commits that were made in another store.

    Entities are deleted before any is inserted: a name may have moved from one to another.
    """
    last = {(each.kind, each.id): each for commit in commits for each in commit.changes}
    _delete(connection, ENTITIES, list(last))
    rows = [_record_columns(each.kind, each.row) for each in last.values() if each.row]
    if rows:
        connection.execute(insert(ENTITIES), rows)
    events = [
        event_columns(change, sequence, commit.at, commit.actor, commit_id)
        for commit, commit_id in zip(commits, ids, strict=True)
        for sequence, change in enumerate(commit.changes, commit.sequence)
    ]
    finish_commit(connection, events, commits[-1].last, ids[-1])


def upsert_drafts(connection: Connection, records: Iterable[Record]) -> None:
    """Insert records without history; each replaces the one with its id.

    Raises AlreadyExists, Invalid, ValueError; then the transaction has to be rolled back.
    """
    rows = {(record.kind, record.id): Row.of(record) for record in records}
    for (kind, id), row in rows.items():
        refuse_unstorable(kind=kind, id=id, workspace=row.workspace, name=row.name)
    _delete(connection, DRAFTS, list(rows))
    for (kind, _), row in rows.items():
        if not _insert_unless_taken(connection, DRAFTS, _record_columns(kind, row)):
            raise AlreadyExists(kind, row.workspace, row.name)


def _record_columns(kind: str, row: Row) -> Columns:
    return record_row(row.record(kind), encode(row.body))


def _read_change(event: RowMapping) -> RecordChange:
    after = None
    if event["to_revision"] is not None:
        columns = {**event, "revision": event["to_revision"]}
        body = encode_quickly(cast("dict[str, JsonValue]", decode(event["body"])))
        after = Row(**{name: columns[name] for name in COLUMNS}, body_text=body)
    return RecordChange(
        event["action"], event["kind"], event["id"], event["workspace"], event["name"],
        event["from_revision"], after, event["note"],
    )  # fmt: skip


def _insert_unless_taken(connection: Connection, table: Table, columns: Columns) -> bool:
    statement = postgresql.insert(table).values(columns).on_conflict_do_nothing()
    return connection.execute(statement.returning(table.c.id)).first() is not None


def _delete(connection: Connection, table: Table, keys: list[tuple[str, str]]) -> None:
    for start in range(0, len(keys), _CHUNK):
        some = tuple_(table.c.kind, table.c.id).in_(keys[start : start + _CHUNK])
        connection.execute(delete(table).where(some))
