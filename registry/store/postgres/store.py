"""The store in PostgreSQL: `docs/storage.md` says what its users may rely on."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, RowMapping, Select, select
from typing_extensions import override

from registry.errors import StoreUnavailable
from registry.store.base import Store, Transaction
from registry.store.batch_query import BatchQuery, BatchResult
from registry.store.commit import Commit, require_appendable, require_no_history
from registry.store.locks import FairLock
from registry.store.postgres.batch_query import BatchReader
from registry.store.postgres.db_errors import retry_transient, show_url, translated
from registry.store.postgres.engine import AUTOCOMMIT, open_engine
from registry.store.postgres.reads import PageReader, read_one
from registry.store.postgres.schema import prepare
from registry.store.postgres.tables import EVENTS
from registry.store.postgres.transaction import PostgresTransaction, WriteLock, lock_for_writing
from registry.store.postgres.writes import (
    append,
    finish_commit,
    read_commits,
    read_event,
    upsert_drafts,
)
from registry.store.records import Event, EventQuery, Page, Query, Record

T = TypeVar("T")

_CHUNK: Final = 500


class PostgresStore(Store):
    """Holds records and events in tables.

    Every read queries the database, so that servers see each other's changes at once. Threads of one
    server wait for each other before they wait for the lock in the database, without a connection.

    Attributes:
        url: the database.
    """

    def __init__(self, url: URL) -> None:
        """Connect, and create or upgrade the tables if necessary.

        Raises:
            StoreUnavailable: the database cannot be reached or used.
            ValueError: the URL has a bad `pool_size`.
        """
        self.url = url
        self._engine = open_engine(url)
        self._reader = self._engine.execution_options(isolation_level=AUTOCOMMIT)
        self._writing = FairLock()
        self._closed = False
        with ExitStack() as opened, translated(url):
            opened.callback(self._engine.dispose)
            retry_transient(lambda: prepare(self._engine))
            opened.pop_all()

    @override
    def get(self, kind: str, id: str) -> Record:
        return self._read(lambda connection: read_one(connection, kind, id=id))

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        return self._read(
            lambda connection: read_one(connection, kind, workspace=workspace, name=name)
        )

    @override
    def page(self, kind: str, query: Query) -> Page:
        return self._read(PageReader(kind, query).read)

    @override
    def query_many(self, *queries: BatchQuery) -> tuple[BatchResult, ...]:
        return self._read(BatchReader(queries).read) if queries else ()

    @override
    def _events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        given = {"id": query.id, "workspace": query.workspace, "to_revision": query.revision}
        wanted = select(EVENTS).order_by(EVENTS.c.sequence.desc()).limit(limit)
        wanted = wanted.filter_by(
            **{name: each for name, each in given.items() if each is not None}
        )
        if query.kinds:
            wanted = wanted.where(EVENTS.c.kind.in_(query.kinds))
        if query.before is not None:
            wanted = wanted.where(EVENTS.c.sequence < query.before)
        return tuple(map(read_event, self._rows(wanted)))

    @override
    def commits(self, after: int = 0) -> Iterator[Commit]:
        yield from read_commits(self._events_after(after))

    @override
    def append(self, commits: Sequence[Commit]) -> None:
        ids = [uuid.uuid4().hex for _ in commits]

        def write(lock: WriteLock) -> None:
            require_appendable(lock.sequence, commits)
            append(lock.connection, commits, ids)

        if commits:
            self._write_once(write, commits[-1].sequence, ids[-1])

    @override
    def upsert(self, records: Sequence[Record]) -> None:
        for record in records:
            require_no_history(record)
        commit_id = uuid.uuid4().hex

        def write(lock: WriteLock) -> None:
            upsert_drafts(lock.connection, records)
            finish_commit(lock.connection, (), lock.sequence, commit_id)

        if records:
            self._write_once(write, 0, commit_id)

    @override
    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        with self._exclusive(), closing(PostgresTransaction(self._engine, actor)) as transaction:
            try:
                yield transaction
            finally:
                transaction.end()
            transaction.commit()

    @override
    def close(self) -> None:
        self._closed = True
        self._engine.dispose()

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Be the only writer of this process."""
        self._require_open()
        with self._writing:
            yield

    def _write_once(self, write: Callable[[WriteLock], None], sequence: int, id: str) -> None:
        """Make a commit, unless an earlier attempt has made it, and only its reply was lost."""

        def attempt() -> None:
            lock = lock_for_writing(self._engine)
            with closing(lock.connection):
                if not lock.was_committed(sequence, id):
                    write(lock)
                    lock.connection.commit()

        with self._exclusive(), translated(self.url):
            retry_transient(attempt)

    def _events_after(self, sequence: int) -> Iterator[RowMapping]:
        while True:
            wanted = select(EVENTS).where(EVENTS.c.sequence > sequence)
            rows = self._rows(wanted.order_by(EVENTS.c.sequence).limit(_CHUNK))
            yield from rows
            if len(rows) < _CHUNK:
                return
            sequence = rows[-1]["sequence"]

    def _rows(self, wanted: Select[Any]) -> Sequence[RowMapping]:
        return self._read(lambda connection: connection.execute(wanted).mappings().all())

    def _read(self, query: Callable[[Connection], T]) -> T:
        """Read, and again when the connection was lost: a read may be repeated."""
        self._require_open()

        def read() -> T:
            with self._reader.connect() as connection:
                return query(connection)

        with translated(self.url):
            return retry_transient(read)

    def _require_open(self) -> None:
        if self._closed:
            raise StoreUnavailable(f"the store {show_url(self.url)} is closed", "open it again")
