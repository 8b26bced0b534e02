"""The TinyDB file store: what a crash leaves behind."""

import time

import pytest

from registry.store.records import Query
from tests.store.json_file.deeds import finish, ids, opened, put, read_plain, start_writer


def test_a_torn_last_line_is_cut_off(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    whole = log_path.read_bytes()
    for tail in (b'{"seq', b"\0" * 50, b'{"sequence": 2, "at": "2026'):
        log_path.write_bytes(whole + tail)
        with opened(path) as store:
            assert ids(store) == ["x"]
        assert log_path.read_bytes() == whole


def test_a_last_line_that_lacks_only_its_end_is_kept(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        header, first, *_ = log_path.read_bytes().splitlines(keepends=True)
        log_path.write_bytes(header + first.rstrip())
    with opened(path) as store:
        assert ids(store) == ["x"]
        put(store, make_record("y"))
    with opened(path) as store:
        assert ids(store) == ["x", "y"]


def test_a_crash_between_mark_and_replacement_loses_nothing(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    old = path.read_bytes()
    with opened(path) as store:
        put(store, make_record("y"))
    new = path.read_bytes()
    assert b"snapshot" in log_path.read_bytes().splitlines()[-1]
    for found in (old, new):
        path.write_bytes(found)
        with opened(path) as store:
            assert ids(store) == ["x", "y"]
            assert len(store.events()) == 2
        assert path.read_bytes() == new


def test_a_writer_mends_what_another_process_left_torn(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        with log_path.open("ab") as log:
            log.write(b'{"sequence": 2, "torn')
        assert ids(store) == ["x"]
        put(store, make_record("y"))
        assert ids(store) == ["x", "y"]
    with opened(path) as store:
        assert ids(store) == ["x", "y"]


def kill_while_writing(path, round_, pause_s):
    """Kill a writer with SIGKILL in the middle of its work and return what it acknowledged."""
    process = start_writer(path, f"r{round_}", "create", 100_000, 2)
    assert process.stdout.readline() == "ready\n"
    time.sleep(pause_s)
    process.kill()
    return finish(process)


def check_after_kills(path, rounds):
    acknowledged = []
    for round_ in range(rounds):
        acknowledged += kill_while_writing(path, round_, 0.02 + 0.04 * (round_ % 13))
        if path.exists():
            read_plain(path)
    with opened(path) as store:
        kept = {record.id for record in store.page("models", Query(limit=10**9)).records}
        assert len(acknowledged) > rounds
        assert kept >= set(acknowledged)
        # Each of the two threads may have had one commit durable but not yet acknowledged.
        assert len(kept) <= len(acknowledged) + 2 * rounds
        assert len(store.events(limit=10**9)) == len(kept)
    assert read_plain(path).keys() == kept


def test_a_killed_writer_loses_nothing_it_acknowledged(path):
    check_after_kills(path, 8)


@pytest.mark.soak
def test_two_hundred_killed_writers_lose_nothing_they_acknowledged(path):
    check_after_kills(path, 200)
