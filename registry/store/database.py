"""The SQLite database of a registry: every event, which of them made each entity, and drafts."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple

from registry.errors import Invalid
from registry.store.atomic_file import Identity
from registry.store.commit import Change, Commit
from registry.store.encoding import is_storable, read_instant, write_instant
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
    """What is known of the `registry.json` that is in place.

    Attributes:
        identity: the file; None when there was none yet.
        shown: the last sequence that it shows; 0 for one that somebody edited.
        pause: seconds between its publication and the one before.
    """

    identity: Identity | None
    shown: int
    pause: float


@dataclass(frozen=True, slots=True)
class News:
    """What was committed since the last look.

    Attributes:
        commits: the oldest first.
        drafts_version: counts the changes of drafts.
        drafts: those that changed, with their kinds.
        draft_ids: the kind and id of all that there are; None when none changed.
    """

    commits: list[Commit]
    drafts_version: int
    drafts: list[tuple[str, Row]]
    draft_ids: set[tuple[str, str]] | None


class DatabaseReader:
    """One connection. Whoever uses it holds a lock; no transaction outlives a call."""

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
        self._seen = -1

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def version(self) -> int:
        """Return the format; 0 for a database that nobody has set up."""
        return self._value("PRAGMA user_version")

    def has_changed(self) -> bool:
        """Tell whether another connection has committed since the last time that it had."""
        version = self._value("PRAGMA data_version")
        changed = version != self._seen
        self._seen = version
        return changed

    def forget(self) -> None:
        """Say that what had changed could not be read, and is still news."""
        self._seen = -1

    def snapshot_state(self) -> SnapshotState:
        """Return what is known of the `registry.json` that is in place."""
        row = self._connection.execute(
            "SELECT inode, size, modified, shown, pause FROM state"
        ).fetchone()
        inode, size, modified, shown, pause = row
        identity = None if inode is None else (inode, size, modified)
        return SnapshotState(identity, shown, pause)

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

    def news(self, sequence: int, drafts_version: int) -> News:
        """Return what was committed after a sequence and a version of drafts, all of one moment."""
        with self._moment():
            commits = self.commits(sequence)
            version = self._value("SELECT drafts_version FROM state")
            if version == drafts_version:
                return News(commits, version, [], None)
            changed = self._connection.execute(
                f"SELECT kind, {_ROW} FROM drafts WHERE version > ? ORDER BY version",
                (drafts_version,),
            )
            drafts = [(kind, _row(columns, 0)) for kind, *columns in changed]
            ids = set(self._connection.execute("SELECT kind, id FROM drafts"))
            return News(commits, version, drafts, ids)

    def commits(self, after: int, limit: int = -1) -> list[Commit]:
        """Return the commits that begin after a sequence: those of about so many events."""
        until = self._connection.execute(
            "SELECT max(commit_sequence) FROM (SELECT commit_sequence FROM events "
            "WHERE sequence > ? AND commit_sequence > ? ORDER BY sequence LIMIT ?)",
            (after, after, limit),
        ).fetchone()[0]
        if until is None:
            return []
        query = "SELECT * FROM events WHERE sequence > ? AND commit_sequence > ? ORDER BY sequence"
        with closing(self._connection.execute(query, (after, after))) as rows:
            wanted = takewhile(lambda row: row[1] <= until, rows)
            return [_commit(list(run)) for _, run in groupby(wanted, key=lambda row: row[1])]

    def events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        """Return so many events, the newest first."""
        texts = [*query.kinds, query.id or "", query.workspace or ""]
        if limit <= 0 or not all(map(is_storable, texts)):
            return ()
        asked = {
            "id = ?": query.id,
            "workspace = ?": query.workspace,
            "sequence < ?": query.before,
            "to_revision = ?": query.revision,
        }
        given = {text: value for text, value in asked.items() if value is not None}
        kinds = [f"kind IN ({', '.join('?' * len(query.kinds))})"] if query.kinds else []
        where = " AND ".join([*given, *kinds]) or "1"
        rows = self._connection.execute(
            f"SELECT * FROM events WHERE {where} ORDER BY sequence DESC LIMIT ?",
            (*given.values(), *query.kinds, limit),
        ).fetchall()
        return tuple(_change(row).event(row[0], read_instant(row[2]), row[3]) for row in rows)

    def rows_at(self, sequence: int) -> dict[tuple[str, str], Row | None]:
        """Return every entity that changed after a sequence as it was then; None if it was not."""
        with self._moment():
            changed = self._connection.execute(
                "SELECT DISTINCT kind, id FROM events WHERE sequence > ?", (sequence,)
            ).fetchall()
            return {
                (kind, id): self._made(
                    kind, id, "e.sequence <= ? ORDER BY e.sequence DESC", sequence
                )
                for kind, id in changed
            }

    def row_of_revision(self, kind: str, id: str, revision: int) -> Row | None:
        """Return an entity as it was at a revision; None if it never had it."""
        return self._made(kind, id, "e.to_revision = ? ORDER BY e.sequence DESC", revision)

    def _made(self, kind: str, id: str, which: str, number: int) -> Row | None:
        found = self._connection.execute(
            f"SELECT {_EVENT_ROW} FROM events e WHERE e.id = ? AND e.kind = ? AND {which} LIMIT 1",
            (id, kind, number),
        ).fetchone()
        return None if found is None or found[3] is None else _row(found, 0)

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
        """Make the transaction durable. Raises StoreUnavailable: then nothing of it is kept."""
        with translated("written", self.path):
            self._connection.execute("COMMIT")

    def end(self) -> None:
        """Drop a transaction that was not committed."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def save(self, commits: Iterable[Commit], unlogged: Sequence[Change]) -> int:
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
            kind, id = change.kind, change.id
            named = (change.workspace, change.name, change.before)
            head = (sequence, commit.sequence, at, commit.actor, change.action, kind, id, *named)
            if change.row is None:
                after: tuple[Any, ...] = (None,) * 4
                self._connection.execute(
                    "DELETE FROM entities WHERE kind = ? AND id = ?", (kind, id)
                )
            else:
                after = _content(change.row)
                self._connection.execute(_ENTITY, (kind, id, sequence, sequence))
            self._connection.execute(_EVENT, (*head, *after, change.note))

    def _save_drafts(self, changes: Sequence[Change]) -> int:
        version = self._value("SELECT drafts_version FROM state")
        if not changes:
            return version
        for each in changes:
            key = (each.kind, each.id)
            if each.row is None:
                self._connection.execute("DELETE FROM drafts WHERE kind = ? AND id = ?", key)
                continue
            content = (*key, each.workspace, each.name, *_content(each.row), version + 1)
            self._connection.execute(_DRAFT, content)
        self._connection.execute("UPDATE state SET drafts_version = ?", (version + 1,))
        return version + 1

    def know_snapshot(self, state: SnapshotState) -> None:
        """Note which `registry.json` is in place. Raises StoreUnavailable."""
        inode, size, modified = state.identity or (None, None, None)
        with translated("written", self.path):
            self._connection.execute(
                "UPDATE state SET inode = ?, size = ?, modified = ?, shown = ?, pause = ?",
                (inode, size, modified, state.shown, state.pause),
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
    created, updated = write_instant(row["created_at"]), write_instant(row["updated_at"])
    return row["revision"], created, updated, row.body_text


def _row(columns: Sequence[Any], number: int) -> Row:
    id, workspace, name, revision, created, updated, body = columns
    return Row(
        {
            "id": id,
            "workspace": workspace,
            "name": name,
            "revision": revision,
            "created_at": read_instant(created),
            "updated_at": read_instant(updated),
        },
        body,
        number,
    )


def _change(row: tuple[Any, ...]) -> Change:
    action, kind, id, workspace, name, before, revision, created, updated, body, note = row[4:]
    after = None
    if revision is not None:
        after = _row((id, workspace, name, revision, created, updated, body), row[0])
    return Change(action, kind, id, workspace, name, before, after, note)


def _commit(rows: list[tuple[Any, ...]]) -> Commit:
    first = rows[0]
    return Commit(first[0], read_instant(first[2]), first[3], tuple(map(_change, rows)))
