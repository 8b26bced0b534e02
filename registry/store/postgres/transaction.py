"""A transaction: the only one that writes while it lasts, and what it does without a connection."""

import uuid
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from registry.errors import StoreUnavailable
from registry.store.commit import RecordChange
from registry.store.postgres.db_errors import is_transient, retry_transient, translated, unavailable
from registry.store.postgres.reads import PageReader, read_one
from registry.store.postgres.tables import EVENTS, WRITE_LOCK
from registry.store.postgres.writes import (
    Columns,
    event_columns,
    finish_commit,
    make_change,
    refuse_unstorable,
)
from registry.store.records import Page, Query, Record
from registry.store.transaction import RecordingTransaction

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

    def was_committed(self, sequence: int, id: str) -> bool:
        """Whether a commit is the last one, or its event is there."""
        own_event = select(EVENTS.c.sequence).filter_by(sequence=sequence, commit_id=id)
        return self.commit_id == id or self.connection.execute(own_event).first() is not None


def lock_for_writing(engine: Engine) -> WriteLock:
    """Begin a transaction that is the only one to write. Raises SQLAlchemyError."""
    with ExitStack() as opened:
        connection = opened.enter_context(engine.connect())
        columns = select(WRITE_LOCK.c.sequence, WRITE_LOCK.c.commit_id)
        sequence, commit_id = connection.execute(columns.with_for_update()).one()
        opened.pop_all()
    return WriteLock(connection, sequence, commit_id)


class PostgresTransaction(RecordingTransaction):
    """Makes each change in the database at once.

    When the connection is lost, the database rolls the transaction back. All changes are then
    repeated over another connection, which is safe if nobody else has committed since it began: all
    that was read is still so. The id of the last commit shows it, and the outcome of a commit whose reply
    was lost.
    """

    def __init__(self, engine: Engine, actor: str) -> None:
        super().__init__()
        refuse_unstorable(actor=actor)
        self._engine = engine
        self._actor = actor
        self._id = uuid.uuid4().hex
        self._is_in_doubt = False
        with translated(engine.url):
            self._lock = retry_transient(lambda: lock_for_writing(engine))
        self._start = self._lock

    def close(self) -> None:
        """Close the connection; what was not committed is rolled back."""
        self._lock.connection.close()

    def commit(self) -> None:
        """Make the changes durable. Raises StoreUnavailable."""
        if not self.changes:
            return
        at = datetime.now(UTC)
        logged = [change for change in self.changes if change.has_history]
        events = [
            event_columns(change, sequence, at, self._actor, self._id)
            for sequence, change in enumerate(logged, self._start.sequence + 1)
        ]
        try:
            self._retried(lambda connection: self._finish(connection, events))
        except SQLAlchemyError as error:
            if self._is_in_doubt and is_transient(error):
                raise _unknown_outcome() from error
            raise unavailable(self._engine.url, error) from error

    @override
    def get(self, kind: str, id: str) -> Record:
        return self._run(lambda connection: read_one(connection, kind, id=id))

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        return self._run(
            lambda connection: read_one(connection, kind, workspace=workspace, name=name)
        )

    @override
    def page(self, kind: str, query: Query) -> Page:
        reader = PageReader(kind, query)
        return self._run(reader.read)

    @override
    def _make(self, change: RecordChange) -> bool:
        action, kind, id, workspace, name, _, _, note = change
        refuse_unstorable(
            kind=kind, id=id, workspace=workspace, name=name, action=action, note=note
        )
        return self._run(lambda connection: make_change(connection, change))

    def _finish(self, connection: Connection, events: list[Columns]) -> None:
        if self._is_in_doubt and self._was_committed():
            return
        finish_commit(connection, events, self._start.sequence + len(events), self._id)
        self._is_in_doubt = True
        connection.commit()

    def _run(self, work: Callable[[Connection], T]) -> T:
        self._require_open()
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
            for change in self.changes:
                make_change(self._lock.connection, change)
        elif not self._is_in_doubt:
            raise StoreUnavailable(
                "the connection to the database was lost during a change, and somebody else "
                "committed another one before it was back",
                "nothing was changed; try again",
            ) from error
        elif not self._was_committed():
            raise _unknown_outcome() from error

    def _was_committed(self) -> bool:
        return self._lock.was_committed(self._start.sequence + 1, self._id)


def _unknown_outcome() -> StoreUnavailable:
    return StoreUnavailable(
        "the connection to the database was lost during a commit, and its outcome is unknown",
        "check whether the change is there before you repeat it",
    )
