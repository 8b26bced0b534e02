"""A transaction: the only one that writes while it lasts, and what it does without a connection."""

import uuid
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from registry.errors import AlreadyExists, NotFound, StoreUnavailable
from registry.store.base import Transaction
from registry.store.commit import require_revision
from registry.store.postgres.db_errors import is_transient, retry_transient, translated, unavailable
from registry.store.postgres.reads import PageReader, find_one, read_one
from registry.store.postgres.tables import EVENTS, WRITE_LOCK
from registry.store.postgres.writes import (
    Columns,
    RecordWrite,
    finish_commit,
    refuse_unstorable,
    write_of,
)
from registry.store.records import Page, Query, Record

T = TypeVar("T")

_ATTEMPTS: Final = 3


class WriteLock(NamedTuple):
    """A transaction that is the only one to write until it ends.

    Attributes:
        connection: its connection.
        sequence: of the last event.
        commit_id: of the last commit, of drafts alone too.
    """

    connection: Connection
    sequence: int
    commit_id: str | None


def lock_for_writing(engine: Engine) -> WriteLock:
    """Begin a transaction that is the only one to write. Raises SQLAlchemyError."""
    with ExitStack() as opened:
        connection = opened.enter_context(engine.connect())
        columns = select(WRITE_LOCK.c.sequence, WRITE_LOCK.c.commit_id)
        sequence, commit_id = connection.execute(columns.with_for_update()).one()
        opened.pop_all()
    return WriteLock(connection, sequence, commit_id)


class PostgresTransaction(Transaction):
    """Makes changes at once, and remembers them.

    When the connection is lost, the database rolls the transaction back. It is then repeated over
    another connection, which is safe if nobody else has committed since it began: all that was
    read is still so. The id of the last commit shows it, and the outcome of a commit whose reply
    was lost.
    """

    def __init__(self, engine: Engine, actor: str) -> None:
        refuse_unstorable(actor=actor)
        self._engine = engine
        self._actor = actor
        self._id = uuid.uuid4().hex
        self._writes: list[RecordWrite] = []
        self._open = True
        self._is_in_doubt = False
        with translated(engine.url):
            self._lock = retry_transient(lambda: lock_for_writing(engine))
        self._start = self._lock

    def end(self) -> None:
        """Refuse further changes: they would be lost."""
        self._open = False

    def close(self) -> None:
        """Close the connection; what was not committed is rolled back."""
        self._lock.connection.close()

    def commit(self) -> None:
        """Make the changes durable. Raises StoreUnavailable."""
        if not self._writes:
            return
        at = datetime.now(UTC)
        recorded = [write for write in self._writes if write.has_event]
        events = [
            write.event(sequence, at, self._actor, self._id)
            for sequence, write in enumerate(recorded, self._start.sequence + 1)
        ]
        try:
            self._retried(lambda connection: self._finish(connection, events))
        except SQLAlchemyError as error:
            if self._is_in_doubt and is_transient(error):
                raise _unknown_outcome() from error
            raise unavailable(self._engine.url, error) from error

    @override
    def get(self, kind: str, id: str) -> Record:
        return self._run(lambda connection: read_one(connection, kind, id))

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        return self._run(lambda connection: find_one(connection, kind, workspace, name))

    @override
    def page(self, kind: str, query: Query) -> Page:
        reader = PageReader(kind, query)
        return self._run(reader.read)

    @override
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        write = write_of(record, 0, action, note)
        if not self._run(write.run):
            raise self._run(lambda connection: _already_exists(connection, record))
        self._writes.append(write)

    @override
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        present = self.get(record.kind, record.id)
        _require_revision(present, expected)
        write = write_of(record, expected, action, note)
        if (record.workspace, record.name) != (present.workspace, present.name):
            self._refuse_taken_name(record)
        self._run(write.run)
        self._writes.append(write)

    @override
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        refuse_unstorable(note=note)
        present = self.get(kind, id)
        _require_revision(present, expected)
        write = RecordWrite(
            "delete", kind, id, present.workspace, present.name, present.revision, None, note
        )
        self._run(write.run)
        self._writes.append(write)

    def _refuse_taken_name(self, record: Record) -> None:
        try:
            self.find(record.kind, record.workspace, record.name)
        except NotFound:
            return
        raise AlreadyExists(record.kind, record.workspace, record.name)

    def _finish(self, connection: Connection, events: list[Columns]) -> None:
        if self._is_in_doubt and self._was_committed():
            return
        finish_commit(connection, events, self._start.sequence + len(events), self._id)
        self._is_in_doubt = True
        connection.commit()

    def _run(self, work: Callable[[Connection], T]) -> T:
        if not self._open:
            message = "the transaction has ended; begin another"
            raise RuntimeError(message)
        with translated(self._engine.url):
            return self._retried(work)

    def _retried(self, work: Callable[[Connection], T]) -> T:
        """Call `work`, again in a repeated transaction when the connection was lost."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return work(self._lock.connection)
            except SQLAlchemyError as error:
                if not is_transient(error):
                    raise
                self._repeat(error)
        return work(self._lock.connection)

    def _repeat(self, error: SQLAlchemyError) -> None:
        """Repeat all changes so far, unless somebody else has committed since this began."""
        self._lock.connection.close()
        self._lock = retry_transient(lambda: lock_for_writing(self._engine))
        if self._lock.commit_id == self._start.commit_id:
            self._is_in_doubt = False
            for write in self._writes:
                write.run(self._lock.connection)
        elif not self._is_in_doubt:
            raise StoreUnavailable(
                "the connection to the database was lost during a change, and somebody else "
                "committed another one before it was back",
                "nothing was changed; try again",
            ) from error
        elif not self._was_committed():
            raise _unknown_outcome() from error

    def _was_committed(self) -> bool:
        """Tell whether the commit is the last one, or its event is there."""
        own_event = select(EVENTS.c.sequence).where(
            EVENTS.c.sequence == self._start.sequence + 1, EVENTS.c.commit_id == self._id
        )
        return (
            self._lock.commit_id == self._id
            or self._lock.connection.execute(own_event).first() is not None
        )


def _unknown_outcome() -> StoreUnavailable:
    return StoreUnavailable(
        "the connection to the database was lost during a commit, and its outcome is unknown",
        "check whether the change is there before you repeat it",
    )


def _already_exists(connection: Connection, record: Record) -> AlreadyExists:
    """Return the error that names what is taken: the id or the name."""
    try:
        read_one(connection, record.kind, record.id)
    except NotFound:
        return AlreadyExists(record.kind, record.workspace, record.name)
    return AlreadyExists(record.kind, record.workspace, record.id)


def _require_revision(present: Record, expected: int | None) -> None:
    name = f"{present.workspace}/{present.name}"
    require_revision(present.kind, name, expected, present.revision)
