"""Group commit: who shares a sync with whom, what each of them sees, and what a refusal takes along."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from registry.errors import AlreadyExists, NotFound, StaleRevision, StoreUnavailable
from registry.store.live import _BREATH_S
from registry.store.memory import MemoryStore
from registry.store.records import Query
from registry.store.shift import Batch

FULL = StoreUnavailable("the disk is full", "free some space")


class SlowStore(MemoryStore):
    """A store whose disk writes when the test lets it, and may refuse."""

    def __init__(self):
        super().__init__()
        self.gate = threading.Semaphore(0)
        self.writing = threading.Semaphore(0)
        self.written = []
        self.refusals = set()

    def _keep(self, commits):
        self.writing.release()
        assert self.gate.acquire(timeout=10)
        number = len(self.written)
        self.written.append(len(commits))
        if number in self.refusals:
            raise FULL
        super()._keep(commits)


class TurningStore(MemoryStore):
    """A store that counts its turns and its syncs, each of which takes a millisecond."""

    def __init__(self):
        super().__init__()
        self.turns = self.syncs = 0
        self.has_turn = False

    def _take_turn(self):
        assert not self.has_turn
        self.turns += 1
        self.has_turn = True
        super()._take_turn()

    def _end_turn(self):
        self.has_turn = False
        super()._end_turn()

    def _keep(self, commits):
        time.sleep(0.001)
        self.syncs += 1
        super()._keep(commits)


@pytest.fixture
def store(monkeypatch):
    monkeypatch.setattr("registry.store.shift._LONGEST_S", 60)
    return SlowStore()


@pytest.fixture
def threads():
    with ThreadPoolExecutor(8) as pool:
        yield pool


def put(store, *records, tried=None):
    with store.transaction("ana") as tx:
        if tried is not None:
            tried.set()
        for record in records:
            tx.insert(record)


def wait_for_commits(store, count):
    """Wait until there are so many commits, durable or not."""
    end = time.monotonic() + 10
    while store._shift is None or store._shift.sequence < count:
        assert time.monotonic() < end
        time.sleep(0.002)


class Interrupted(Exception):
    pass


@contextmanager
def alarm(seconds):
    """Interrupt this thread after so many seconds."""

    def interrupt(*_):
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def one_is_being_written(store, threads, record):
    """Have one commit at the disk, which is let go when the block ends."""
    first = threads.submit(put, store, record)
    assert store.writing.acquire(timeout=10)
    yield first
    store.gate.release()


def test_what_comes_while_one_is_written_is_written_together(store, threads, make_record):
    with one_is_being_written(store, threads, make_record("a")) as first:
        others = [threads.submit(put, store, make_record(id)) for id in "bcde"]
        wait_for_commits(store, 5)
        assert not any(other.done() for other in others)
        store.gate.release()
    for done in (first, *others):
        done.result(timeout=10)
    assert store.written == [1, 4]
    assert [event.sequence for event in store.events()] == [5, 4, 3, 2, 1]


@pytest.fixture
def shared_by_three(store, monkeypatch):
    """As if three had shared a sync of 40 seconds a moment ago."""
    monkeypatch.setattr("registry.store.shift._GATHERING_S", 60)
    store._pace.note(3, 40)


def test_a_sync_waits_for_those_who_shared_the_last_one(
    store, shared_by_three, threads, make_record
):
    back = [threads.submit(put, store, make_record(id)) for id in "ab"]
    wait_for_commits(store, 2)
    assert not store.writing.acquire(timeout=0.1)
    back.append(threads.submit(put, store, make_record("c")))
    store.gate.release()
    for done in back:
        done.result(timeout=10)
    assert store.written == [3]


def test_nobody_is_waited_for_by_one_who_has_to_see_what_is_there(
    store, shared_by_three, threads, make_record
):
    def count():
        with store.transaction("ben") as tx:
            return tx.page("models", Query()).total

    first = threads.submit(put, store, make_record("a"))
    wait_for_commits(store, 1)
    counted = threads.submit(count)
    store.gate.release()
    assert counted.result(timeout=10) == 1
    first.result(timeout=10)
    assert store.written == [1]


def test_those_who_wait_and_those_who_come_back_form_one_group(
    store, monkeypatch, threads, make_record
):
    monkeypatch.setattr("registry.store.shift._GATHERING_S", 60)
    monkeypatch.setattr("registry.store.shift._RETURN_S", 60)
    with one_is_being_written(store, threads, make_record("a")) as first:
        others = [threads.submit(put, store, make_record(id)) for id in "bcd"]
        wait_for_commits(store, 4)
    first.result(timeout=10)
    assert not store.writing.acquire(timeout=0.1)
    others.append(threads.submit(put, store, make_record("e")))
    store.gate.release()
    for other in others:
        other.result(timeout=10)
    assert store.written == [1, 4]


def test_one_who_is_interrupted_while_he_waits_for_others_leaves_nobody_behind(
    store, shared_by_three, threads, make_record
):
    store.gate.release(2)
    with alarm(0.05), pytest.raises(Interrupted):
        put(store, make_record("a"))
    threads.submit(put, store, make_record("b")).result(timeout=10)
    assert store.written == [1, 1]
    assert [record.id for record in store.page("models", Query()).records] == ["a", "b"]


def test_the_turn_is_kept_for_those_who_are_just_being_let_go(monkeypatch, make_record):
    store = TurningStore()
    monkeypatch.setattr("registry.store.shift._LONGEST_S", 60)

    def create(thread):
        for number in range(20):
            put(store, make_record(f"{thread}-{number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(create, range(8)))
    assert store.page("models", Query()).total == 160
    assert not store.has_turn
    assert store.turns < store.syncs / 2


def test_a_group_that_is_gathering_is_not_torn_when_others_have_waited_long(
    store, threads, make_record
):
    with one_is_being_written(store, threads, make_record("a")) as first:
        others = [threads.submit(put, store, make_record("b"))]
        wait_for_commits(store, 2)
        store._shift._until = time.monotonic() - 0.01
        others.append(threads.submit(put, store, make_record("c")))
        wait_for_commits(store, 3)
        store.gate.release()
    for done in (first, *others):
        done.result(timeout=10)
    assert store.written == [1, 2]


def test_other_processes_get_a_breath_after_a_long_shift_and_then_the_group_is_waited_for(
    store, monkeypatch, threads, make_record
):
    pauses = []

    def pause(seconds):
        store._pace.until = 0
        pauses.append(seconds)

    with one_is_being_written(store, threads, make_record("a")) as first:
        store._shift._until = 0
        monkeypatch.setattr("registry.store.live.time.sleep", pause)
        ending = threads.submit(store._end_shift)
    ending.result(timeout=10)
    first.result(timeout=10)
    assert pauses == [_BREATH_S]
    assert store._pace.until > 0


def test_who_comes_long_after_the_others_takes_no_breath(monkeypatch, make_record):
    monkeypatch.setattr("registry.store.shift._LONGEST_S", 0)
    pauses = []
    monkeypatch.setattr("registry.store.live.time.sleep", pauses.append)
    store = MemoryStore()
    put(store, make_record("a"))
    put(store, make_record("b"))
    assert pauses == []


def test_who_does_not_come_back_is_not_waited_for_long(store, threads, make_record):
    store._pace.note(3, 40)
    store.gate.release()
    threads.submit(put, store, make_record("a")).result(timeout=10)
    assert store.written == [1]


def test_a_reader_sees_nothing_that_is_not_durable(store, threads, make_record):
    with one_is_being_written(store, threads, make_record("a")) as first:
        assert store.page("models", Query()).total == 0
        assert store.events() == ()
        with pytest.raises(NotFound):
            store.get("models", "a")
    first.result(timeout=10)
    assert store.get("models", "a").id == "a"


def test_a_transaction_sees_what_those_before_it_have_done(store, threads, make_record):
    def go_on():
        with store.transaction("ben") as tx:
            found = tx.get("models", "a")
            tx.replace(make_record("a", {"v": 2}, revision=found.revision + 1), expected=1)
            tx.insert(make_record("b", name="free"))

    with one_is_being_written(store, threads, make_record("a", {"v": 1})) as first:
        second = threads.submit(go_on)
        wait_for_commits(store, 3)
        store.gate.release()
    first.result(timeout=10)
    second.result(timeout=10)
    assert store.get("models", "a").body == {"v": 2}
    assert store.find("models", "default", "free").id == "b"


def test_names_and_revisions_hold_against_what_is_not_durable_yet(store, threads, make_record):
    def replace(actor, body):
        with store.transaction(actor) as tx:
            tx.replace(make_record("a", body, name="other", revision=2), expected=1)

    with one_is_being_written(store, threads, make_record("a", name="wanted")) as first:
        tried = threading.Event()
        taken = threads.submit(put, store, make_record("x", name="wanted"), tried=tried)
        assert tried.wait(10)
        renamed = threads.submit(replace, "ben", {"v": 2})
        wait_for_commits(store, 2)
        stale = threads.submit(replace, "eve", {"v": 3})
        freed = threads.submit(put, store, make_record("y", name="wanted"))
        wait_for_commits(store, 3)
        assert not any(done.done() for done in (taken, renamed, stale, freed))
        store.gate.release()
    with pytest.raises(AlreadyExists):
        taken.result(timeout=10)
    with pytest.raises(StaleRevision):
        stale.result(timeout=10)
    for done in (first, renamed, freed):
        done.result(timeout=10)
    assert {r.name: r.id for r in store.page("models", Query()).records} == (
        {"other": "a", "wanted": "y"}
    )


def test_what_a_transaction_did_before_it_failed_is_taken_back(store, threads, make_record):
    looking = threading.Event()

    def fail():
        with store.transaction("eve") as tx:
            tx.replace(make_record("a", {"v": 9}, name="name-c", revision=2), expected=1)
            tx.insert(make_record("x", name="name-a"))
            tx.delete("models", "b")
            tx.insert(make_record("y", name="name-b"))
            raise LookupError

    def look():
        with store.transaction("ben") as tx:
            found = [tx.find("models", "default", f"name-{id}").id for id in "ab"]
            looking.set()
            tx.insert(make_record("c"))
            tx.insert(make_record("x"))
            return found, tx.get("models", "a").revision

    with one_is_being_written(store, threads, make_record("a")):
        second = threads.submit(put, store, make_record("b"))
        wait_for_commits(store, 2)
        with pytest.raises(LookupError):
            threads.submit(fail).result(timeout=10)
        looked = threads.submit(look)
        assert looking.wait(10)
    store.gate.release(2)
    second.result(timeout=10)
    assert looked.result(timeout=10) == (["a", "b"], 1)
    assert [record.id for record in store.page("models", Query()).records] == ["a", "b", "c", "x"]


def test_a_page_within_a_transaction_waits_for_what_it_would_miss(store, threads, make_record):
    def count():
        with store.transaction("ben") as tx:
            tx.insert(make_record("z"))
            return [record.id for record in tx.page("models", Query()).records]

    with one_is_being_written(store, threads, make_record("a")):
        counted = threads.submit(count)
        store.gate.release()
    assert counted.result(timeout=10) == ["a", "z"]


def test_a_refused_batch_refuses_all_that_built_on_it_and_nothing_of_it_remains(
    store, threads, make_record
):
    store.refusals = {0}
    with one_is_being_written(store, threads, make_record("a")) as first:
        others = [threads.submit(put, store, make_record(id)) for id in "bcd"]
        wait_for_commits(store, 4)
    errors = [done.exception(timeout=10) for done in (first, *others)]
    assert {str(error) for error in errors} == {str(FULL)}
    assert len({id(error) for error in errors}) == 4
    assert store.written == [1]
    assert store.page("models", Query()).total == 0
    assert store.events() == ()
    store.gate.release()
    put(store, make_record("a"))
    assert [event.sequence for event in store.events()] == [1]


def test_every_member_of_a_refused_batch_is_refused_and_what_was_durable_stays(
    store, threads, make_record
):
    store.refusals = {1}
    with one_is_being_written(store, threads, make_record("a")) as first:
        others = [threads.submit(put, store, make_record(id)) for id in "bcd"]
        wait_for_commits(store, 4)
        store.gate.release()
    first.result(timeout=10)
    for other in others:
        with pytest.raises(StoreUnavailable, match="the disk is full"):
            other.result(timeout=10)
    assert store.written == [1, 3]
    assert [record.id for record in store.page("models", Query()).records] == ["a"]


def test_an_error_that_comes_from_a_refused_change_is_told_as_the_refusal(
    store, threads, make_record
):
    store.refusals = {0}
    with one_is_being_written(store, threads, make_record("a", name="wanted")):
        tried = threading.Event()
        loser = threads.submit(put, store, make_record("b", name="wanted"), tried=tried)
        assert tried.wait(10)
        with store._writing:  # which it has until it has found the name taken
            pass
    with pytest.raises(StoreUnavailable, match="the disk is full"):
        loser.result(timeout=10)


def test_a_transaction_that_only_read_waits_for_what_it_read(store, threads, make_record):
    def look():
        with store.transaction("ben") as tx:
            return tx.get("models", "a").id

    with one_is_being_written(store, threads, make_record("a")) as first:
        looked = threads.submit(look)
        assert not threading.Event().wait(0.05)
        assert not looked.done()
    first.result(timeout=10)
    assert looked.result(timeout=10) == "a"


def begin_to_wait(batch, count):
    threads = [threading.Thread(target=batch.wait, daemon=True) for _ in range(count)]
    end = time.monotonic() + 10
    before = len(batch._waiting)
    for thread in threads:
        thread.start()
    while len(batch._waiting) < before + count:
        assert time.monotonic() < end
        time.sleep(0.002)
    return threads


def test_all_who_wait_are_let_go_though_one_of_them_was_interrupted():
    batch = Batch(0, None, 9)
    waiting = begin_to_wait(batch, 4)
    with alarm(0.05), pytest.raises(Interrupted):
        batch.wait()
    waiting += begin_to_wait(batch, 5)
    batch.settle(None)
    for thread in waiting:
        thread.join(10)
    assert not any(thread.is_alive() for thread in waiting)
