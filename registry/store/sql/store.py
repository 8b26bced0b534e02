"""What the contract asks for, in a database that several servers share.

`docs/storage.md` tells what its users may rely on.
"""

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import groupby
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, RowMapping, Select, select
from typing_extensions import override

from registry.errors import StoreUnavailable
from registry.store.base import Store, Transaction
from registry.store.batch_query import BatchQuery, BatchResult
from registry.store.commit import Commit, require_order
from registry.store.encoding import is_storable
from registry.store.locks import FairLock
from registry.store.records import Event, Page, Query, Record
from registry.store.sql.engine import AUTOCOMMIT, open_engine
from registry.store.sql.pages import PageReader
from registry.store.sql.questions import Asker
from registry.store.sql.recovery import persist, take_turn
from registry.store.sql.schema import prepare
from registry.store.sql.session import SqlSession, find_one, read_one
from registry.store.sql.steps import append, read_commit, read_event
from registry.store.sql.tables import EVENTS
from registry.store.sql.trouble import shown, translated

T = TypeVar("T")

_CHUNK: Final = 500


class SqlStore(Store):
    """Keeps records and events in tables.

    Every read asks the database, so that what one server writes the others show at once. The
    threads of one server take turns before they ask for the database's turn: those that wait hold
    no connection.

    Attributes:
        url: the database.
    """

    def __init__(self, url: URL) -> None:
        """Connect, and set up the tables if need be.

        Raises:
            StoreUnavailable: the database cannot be reached, or is not fit.
            ValueError: the URL's `pool_size` is no number.
        """
        self.url = url
        self._engine = open_engine(url)
        self._reader = self._engine.execution_options(isolation_level=AUTOCOMMIT)
        self._writing = FairLock()
        self._writer: int | None = None
        self._closed = False
        with ExitStack() as opened, translated(url):
            opened.callback(self._engine.dispose)
            persist(lambda: prepare(self._engine))
            opened.pop_all()

    @override
    def get(self, kind: str, id: str) -> Record:
        return self._read(lambda connection: read_one(connection, kind, id))

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        return self._read(lambda connection: find_one(connection, kind, workspace, name))

    @override
    def page(self, kind: str, query: Query) -> Page:
        return self._read(PageReader(kind, query, self._engine.dialect.name).read)

    @override
    def query_many(self, *queries: BatchQuery) -> tuple[BatchResult, ...]:
        return self._read(Asker(queries, self._engine.dialect.name).ask) if queries else ()

    @override
    def events(
        self,
        *,
        kinds: Sequence[str] = (),
        id: str | None = None,
        workspace: str | None = None,
        before: int | None = None,
        revision: int | None = None,
        limit: int = 100,
    ) -> tuple[Event, ...]:
        texts = [*kinds, id or "", workspace or ""]
        if limit <= 0 or not all(map(is_storable, texts)):
            return ()
        wanted = select(EVENTS).order_by(EVENTS.c.sequence.desc()).limit(limit)
        if kinds:
            wanted = wanted.where(EVENTS.c.kind.in_(kinds))
        if id is not None:
            wanted = wanted.where(EVENTS.c.id == id)
        if workspace is not None:
            wanted = wanted.where(EVENTS.c.workspace == workspace)
        if before is not None:
            wanted = wanted.where(EVENTS.c.sequence < before)
        if revision is not None:
            wanted = wanted.where(EVENTS.c.to_revision == revision)
        return tuple(map(read_event, self._rows(wanted)))

    @override
    def commits(self, after: int = 0) -> Iterator[Commit]:
        for _, rows in groupby(self._events_after(after), key=lambda row: row["commit_id"]):
            yield read_commit(list(rows))

    @override
    def append(self, commits: Sequence[Commit]) -> None:
        ids = [uuid.uuid4().hex for _ in commits]
        if commits:
            with self._turn(), translated(self.url):
                persist(lambda: self._append(commits, ids))

    @override
    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        with self._turn(), closing(SqlSession(self._engine, actor)) as session:
            try:
                yield session
            finally:
                session.end()
            session.commit()

    @override
    def close(self) -> None:
        self._closed = True
        self._engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Be the one writer of this process."""
        self._require_open()
        if self._writer == threading.get_ident():
            message = "this thread has a transaction open; use that one"
            raise RuntimeError(message)
        with self._writing:
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = None

    def _append(self, commits: Sequence[Commit], ids: Sequence[str]) -> None:
        """Add commits, unless an earlier attempt did whose answer was lost."""
        connection, sequence = take_turn(self._engine)
        with closing(connection):
            last = select(EVENTS.c.commit_id).where(EVENTS.c.sequence == commits[-1].sequence)
            if connection.execute(last).scalar_one_or_none() == ids[-1]:
                return
            require_order(sequence, commits)
            append(connection, commits, ids)
            connection.commit()

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

    def _read(self, ask: Callable[[Connection], T]) -> T:
        """Ask the database, again if the connection was lost: a read may be repeated."""
        self._require_open()

        def read() -> T:
            with self._reader.connect() as connection:
                return ask(connection)

        with translated(self.url):
            return persist(read)

    def _require_open(self) -> None:
        if self._closed:
            raise StoreUnavailable(f"the store {shown(self.url)} is closed", "open it again")
