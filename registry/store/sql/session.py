"""A transaction: the only one to write while it lasts, and what it does when it loses touch."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import override

from registry.errors import AlreadyExists, NotFound, StaleRevision, StoreUnavailable
from registry.store.base import Transaction
from registry.store.encoding import is_storable
from registry.store.records import Page, Query, Record
from registry.store.sql.pages import PageReader, read_record, select_records
from registry.store.sql.recovery import persist, take_turn
from registry.store.sql.steps import Columns, Step, refuse_unstorable, step_to, tell
from registry.store.sql.tables import ENTITIES, EVENTS
from registry.store.sql.trouble import is_passing, translated, unavailable

T = TypeVar("T")

_ATTEMPTS: Final = 3


class SqlSession(Transaction):
    """Makes changes as they are asked for, and remembers them.

    When the connection is lost the database drops the transaction. It is then made anew over
    another connection, which is safe as long as nobody else has committed since it began: all
    that the transaction has read is still so. The sequence of the last event tells. It also
    tells what became of a commit whose answer was lost, by the id of the commit that came next.
    """

    def __init__(self, engine: Engine, actor: str) -> None:
        refuse_unstorable(actor=actor)
        self._engine = engine
        self._actor = actor
        self._id = uuid.uuid4().hex
        self._steps: list[Step] = []
        self._open = True
        self._is_in_doubt = False
        with translated(engine.url):
            self._connection, self._begun = persist(lambda: take_turn(engine))

    def end(self) -> None:
        """Refuse whatever comes after the block: it would be lost."""
        self._open = False

    def close(self) -> None:
        """Let go of the connection; what was not committed is dropped."""
        self._connection.close()

    def commit(self) -> None:
        """Make the changes durable. Raises StoreUnavailable."""
        if not self._steps:
            return
        events = self._events()
        try:
            self._repeated(lambda connection: self._finish(connection, events))
        except SQLAlchemyError as error:
            if self._is_in_doubt and is_passing(error):
                raise StoreUnavailable(
                    "the connection to the database was lost while a change was being kept",
                    "look whether it is there before you repeat it",
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
        reader = PageReader(kind, query, self._engine.dialect.name)
        return self._run(reader.read)

    @override
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        step = step_to(record, 0, action, note)
        if not self._run(step.run):
            raise self._run(lambda connection: _taken(connection, record))
        self._steps.append(step)

    @override
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        present = self.get(record.kind, record.id)
        _check_revision(present, expected)
        step = step_to(record, expected, action, note)
        if (record.workspace, record.name) != (present.workspace, present.name):
            self._refuse_taken_name(record)
        self._run(step.run)
        self._steps.append(step)

    @override
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        refuse_unstorable(note=note)
        present = self.get(kind, id)
        if expected is not None:
            _check_revision(present, expected)
        step = Step(
            "delete", kind, id, present.workspace, present.name, present.revision, None, note
        )
        self._run(step.run)
        self._steps.append(step)

    def _refuse_taken_name(self, record: Record) -> None:
        try:
            self.find(record.kind, record.workspace, record.name)
        except NotFound:
            return
        raise AlreadyExists(record.kind, record.workspace, record.name)

    def _events(self) -> list[Columns]:
        at = datetime.now(UTC)
        return [
            step.event(self._begun + place, at, self._actor, self._id)
            for place, step in enumerate(self._steps, start=1)
        ]

    def _finish(self, connection: Connection, events: list[Columns]) -> None:
        if self._is_in_doubt and self._was_committed():
            return
        tell(connection, events)
        self._is_in_doubt = True
        connection.commit()

    def _run(self, ask: Callable[[Connection], T]) -> T:
        if not self._open:
            message = "the transaction has ended; begin another"
            raise RuntimeError(message)
        with translated(self._engine.url):
            return self._repeated(ask)

    def _repeated(self, ask: Callable[[Connection], T]) -> T:
        """Ask the database; again in a transaction made anew when it dropped this one."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return ask(self._connection)
            except SQLAlchemyError as error:
                if not is_passing(error):
                    raise
                self._begin_anew(error)
        return ask(self._connection)

    def _begin_anew(self, error: SQLAlchemyError) -> None:
        """Repeat what was done so far, if nobody else did anything meanwhile."""
        self._connection.close()
        self._connection, sequence = persist(lambda: take_turn(self._engine))
        if sequence == self._begun:
            self._is_in_doubt = False
            for step in self._steps:
                step.run(self._connection)
        elif not (self._is_in_doubt and self._was_committed()):
            raise StoreUnavailable(
                "the connection to the database was lost in the middle of a change, and somebody "
                "else made one before it was back",
                "nothing was changed; try again",
            ) from error

    def _was_committed(self) -> bool:
        next_event = select(EVENTS.c.commit_id).where(EVENTS.c.sequence == self._begun + 1)
        return self._connection.execute(next_event).scalar_one_or_none() == self._id


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


def _taken(connection: Connection, record: Record) -> AlreadyExists:
    """Tell which of the two is taken."""
    try:
        read_one(connection, record.kind, record.id)
    except NotFound:
        return AlreadyExists(record.kind, record.workspace, record.name)
    return AlreadyExists(record.kind, record.workspace, record.id)


def _check_revision(present: Record, expected: int) -> None:
    if present.revision != expected:
        name = f"{present.workspace}/{present.name}"
        raise StaleRevision(present.kind, name, expected, present.revision)
