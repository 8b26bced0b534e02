"""A transaction: the only one that writes while it lasts, and what it does without a connection."""

import uuid
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from registry.errors import AlreadyExists, NotFound, StaleRevision, StoreUnavailable
from registry.store.base import Page, Query, Record, Transaction
from registry.store.encoding import is_storable
from registry.store.sql.db_errors import is_transient, retry_transient, translated, unavailable
from registry.store.sql.pages import PageReader, read_record, select_records
from registry.store.sql.tables import ENTITIES, EVENTS, WRITE_LOCK
from registry.store.sql.writes import Columns, Write, insert_events, refuse_unstorable, write_of

T = TypeVar("T")

_ATTEMPTS: Final = 3


class SqlTransaction(Transaction):
    """Makes changes at once, and remembers them.

    When the connection is lost, the database rolls the transaction back. It is then repeated over
    another connection, which is safe if nobody else has committed since it began: all that was
    read is still so. The sequence of the last event shows it. The id of the commit that came next
    shows the outcome of a commit whose reply was lost.
    """

    def __init__(self, engine: Engine, actor: str) -> None:
        refuse_unstorable(actor=actor)
        self._engine = engine
        self._actor = actor
        self._id = uuid.uuid4().hex
        self._writes: list[Write] = []
        self._open = True
        self._is_in_doubt = False
        with translated(engine.url):
            self._connection, self._begun_at = retry_transient(lambda: begin_write(engine))

    def end(self) -> None:
        """Refuse further changes: they would be lost."""
        self._open = False

    def close(self) -> None:
        """Close the connection; what was not committed is rolled back."""
        self._connection.close()

    def commit(self) -> None:
        """Make the changes durable. Raises StoreUnavailable."""
        if not self._writes:
            return
        events = self._events()
        try:
            self._retried(lambda connection: self._finish(connection, events))
        except SQLAlchemyError as error:
            if self._is_in_doubt and is_transient(error):
                raise StoreUnavailable(
                    "the connection to the database was lost during a commit, and its outcome is unknown",
                    "check whether the change is there before you repeat it",
                ) from error
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
        _check_revision(present, expected)
        write = write_of(record, expected, action, note)
        if (record.workspace, record.name) != (present.workspace, present.name):
            self._refuse_taken_name(record)
        self._run(write.run)
        self._writes.append(write)

    @override
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        refuse_unstorable(note=note)
        present = self.get(kind, id)
        if expected is not None:
            _check_revision(present, expected)
        write = Write(
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

    def _events(self) -> list[Columns]:
        at = datetime.now(UTC)
        return [
            write.event(sequence, at, self._actor, self._id)
            for sequence, write in enumerate(self._writes, self._begun_at + 1)
        ]

    def _finish(self, connection: Connection, events: list[Columns]) -> None:
        if self._is_in_doubt and self._was_committed():
            return
        insert_events(connection, events)
        self._is_in_doubt = True
        connection.commit()

    def _run(self, work: Callable[[Connection], T]) -> T:
        if not self._open:
            message = "the transaction has ended; begin another"
            raise RuntimeError(message)
        with translated(self._engine.url):
            return self._retried(work)

    def _retried(self, work: Callable[[Connection], T]) -> T:
        """Call `work`, and once the connection is lost again in a repeated transaction."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return work(self._connection)
            except SQLAlchemyError as error:
                if not is_transient(error):
                    raise
                self._repeat(error)
        return work(self._connection)

    def _repeat(self, error: SQLAlchemyError) -> None:
        """Repeat all changes so far, unless somebody else has committed since this began."""
        self._connection.close()
        self._connection, sequence = retry_transient(lambda: begin_write(self._engine))
        if sequence == self._begun_at:
            self._is_in_doubt = False
            for write in self._writes:
                write.run(self._connection)
        elif not (self._is_in_doubt and self._was_committed()):
            raise StoreUnavailable(
                "the connection to the database was lost during a change, and somebody else committed "
                "another one before it was back",
                "nothing was changed; try again",
            ) from error

    def _was_committed(self) -> bool:
        next_event = select(EVENTS.c.commit_id).where(EVENTS.c.sequence == self._begun_at + 1)
        return self._connection.execute(next_event).scalar_one_or_none() == self._id


def begin_write(engine: Engine) -> tuple[Connection, int]:
    """Begin a transaction that is the only one to write until it ends.

    Returns:
        Its connection, and the sequence of the last event, which nobody else can change meanwhile.
    """
    with ExitStack() as opened:
        connection = opened.enter_context(engine.connect())
        locked = select(WRITE_LOCK.c.sequence).with_for_update()
        sequence = int(connection.execute(locked).scalar_one())
        opened.pop_all()
    return connection, sequence


def read_one(connection: Connection, kind: str, id: str) -> Record:
    """Return a record. Raises NotFound."""
    if is_storable(kind + id):
        wanted = select_records().where(ENTITIES.c.kind == kind, ENTITIES.c.id == id)
        row = connection.execute(wanted).mappings().one_or_none()
        if row is not None:
            return read_record(row)
    raise NotFound(kind, id)


def find_one(connection: Connection, kind: str, workspace: str, name: str) -> Record:
    """Return a record by its name. Raises NotFound."""
    if is_storable(kind + workspace + name):
        wanted = select_records().where(
            ENTITIES.c.kind == kind, ENTITIES.c.workspace == workspace, ENTITIES.c.name == name
        )
        row = connection.execute(wanted).mappings().one_or_none()
        if row is not None:
            return read_record(row)
    raise NotFound(kind, f"{workspace}/{name}")


def _already_exists(connection: Connection, record: Record) -> AlreadyExists:
    """Return the error that names what is taken: the id or the name."""
    try:
        read_one(connection, record.kind, record.id)
    except NotFound:
        return AlreadyExists(record.kind, record.workspace, record.name)
    return AlreadyExists(record.kind, record.workspace, record.id)


def _check_revision(present: Record, expected: int) -> None:
    if present.revision != expected:
        name = f"{present.workspace}/{present.name}"
        raise StaleRevision(present.kind, name, expected, present.revision)
