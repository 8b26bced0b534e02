"""What goes wrong between the store and its database, done for real."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from registry.errors import StoreUnavailable
from registry.store.locks import LOCK_TIMEOUT_S
from registry.store.postgres import db_errors, engine, schema
from registry.store.postgres.store import PostgresStore
from registry.store.records import Query
from tests.postgres import make_database, serve
from tests.store.postgres.proxy import Cut, Proxy


@pytest.fixture
def store(postgres_url) -> Iterator[PostgresStore]:
    with closing(PostgresStore(make_url(postgres_url))) as opened:
        yield opened


@pytest.fixture
def other(postgres_url) -> Iterator[PostgresStore]:
    """Another server's store over the same database."""
    with closing(PostgresStore(make_url(postgres_url))) as opened:
        yield opened


@pytest.fixture
def admin(postgres_url) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(db_errors, "RETRY_FOR_S", 0.2)


def cut_connections(admin):
    ended = admin.execute(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone()
    assert ended[0]


def insert(store, *records):
    with store.transaction("ana") as tx:
        for record in records:
            tx.insert(record)


def with_options(url: str, *options: str) -> str:
    return f"{url}&options={'%20'.join(f'-c%20{each}' for each in options)}"


def sequences(store):
    return [event.sequence for event in reversed(store.events())]


def test_a_read_after_the_connection_was_cut_succeeds(store, admin, make_record):
    insert(store, make_record("x"))
    for read in (
        lambda: store.get("models", "x"),
        lambda: store.page("models", Query()).records[0],
        lambda: store.events()[0],
        lambda: next(store.commits()),
    ):
        cut_connections(admin)
        assert read()


def test_a_change_begins_after_the_connection_was_cut(store, admin, make_record):
    insert(store, make_record("x"))
    cut_connections(admin)
    insert(store, make_record("y"))
    assert sequences(store) == [1, 2]


def test_a_change_goes_on_after_the_connection_was_cut(store, admin, make_record):
    insert(store, make_record("old", {"v": 1}))
    with store.transaction("ana") as tx:
        tx.insert(make_record("a"))
        tx.replace(make_record("old", {"v": 2}, revision=2), expected=1)
        cut_connections(admin)
        tx.insert(make_record("b"))
        cut_connections(admin)
        assert tx.page("models", Query()).total == 3
        cut_connections(admin)
    assert [record.id for record in store.page("models", Query()).records] == ["a", "b", "old"]
    assert store.get("models", "old").body == {"v": 2}
    assert sequences(store) == [1, 2, 3, 4]


@pytest.mark.parametrize("kind", ["models", "drafts"])
def test_a_change_that_was_overtaken_while_it_was_cut_off_changes_nothing(
    store, other, admin, make_record, kind
):
    with (  # noqa: PT012 - the block is the subject
        pytest.raises(StoreUnavailable, match=r"somebody else committed .* nothing was changed"),
        store.transaction("ana") as tx,
    ):
        tx.insert(make_record("mine"))
        cut_connections(admin)
        insert(other, make_record("theirs", kind=kind))
        tx.insert(make_record("more"))
    assert [record.id for record in store.page(kind, Query()).records] == ["theirs"]
    before = len(sequences(store))
    insert(store, make_record("mine"))
    assert sequences(store) == list(range(1, before + 2))


@pytest.fixture
def proxy(postgres) -> Iterator[Proxy]:
    info = postgres.get_postmaster_info()
    with closing(Proxy(Path(info.socket_path))) as running:
        yield running


@pytest.fixture
def behind(proxy, postgres_url) -> Iterator[PostgresStore]:
    """A store whose wire can be cut."""
    database = make_url(postgres_url).database
    url = f"postgresql+psycopg://postgres@127.0.0.1:{proxy.port}/{database}"
    with closing(PostgresStore(make_url(url))) as opened:
        yield opened


@pytest.mark.parametrize("cut", [Cut.BEFORE_COMMIT, Cut.AFTER_COMMIT], ids=["before", "after"])
def test_a_commit_whose_answer_is_lost_is_made_exactly_once(behind, proxy, make_record, cut):
    insert(behind, make_record("first"))
    proxy.cut = cut
    insert(behind, make_record("x"), make_record("y"))
    assert proxy.cuts == 1
    assert sequences(behind) == [1, 2, 3]
    assert behind.page("models", Query()).total == 3


@pytest.mark.parametrize("cut", [Cut.BEFORE_COMMIT, Cut.AFTER_COMMIT], ids=["before", "after"])
def test_an_append_whose_answer_is_lost_is_made_exactly_once(
    behind, proxy, other, make_record, cut
):
    insert(other, make_record("x"))
    (commit,) = other.commits()
    with other.transaction("ana") as tx:
        tx.delete("models", "x")
    proxy.cut = cut
    later = type(commit)(3, commit.at, commit.actor, commit.changes)
    behind.append([later])
    assert proxy.cuts == 1
    assert sequences(behind) == [1, 2, 3]


@pytest.mark.parametrize("cut", [Cut.BEFORE_COMMIT, Cut.AFTER_COMMIT], ids=["before", "after"])
def test_a_commit_of_drafts_alone_whose_answer_is_lost_is_made_exactly_once(
    behind, proxy, make_record, cut
):
    draft = make_record("x", {"n": 1}, kind="drafts")
    proxy.cut = cut
    insert(behind, draft)
    proxy.cut = cut
    with behind.transaction("ana") as tx:
        tx.replace(replace(draft, body={"n": 2}, revision=2), expected=1)
    proxy.cut = cut
    behind.upsert([make_record("y", kind="drafts")])
    assert proxy.cuts == 3
    assert behind.get("drafts", "x").body == {"n": 2}
    assert behind.page("drafts", Query()).total == 2


def test_a_commit_of_drafts_whose_answer_is_lost_and_that_was_overtaken_says_so(
    behind, proxy, other, make_record
):
    proxy.refuses_after_cut = True
    proxy.cut = Cut.AFTER_COMMIT

    def overtake():
        wait_for(lambda: proxy.refusing)
        insert(other, make_record("theirs", kind="drafts"))
        proxy.refusing = False

    thread = threading.Thread(target=overtake)
    thread.start()
    with pytest.raises(StoreUnavailable, match="outcome is unknown"):
        insert(behind, make_record("mine", kind="drafts"))
    thread.join()
    assert {record.id for record in other.page("drafts", Query()).records} == {"mine", "theirs"}


def test_a_commit_of_which_nobody_can_tell_says_so(behind, proxy, store, make_record, impatient):
    proxy.refuses_after_cut = True
    proxy.cut = Cut.AFTER_COMMIT
    with pytest.raises(
        StoreUnavailable, match="check whether the change is there before you repeat it"
    ):
        insert(behind, make_record("x"))
    assert store.get("models", "x").id == "x"
    proxy.refusing = False
    assert behind.get("models", "x").id == "x"


def test_a_database_that_is_away_is_told_and_found_again(behind, proxy, make_record, impatient):
    insert(behind, make_record("x"))
    proxy.refusing = True
    proxy.cut_all()
    with pytest.raises(
        StoreUnavailable, match=r"cannot be reached: .*; nothing was changed; check"
    ):
        behind.get("models", "x")
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        insert(behind, make_record("y"))
    proxy.refusing = False
    assert behind.get("models", "x").id == "x"
    insert(behind, make_record("y"))


def test_a_statement_that_takes_too_long_is_told(postgres_url, admin, make_record):
    url = with_options(postgres_url, "statement_timeout=100ms")
    with closing(PostgresStore(make_url(url))) as store, admin.transaction():
        admin.execute("LOCK TABLE patternshop_entities")
        with pytest.raises(StoreUnavailable, match=r"statement timeout: .* narrow the search"):
            store.get("models", "x")
        with pytest.raises(StoreUnavailable, match="statement timeout"):
            insert(store, make_record("x"))


@pytest.fixture
def refuse_events(admin) -> Iterator[Callable[[str], None]]:
    """Let PostgreSQL end the writing of any event with an error of its own, by its SQLSTATE."""

    def refuse(state: str) -> None:
        admin.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION 'refused' USING ERRCODE = '{state}'; END $$"
        )
        admin.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON patternshop_events EXECUTE FUNCTION refuse()"
        )

    yield refuse
    admin.execute("DROP FUNCTION IF EXISTS refuse CASCADE")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("53100", "has no free disk space: refused; nothing was changed; free some space"),
        ("53200", "has no free memory: refused; give it more memory"),
        ("58030", "cannot be used: refused; check its log, and try again"),
    ],
    ids=["disk", "memory", "anything else"],
)
def test_what_the_server_lacks_is_told_and_nothing_remains_of_the_change(
    store, refuse_events, admin, make_record, state, told
):
    refuse_events(state)
    with pytest.raises(StoreUnavailable, match=told):
        insert(store, make_record("x"), make_record("y"))
    assert store.page("models", Query()).total == 0
    admin.execute("DROP FUNCTION refuse CASCADE")
    insert(store, make_record("x"))
    assert sequences(store) == [1]


def test_a_change_that_waits_too_long_for_the_lock_is_refused(postgres_url, other, make_record):
    url = with_options(postgres_url, "lock_timeout=100ms")
    with closing(PostgresStore(make_url(url))) as store:
        with (
            other.transaction("bob"),
            pytest.raises(StoreUnavailable, match="is locked by another change"),
        ):
            insert(store, make_record("x"))
        insert(store, make_record("x"))


def test_a_server_that_cannot_set_up_the_tables_in_time_is_refused(postgres, worker_id):
    url = make_database(postgres, f"locked_{worker_id}")
    with psycopg.connect(url.replace("+psycopg", "")) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(%s)", (schema._ADVISORY_LOCK,))
        with pytest.raises(StoreUnavailable, match="is locked by another change"):
            PostgresStore(make_url(with_options(url, "lock_timeout=100ms")))
    PostgresStore(make_url(url)).close()


def test_no_lock_is_waited_for_longer_than_ten_seconds(store):
    with store._reader.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == f"{LOCK_TIMEOUT_S:g}s"


def test_changes_that_the_database_cannot_serialize_are_made_anew(postgres_url, admin, make_record):
    url = make_url(with_options(postgres_url, "default_transaction_isolation=serializable"))
    with closing(PostgresStore(url)) as one, closing(PostgresStore(url)) as other:
        traffic = Traffic([one, other], make_record)
        traffic.flow()
        traffic.end()
        assert traffic.told == []
        assert len(traffic.kept) * 2 == one.page("models", Query()).total
        assert [event.sequence for event in reversed(one.events(limit=10_000))] == list(
            range(1, 1 + 2 * len(traffic.kept))
        )


def test_a_server_that_hangs_in_a_change_loses_the_lock(postgres_url, store, make_record):
    url = with_options(postgres_url, "idle_in_transaction_session_timeout=200ms")
    with closing(PostgresStore(make_url(url))) as slow:
        with (  # noqa: PT012 - the block is the subject
            pytest.raises(StoreUnavailable, match="somebody else"),
            slow.transaction("eve") as tx,
        ):
            tx.insert(make_record("slow"))
            insert(store, make_record("quick"))
            tx.insert(make_record("more"))
        assert [r.id for r in store.page("models", Query()).records] == ["quick"]


def test_a_standby_is_read_and_says_that_it_takes_no_changes(postgres_url, store, make_record):
    insert(store, make_record("x"))
    url = with_options(postgres_url, "default_transaction_read_only=on")
    with closing(PostgresStore(make_url(url))) as standby:
        assert standby.get("models", "x").id == "x"
        with pytest.raises(
            StoreUnavailable, match=r"is read-only: .* PATTERNSHOP_STORE to the primary"
        ):
            insert(standby, make_record("y"))


def test_when_all_connections_are_in_use_it_is_told(postgres_url, monkeypatch, make_record):
    monkeypatch.setattr(engine, "POOL_WAIT_S", 0.1)
    with closing(PostgresStore(make_url(f"{postgres_url}&pool_size=2"))) as store:
        insert(store, make_record("x"))
        with (
            store.transaction("ana"),
            store._reader.connect(),
            pytest.raises(StoreUnavailable, match=r"connections to .* are in use"),
        ):
            store.get("models", "x")
        assert store.get("models", "x").id == "x"


def test_servers_that_start_at_once_set_the_tables_up_once(postgres, worker_id, make_record):
    url = make_url(make_database(postgres, f"fresh_{worker_id}"))
    opened: list[PostgresStore] = []
    threads = [threading.Thread(target=lambda: opened.append(PostgresStore(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for number, store in enumerate(opened):
        insert(store, make_record(str(number)))
    assert sequences(opened[0]) == [1, 2, 3, 4]
    for store in opened:
        store.close()


def test_a_database_of_a_newer_patternshop_is_left_alone(postgres_url, admin):
    (ours,) = admin.execute("SELECT version_num FROM patternshop_version").fetchone()
    admin.execute("UPDATE patternshop_version SET version_num = '9999'")
    try:
        with pytest.raises(StoreUnavailable, match=r"newer Patternshop .*; update this server"):
            PostgresStore(make_url(postgres_url))
    finally:
        admin.execute("UPDATE patternshop_version SET version_num = %s", (ours,))


def test_a_database_that_does_not_hold_utf_8_is_refused(postgres, admin, worker_id):
    name = f"ascii_{worker_id}"
    admin.execute(f"DROP DATABASE IF EXISTS {name}")
    admin.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(
        StoreUnavailable, match="expected a database with the encoding UTF8, got SQL_ASCII"
    ):
        PostgresStore(make_url(postgres.get_uri(database=name, driver="psycopg")))


class Traffic:
    """Threads that create models, two in a change, until they are told to end.

    Attributes:
        kept: the first of each two that were acknowledged.
        told: what was said of the others.
    """

    def __init__(self, stores, make_record):
        self.kept: list[str] = []
        self.told: list[str] = []
        self._make_record = make_record
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(store, f"{number}-{thread}"))
            for number, store in enumerate(stores)
            for thread in range(2)
        ]
        for thread in self._threads:
            thread.start()

    def flow(self):
        """Wait until twenty more changes were acknowledged."""
        wanted = len(self.kept) + 20
        wait_for(lambda: len(self.kept) >= wanted)

    def end(self):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _write(self, store, name):
        number = 0
        while not self._ended.is_set():
            id = f"{name}-{number}"
            number += 1
            try:
                insert(store, self._make_record(id), self._make_record(f"{id}-twin"))
            except StoreUnavailable as error:
                self.told.append(str(error))
            else:
                self.kept.append(id)


def test_a_server_that_is_stopped_and_started_under_traffic_loses_nothing(make_record, worker_id):
    with serve(f"restarted-{worker_id}-{os.getpid()}") as server:
        url = make_url(make_database(server, "shop"))
        with closing(PostgresStore(url)) as one, closing(PostgresStore(url)) as other:
            traffic = Traffic([one, other], make_record)
            try:
                for _ in range(2):
                    traffic.flow()
                    server.stop()
                    server.ensure_postgres_running()
                traffic.flow()
            finally:
                traffic.end()
            there = {record.id for record in one.page("models", Query(limit=100_000)).records}
            events = one.events(limit=100_000)
    assert set(traffic.kept) <= there
    assert {f"{id}-twin" for id in there if not id.endswith("-twin")} == {
        id for id in there if id.endswith("-twin")
    }
    assert [event.sequence for event in reversed(events)] == list(range(1, len(there) + 1))
    assert all("database" in message for message in traffic.told)


def wait_for(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
