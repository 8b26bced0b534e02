"""The TinyDB file store: several threads and processes on one file."""

import time

import pytest

from registry.store.records import Query
from tests.store.json_file.deeds import (
    finish,
    ids,
    opened,
    put,
    read_plain,
    start_writer,
)


def test_reads_see_what_another_store_has_acknowledged(path, make_record):
    with opened(path) as one, opened(path) as other:
        for n in range(20):
            put((one, other)[n % 2], make_record(str(n)))
            assert (other, one)[n % 2].get("models", str(n)).id == str(n)
        assert one.events(limit=30) == other.events(limit=30)


def test_readers_do_not_wait_for_a_transaction_elsewhere(path, make_record):
    with opened(path) as writer, opened(path) as reader:
        put(writer, make_record("x"))
        with writer.transaction("ana") as tx:
            tx.insert(make_record("y"))
            begin = time.monotonic()
            assert ids(reader) == ["x"]
            assert time.monotonic() - begin < 1
        assert ids(reader) == ["x", "y"]


def test_sixteen_threads_in_four_processes_lose_nothing(path):
    writers = [start_writer(path, f"p{n}", "create", 25, 4) for n in range(4)]
    acknowledged = [id for writer in writers for id in finish(writer)]
    assert len(set(acknowledged)) == 400
    with opened(path) as store:
        kept = {record.id for record in store.page("models", Query(limit=1000)).records}
        assert kept == set(acknowledged)
        assert len({event.sequence for event in store.events(limit=1000)}) == 400
    assert read_plain(path).keys() == kept


def test_names_wanted_by_four_processes_go_to_exactly_one_each(path):
    writers = [start_writer(path, f"p{n}", "claim", 30, 1) for n in range(4)]
    won = [id for writer in writers for id in finish(writer)]
    assert sorted(int(id.split("-")[1]) for id in won) == list(range(30))


def watch_plain_reads(path, count):
    """Run eight writers, and read the snapshot with plain TinyDB all the while."""
    with opened(path):
        pass
    writers = [start_writer(path, f"p{n}", "create", count, 1) for n in range(8)]
    reads, before = 0, 0
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            found = len(read_plain(path))
            assert found >= before
            before = found
            reads += 1
    assert sum(len(finish(writer)) for writer in writers) == 8 * count
    assert len(read_plain(path)) == 8 * count
    return reads


def test_plain_tinydb_opens_the_snapshot_at_any_moment(path):
    assert watch_plain_reads(path, 25) > 5


@pytest.mark.soak
def test_plain_tinydb_opens_the_snapshot_at_any_moment_for_long(path):
    assert watch_plain_reads(path, 1000) > 100


def test_a_busy_process_lets_another_one_write(path, make_record):
    busy = start_writer(path, "busy", "create", 100_000, 4)
    assert busy.stdout.readline() == "ready\n"
    try:
        with opened(path) as store:
            waits = []
            for n in range(50):
                began = time.monotonic()
                put(store, make_record(str(n)))
                waits.append(time.monotonic() - began)
    finally:
        busy.kill()
        finish(busy)
    assert sorted(waits)[40] < 0.25


def test_lock_files_that_are_deleted_break_nothing(path):
    writers = [start_writer(path, f"p{n}", "create", 60, 2) for n in range(4)]
    while any(writer.poll() is None for writer in writers):
        for lock in path.parent.glob("*.lock"):
            lock.unlink(missing_ok=True)
        time.sleep(0.01)
    acknowledged = [id for writer in writers for id in finish(writer)]
    assert [writer.returncode for writer in writers] == [0] * 4
    with opened(path) as store:
        events = store.events(limit=1000)
        assert [event.sequence for event in events] == list(range(480, 0, -1))
        assert {event.id for event in events} == set(acknowledged)
        assert list(store.faults()) == []
    assert read_plain(path).keys() == set(acknowledged)
