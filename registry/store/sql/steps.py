"""Changes as SQL: what they do to the entities, and the events that tell of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, insert, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from registry.errors import Invalid, Problem
from registry.store.commit import Change, Commit
from registry.store.encoding import decode, encode, encode_exactly, in_utc, is_storable
from registry.store.records import Event, Record
from registry.store.row import COLUMNS, Row
from registry.store.sql.places import columns_of
from registry.store.sql.tables import ENTITIES, EVENTS, SQLITE, TURN

Columns = dict[str, Any]

_MANY = 500
"""Entities that one statement takes out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entity's change.

    Attributes:
        before: the revision that was there; 0 for an insertion.
        after: the entity's row after the change; None for a removal.
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
        """Make the change; False when its id or name is taken."""
        if self.after is None:
            connection.execute(delete(ENTITIES).where(*self._here()))
            return True
        if self.before:
            connection.execute(update(ENTITIES).where(*self._here()).values(self.after))
            return True
        return insert_unless_taken(connection, self.after)

    def _here(self) -> tuple[Any, Any]:
        return ENTITIES.c.kind == self.kind, ENTITIES.c.id == self.id

    def event(self, sequence: int, at: datetime, actor: str, commit_id: str) -> Columns:
        """Return the row of the event that tells of the change."""
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


def step_to(record: Record, before: int, action: str, note: str) -> Step:
    """Return the step to a record, which shares nothing with it.

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
    after = columns_of(record, text)
    return Step(action, record.kind, record.id, record.workspace, record.name, before, after, note)


def refuse_unstorable(**texts: str) -> None:
    """Raise Invalid for texts with NUL or half a character, which no database holds."""
    problems = [
        Problem((name,), "json", f"the text {text!r} holds NUL or half a character; remove it")
        for name, text in texts.items()
        if not is_storable(text)
    ]
    if problems:
        raise Invalid("the change", problems)


def insert_unless_taken(connection: Connection, columns: Columns) -> bool:
    """Insert an entity; False when its id or name is taken, and then nothing is changed."""
    dialect = sqlite if connection.dialect.name == SQLITE else postgresql
    statement = dialect.insert(ENTITIES).values(columns).on_conflict_do_nothing()
    return connection.execute(statement.returning(ENTITIES.c.id)).first() is not None


def tell(connection: Connection, events: Sequence[Columns]) -> None:
    """Add events, and make the last one's sequence the store's."""
    connection.execute(insert(EVENTS), events)
    connection.execute(update(TURN).values(sequence=events[-1]["sequence"]))


def read_event(row: RowMapping) -> Event:
    """Return a row of events as an event."""
    body: Any = None if row["body"] is None else decode(row["body"])
    return Event(
        row["sequence"], row["at"], row["actor"], row["action"], row["kind"], row["id"],
        row["workspace"], row["name"], row["from_revision"], row["to_revision"], body, row["note"],
    )  # fmt: skip


def read_commit(rows: Sequence[RowMapping]) -> Commit:
    """Return the rows of one commit's events as that commit."""
    first = rows[0]
    return Commit(first["sequence"], first["at"], first["actor"], tuple(map(_read_change, rows)))


def _read_change(row: RowMapping) -> Change:
    after = None
    if row["to_revision"] is not None:
        columns = {**row, "revision": row["to_revision"]}
        after = Row({name: columns[name] for name in COLUMNS}, row["body"])
    return Change(
        row["action"], row["kind"], row["id"], row["workspace"], row["name"],
        row["from_revision"], after, row["note"],
    )  # fmt: skip


def append(connection: Connection, commits: Sequence[Commit], ids: Sequence[str]) -> None:
    """Add commits as they were made elsewhere.

    Entities are taken out before any is put in: a name may have gone from one to another.
    """
    steps = [[_step_of(change) for change in commit.changes] for commit in commits]
    last = {(step.kind, step.id): step for each in steps for step in each}
    _take_out(connection, ENTITIES, list(last))
    rows = [step.after for step in last.values() if step.after is not None]
    if rows:
        connection.execute(insert(ENTITIES), rows)
    events: list[Columns] = []
    for commit, each, commit_id in zip(commits, steps, ids, strict=True):
        for place, step in enumerate(each):
            sequence = commit.sequence + place
            events.append(step.event(sequence, commit.at, commit.actor, commit_id))
    tell(connection, events)


def _take_out(connection: Connection, table: Table, keys: list[tuple[str, str]]) -> None:
    for start in range(0, len(keys), _MANY):
        some = tuple_(table.c.kind, table.c.id).in_(keys[start : start + _MANY])
        connection.execute(delete(table).where(some))


def _step_of(change: Change) -> Step:
    after = None
    if change.row is not None:
        record = change.row.record(change.kind)
        after = columns_of(record, encode(record.body))
    return Step(
        change.action, change.kind, change.id, change.workspace, change.name, change.before, after,
        change.note,
    )  # fmt: skip
