"""The TinyDB file store: what a crash leaves behind."""

import shutil
import time

import pytest

from registry.store.records import Query
from tests.store.json_file.deeds import finish, ids, opened, put, read_plain, start_writer


@pytest.fixture
def crashed(path, tmp_path, make_record):
    """The files as they are on the disk while a store writes: most of it is in the log alone."""
    with opened(path) as store:
        put(store, make_record("first"))
    with opened(path) as store:
        for n in range(20):
            put(store, make_record(str(n), {"text": "x" * 500}))
        copy = tmp_path / "crashed"
        shutil.copytree(path.parent, copy)
    (copy / "registry.db-shm").unlink()
    assert (copy / "registry.db-wal").stat().st_size > 100_000
    return copy / path.name


PAGE = 4096 + 24
HARMS = {
    "nothing": lambda data: data,
    "a torn block": lambda data: data + data[32 : 32 + 1000],
    "a torn page": lambda data: data[:-1000],
    "a zeroed block at the end": lambda data: data[:-512] + bytes(512),
    "a zeroed page at the end": lambda data: data[:-PAGE] + bytes(PAGE),
    "zeroes behind the end": lambda data: data + bytes(8192),
    "rubbish behind the end": lambda data: data + b"rubbish!" * 700,
    "a torn commit": lambda data: data[: -3 * PAGE],
    "cut in its header": lambda data: data[:20],
    "emptied": lambda data: b"",
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_log_that_a_crash_tore_opens_whole_up_to_there(crashed, make_record, harm):
    log = crashed.with_name("registry.db-wal")
    log.write_bytes(harm(log.read_bytes()))
    with opened(crashed) as store:
        found = store.page("models", Query(limit=100)).records
        assert [event.sequence for event in store.events()] == list(range(len(found), 0, -1))
        assert {record.id for record in found} == (
            {"first"} | {str(n) for n in range(len(found) - 1)}
        )
        assert list(store.faults()) == []
        put(store, make_record("after"))
    with opened(crashed) as store:
        assert "after" in ids(store)
    assert len(read_plain(crashed)) == len(found) + 1


@pytest.mark.parametrize("kept", ["old", "new"])
def test_a_crash_between_note_and_replacement_of_the_snapshot_loses_nothing(
    path, make_record, kept
):
    snapshots = {}
    for name in ("old", "new"):
        with opened(path) as store:
            put(store, make_record(name))
        snapshots[name] = path.read_bytes()
    path.write_bytes(snapshots[kept])
    with opened(path) as store:
        assert sorted(ids(store)) == ["new", "old"]
        assert len(store.events()) == 2
    assert path.read_bytes() == snapshots["new"]


def kill_while_writing(path, round_, pause_s):
    """Kill a writer with SIGKILL in the middle of its work and return what it acknowledged."""
    process = start_writer(path, f"r{round_}", "create", 100_000, 2)
    assert process.stdout.readline() == "ready\n"
    time.sleep(pause_s)
    process.kill()
    return finish(process)


def test_a_killed_writer_leaves_a_snapshot_that_plain_tinydb_opens(path):
    acknowledged = []
    for round_ in range(6):
        acknowledged += kill_while_writing(path, round_, 0.05 + 0.1 * round_)
        if path.exists():
            read_plain(path)
    with opened(path) as store:
        kept = {record.id for record in store.page("models", Query(limit=10**9)).records}
        assert kept >= set(acknowledged)
        # Each of the two threads may have had one commit durable but not yet acknowledged.
        assert len(kept) <= len(acknowledged) + 2 * 6
    assert read_plain(path).keys() == kept
