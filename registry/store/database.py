"""The SQLite database of a registry: every event, which of them made each entity, and drafts."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from registry.errors import Invalid
from registry.store.atomic_file import Identity
from registry.store.commit import Commit, RecordChange
from registry.store.encoding import read_instant, write_instant
from registry.store.os_errors import code_of, translated
from registry.store.records import Event, EventQuery
from registry.store.row import Row
from streamlit_jsonschema_form.problems import Problem

FORMAT: Final = 1
"""The `user_version` of the databases that this version writes."""

READ_TIMEOUT_S: Final = 0.5
"""How long a read waits where SQLite itself is locked for a moment."""

_SCHEMA: Final = (
    "CREATE TABLE events ("
    "sequence INTEGER PRIMARY KEY, commit_sequence INTEGER NOT NULL, at TEXT NOT NULL, "
    "actor TEXT NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, "
    "workspace TEXT NOT NULL, name TEXT NOT NULL, from_revision INTEGER NOT NULL, "
    "to_revision INTEGER, created_at TEXT, updated_at TEXT, body TEXT, note TEXT NOT NULL)",
    "CREATE INDEX events_id ON events (id, sequence)",
    "CREATE INDEX events_workspace ON events (workspace, sequence)",
    "CREATE TABLE entities ("
    "kind TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, sequence INTEGER NOT NULL, "
    "PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE TABLE drafts ("
    "kind TEXT NOT NULL, id TEXT NOT NULL, workspace TEXT NOT NULL, name TEXT NOT NULL, "
    "revision INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, "
    "body TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (kind, id))",
    "CREATE INDEX drafts_version ON drafts (version)",
    "CREATE TABLE state ("
    "id INTEGER PRIMARY KEY CHECK (id = 1), drafts_version INTEGER NOT NULL, inode INTEGER, "
    "size INTEGER, modified INTEGER, shown INTEGER NOT NULL, pause REAL NOT NULL)",
    "INSERT INTO state VALUES (1, 0, NULL, NULL, NULL, 0, 0)",
    f"PRAGMA user_version = {FORMAT}",
)
_EVENT: Final = f"INSERT INTO events VALUES ({', '.join('?' * 15)})"
_DRAFT: Final = f"INSERT OR REPLACE INTO drafts VALUES ({', '.join('?' * 9)})"
_ENTITY: Final = (
    "INSERT INTO entities VALUES (?, ?, ?, ?) "
    "ON CONFLICT (kind, id) DO UPDATE SET sequence = excluded.sequence"
)
_ROW: Final = "id, workspace, name, revision, created_at, updated_at, body"
_EVENT_ROW: Final = "e.id, e.workspace, e.name, e.to_revision, e.created_at, e.updated_at, e.body"


class SnapshotState(NamedTuple):
    """Which `registry.json` is known.

    Attributes:
        identity: the file; None when there was none yet.
        shown: the last sequence that it shows; 0 for one that somebody edited.
    """

    identity: Identity | None = None
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Updates:
    """What was committed since the last read.

    Attributes:
        commits: the oldest first.
        drafts_version: counts the changes of drafts.
        drafts: those that changed, with their kinds.
        draft_ids: the kind and id of all drafts; None when none changed.
    """

    commits: list[Commit]
    drafts_version: int
    drafts: list[tuple[str, Row]]
    draft_ids: set[tuple[str, str]] | None


class DatabaseReader:
    """One connection. Whoever uses it holds a lock; no transaction outlives a call.

    Attributes:
        path: the database.
        seen_version: the `data_version` up to which its commits were read.
    """

    def __init__(self, path: Path, *, timeout: float = READ_TIMEOUT_S, options: str = "") -> None:
        """Connect to a database that is there. Raises sqlite3.Error."""
        self.path = path
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}{options}",
            timeout=timeout,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )
        self.seen_version = -1

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def version(self) -> int:
        """Return the format; 0 for a database that nobody has set up."""
        return self._value("PRAGMA user_version")

    def data_version(self) -> int:
        """Return a number that changes when another connection commits."""
        return self._value("PRAGMA data_version")

    def snapshot_state(self) -> SnapshotState:
        """Return which `registry.json` is known."""
        *identity, shown = self._connection.execute(
            "SELECT inode, size, modified, shown FROM state"
        ).fetchone()
        return SnapshotState(None if identity[0] is None else tuple(identity), shown)

    def entities(self) -> tuple[int, dict[str, list[Row]]]:
        """Return the last event's sequence and, of the same moment, every entity by its kind."""
        rows: dict[str, list[Row]] = {}
        with self._moment():
            sequence = self._value("SELECT coalesce(max(sequence), 0) FROM events")
            for number, kind, *columns in self._connection.execute(
                f"SELECT n.number, e.kind, {_EVENT_ROW} FROM entities n "
                "JOIN events e USING (sequence) ORDER BY n.number"
            ):
                rows.setdefault(kind, []).append(_row(columns, number))
        return sequence, rows

    def updates_since(self, sequence: int, drafts_version: int) -> Updates:
        """Return what was committed after a sequence and a version of drafts, all of one moment."""
        with self._moment():
            commits = self.commits(sequence)
            version = self._value("SELECT drafts_version FROM state")
            if version == drafts_version:
                return Updates(commits, version, [], None)
            changed = self._connection.execute(
                f"SELECT kind, {_ROW} FROM drafts WHERE version > ? ORDER BY version",
                (drafts_version,),
            )
            drafts = [(kind, _row(columns)) for kind, *columns in changed]
            ids = set(self._connection.execute("SELECT kind, id FROM drafts"))
            return Updates(commits, version, drafts, ids)

    def commits(self, after: int, limit: float = inf) -> list[Commit]:
        """Return the commits that begin after a sequence: those of about so many events."""
        query = "SELECT * FROM events WHERE sequence > ? AND commit_sequence > ? ORDER BY sequence"
        found: list[Commit] = []
        with closing(self._connection.execute(query, (after, after))) as rows:
            for _, run in groupby(rows, key=itemgetter(1)):
                found.append(_commit(list(run)))
                if found[-1].last >= after + limit:
                    break
        return found

    def events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        """Return at most `limit` events, the newest first."""
        conditions = {
            "id = ?": query.id,
            "workspace = ?": query.workspace,
            "sequence < ?": query.before,
            "to_revision = ?": query.revision,
        }
        given = {text: value for text, value in conditions.items() if value is not None}
        kinds = [f"kind IN ({', '.join('?' * len(query.kinds))})"] if query.kinds else []
        rows = self._connection.execute(
            f"SELECT * FROM events WHERE {' AND '.join([*given, *kinds]) or '1'} "
            "ORDER BY sequence DESC LIMIT ?",
            (*given.values(), *query.kinds, limit),
        ).fetchall()
        return tuple(_change(row).event(row[0], read_instant(row[2]), row[3]) for row in rows)

    def rows_at(self, sequence: int) -> dict[tuple[str, str], Row | None]:
        """Return every entity that changed after a sequence as it was then; None if there was none."""
        rows = self._connection.execute(
            f"SELECT c.kind, c.id, {_EVENT_ROW} FROM "
            "(SELECT DISTINCT kind, id FROM events WHERE sequence > ?) c LEFT JOIN events e "
            "ON e.sequence = (SELECT max(sequence) FROM events "
            "WHERE id = c.id AND kind = c.kind AND sequence <= ?)",
            (sequence, sequence),
        ).fetchall()
        return {(kind, id): _row_or_none(columns) for kind, id, *columns in rows}

    def row_of_revision(self, kind: str, id: str, revision: int) -> Row | None:
        """Return an entity as it was at a revision; None if it never had it."""
        columns = self._connection.execute(
            f"SELECT {_EVENT_ROW} FROM events e WHERE id = ? AND kind = ? AND to_revision = ? "
            "ORDER BY sequence DESC LIMIT 1",
            (id, kind, revision),
        ).fetchone()
        return None if columns is None else _row_or_none(columns)

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the database: damaged pages, entities unlike their last event."""
        for (text,) in self._connection.execute("PRAGMA quick_check"):
            if text != "ok":
                yield f"{self.path}: {text}"
        last = "SELECT kind, id, max(sequence) AS sequence FROM events GROUP BY kind, id"
        differing = (
            f"SELECT l.kind, l.id FROM ({last}) l JOIN events e USING (sequence) "
            "LEFT JOIN entities n ON n.kind = l.kind AND n.id = l.id "
            "WHERE coalesce(n.sequence, 0) <> CASE WHEN e.to_revision IS NULL THEN 0 "
            "ELSE l.sequence END UNION ALL SELECT n.kind, n.id FROM entities n "
            "LEFT JOIN events e USING (sequence) WHERE e.sequence IS NULL"
        )
        for kind, id in self._connection.execute(differing):
            yield f"{self.path}: {kind} {id} is not what its last event made it"

    def copy_to(self, path: Path) -> None:
        """Write a copy of the whole to an empty file, as of one moment. Raises sqlite3.Error."""
        self._connection.execute("VACUUM INTO ?", (str(path),))

    @contextmanager
    def _moment(self) -> Iterator[None]:
        """Read all of a block as of one moment."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def _value(self, query: str) -> int:
        value: int = self._connection.execute(query).fetchone()[0]
        return value


class DatabaseWriter(DatabaseReader):
    """The connection that writes. Whoever uses it holds the lock among processes."""

    def __init__(self, path: Path, *, timeout: float) -> None:
        """Connect, and create the file if need be. Raises OSError, sqlite3.Error."""
        # SQLite would create it for everybody to read. Nothing else may ever open and close it:
        # that would drop the locks that SQLite holds on it in this process (POSIX).
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        super().__init__(path, timeout=timeout, options="?mode=rw")
        try:
            self._set_up()
        except sqlite3.Error:
            self.close()
            raise

    def _set_up(self) -> None:
        execute = self._connection.execute
        if execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA wal_autocheckpoint = 0")
        execute("PRAGMA secure_delete = ON")

    def create(self) -> None:
        """Make the tables, in the transaction that is under way."""
        for statement in _SCHEMA:
            self._connection.execute(statement)

    def begin(self, timeout: float) -> None:
        """Begin the one transaction that writes. Raises StoreUnavailable."""
        self._connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")
        with translated("written", self.path):
            self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the transaction durable. Raises StoreUnavailable: then nothing of it is stored."""
        with translated("written", self.path):
            self._connection.execute("COMMIT")

    def end(self) -> None:
        """Drop a transaction that was not committed."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def save(self, commits: Iterable[Commit], unlogged: Sequence[RecordChange]) -> int:
        """Add commits and changes of drafts; returns the new version of drafts.

        Raises:
            StoreUnavailable: they cannot be written.
            Invalid: a name or another column is no text that a database holds.
        """
        try:
            with translated("written", self.path):
                for commit in commits:
                    self._add(commit)
                return self._save_drafts(unlogged)
        except UnicodeEncodeError as error:
            message = f"the text {error.object!r} holds half a character; remove it"
            raise Invalid("the change", [Problem((), "json", message)]) from error

    def _add(self, commit: Commit) -> None:
        at = write_instant(commit.at)
        for sequence, change in enumerate(commit.changes, start=commit.sequence):
            action, kind, id, workspace, name, before, row, note = change
            if row is None:
                after: tuple[Any, ...] = (None,) * 4
                self._connection.execute(
                    "DELETE FROM entities WHERE kind = ? AND id = ?", (kind, id)
                )
            else:
                after = _content(row)
                self._connection.execute(_ENTITY, (kind, id, sequence, sequence))
            head = (sequence, commit.sequence, at, commit.actor)
            event = (*head, action, kind, id, workspace, name, before, *after, note)
            self._connection.execute(_EVENT, event)

    def _save_drafts(self, changes: Sequence[RecordChange]) -> int:
        version = self._value("SELECT drafts_version FROM state")
        if not changes:
            return version
        for _, kind, id, workspace, name, _, row, _ in changes:
            if row is None:
                self._connection.execute("DELETE FROM drafts WHERE kind = ? AND id = ?", (kind, id))
            else:
                draft = (kind, id, workspace, name, *_content(row), version + 1)
                self._connection.execute(_DRAFT, draft)
        self._connection.execute("UPDATE state SET drafts_version = ?", (version + 1,))
        return version + 1

    def save_snapshot_state(self, state: SnapshotState) -> None:
        """Store which `registry.json` is in place. Raises StoreUnavailable."""
        identity = state.identity or (None, None, None)
        with translated("written", self.path):
            self._connection.execute(
                "UPDATE state SET inode = ?, size = ?, modified = ?, shown = ?",
                (*identity, state.shown),
            )

    def checkpoint(self, timeout: float) -> bool:
        """Move the write-ahead log into the database and empty it; False while a reader is on it.

        Raises:
            StoreUnavailable: it cannot be written.
        """
        self._connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")
        with translated("written", self.path):
            busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def leave_wal(self) -> bool:
        """Make the database one file again; False when another process has it open."""
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            self._connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if code_of(error) == sqlite3.SQLITE_BUSY:
                return False
            raise
        return True


def _content(row: Row) -> tuple[Any, ...]:
    created, updated = write_instant(row.created_at), write_instant(row.updated_at)
    return row.revision, created, updated, row.body_text


def _row(columns: Sequence[Any], number: int = 0) -> Row:
    id, workspace, name, revision, created, updated, body = columns
    times = read_instant(created), read_instant(updated)
    return Row(id, workspace, name, revision, *times, body, number)


def _row_or_none(columns: Sequence[Any]) -> Row | None:
    """Return the row that an event made; None for a removal."""
    return None if columns[3] is None else _row(columns)


def _change(event: tuple[Any, ...]) -> RecordChange:
    action, kind, id, workspace, name, before, *after, note = event[4:]
    row = _row_or_none((id, workspace, name, *after))
    return RecordChange(action, kind, id, workspace, name, before, row, note)


def _commit(rows: list[tuple[Any, ...]]) -> Commit:
    first = rows[0]
    return Commit(first[0], read_instant(first[2]), first[3], tuple(map(_change, rows)))
