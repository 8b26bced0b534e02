"""What disks, other programs and dead processes do to a registry in a file, done for real."""

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tinydb import TinyDB

from registry.errors import StoreUnavailable
from registry.store.json_file import JsonFileStore
from registry.store.records import Query
from tests.store.crasher import environment
from tests.store.mounts import run_mounted, run_plainly
from tests.store.refusals import run_refused

FULL_DISK = Path(__file__).with_name("full_disk.py")
READER = Path(__file__).with_name("reader.py")


def put(store, *records):
    with store.transaction("ana") as tx:
        for record in records:
            tx.insert(record)


def ids(store):
    return sorted(record.id for record in store.page("models", Query(limit=1000)).records)


def read_plain(path):
    with TinyDB(path, access_mode="r") as db:
        return sorted(document["id"] for document in db.table("models").all())


def eventually(check):
    end = time.monotonic() + 10
    while not check():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


# A full disk


@pytest.fixture(params=["disk", "limit"])
def on_full_disk(request, tmp_path):
    """Runs a scenario where no file can grow: on a small disk, and where a limit forbids it.

    Where the system lets nobody mount a disk, the limit stands in for it.
    """

    def run(scenario):
        script = (FULL_DISK, scenario, str(tmp_path))
        told = None
        if request.param == "disk":
            told = run_mounted(f"mount -t tmpfs -o size=1m none {tmp_path}", *script, "disk")
        return json.loads(told or run_plainly(*script, "limit"))

    return run


REFUSED = (
    r"registry\.db cannot be written: (database or disk is full|disk I/O error); "
    "nothing was changed"
)


def test_threads_on_a_full_disk_lose_nothing_and_leave_nothing_of_what_was_refused(on_full_disk):
    told = on_full_disk("threads")
    kept, refused = told["kept"], told["refused"]
    assert len(kept) > 10
    assert len(refused) == 8
    assert all(re.search(REFUSED, message) for message in refused.values())
    assert told["readable"] == kept
    assert told["after"] == told["plain"] == sorted([*kept, *refused])
    assert told["sequences"] == list(range(len(kept) + len(refused), 0, -1))


def test_what_a_full_disk_interrupts_at_the_first_start_is_done_by_the_next(on_full_disk):
    told = on_full_disk("begin")
    assert "nothing was changed" in told["refusal"]
    assert told["again"] == ""


def test_a_commit_that_cannot_be_synced_is_refused_and_not_there(path, make_record):
    with closing(JsonFileStore(path)) as store, closing(JsonFileStore(path)) as other:
        put(store, make_record("a"))
        errors = []

        def write():
            with pytest.raises(StoreUnavailable, match=r"registry\.db cannot be written: disk I/O"):
                put(store, make_record("b"))
            errors.append(1)

        run_refused(("fsync", "fdatasync"), write)
        assert errors
        assert ids(store) == ids(other) == ["a"]
        put(other, make_record("c"))
        put(store, make_record("d"))
        assert ids(store) == ids(other) == ["a", "c", "d"]
        assert [event.sequence for event in store.events()] == [3, 2, 1]


# A medium that cannot be written


def test_a_registry_on_a_read_only_mount_is_read_and_says_what_to_do(tmp_path, make_record):
    path = tmp_path / "registry.json"
    with closing(JsonFileStore(path)) as store:
        put(store, make_record("x"))
    folder = str(tmp_path)
    mount = f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}"
    told = run_mounted(mount, READER, str(path)) or run_plainly(READER, str(path), "as-nobody")
    first, second = told.splitlines()
    assert first == "['x'] 1"
    assert "registry.db is on a read-only medium, or may not be written" in second
    assert "set PATTERNSHOP_STORE to a place where it has it" in second


# Other programs and the snapshot


@pytest.fixture
def good(path, make_record):
    """The snapshot of a registry that has gone on since it was older."""
    with closing(JsonFileStore(path)) as store:
        put(store, *(make_record(f"m{n}", {"v": 1}) for n in range(5)))
        store.close()
        old = path.read_bytes()
    with closing(JsonFileStore(path)) as store, store.transaction("ana") as tx:
        tx.replace(make_record("m1", {"v": 2}, revision=2), expected=1)
        tx.delete("models", "m3")
    return {"old": old, "now": path.read_bytes()}


HARMS = {
    "deleted": lambda path, good: path.unlink(),
    "emptied": lambda path, good: path.write_bytes(b""),
    "zeroed": lambda path, good: path.write_bytes(bytes(len(good["now"]))),
    "without any entity": lambda path, good: path.write_text("{}"),
    "an older one": lambda path, good: path.write_bytes(good["old"]),
    "replaced by an older one": lambda path, good: replace(path, good["old"]),
}


def replace(path, content):
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


def check_as_it_was(store, path):
    assert ids(store) == ["m0", "m1", "m2", "m4"]
    assert store.get("models", "m1").body == {"v": 2}
    assert [event.sequence for event in store.events()] == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_snapshot_that_is_harmed_while_nobody_runs_is_written_anew(path, good, harm):
    harm(path, good)
    with closing(JsonFileStore(path)) as store:
        check_as_it_was(store, path)
    assert path.read_bytes() == good["now"]


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_snapshot_that_is_harmed_while_a_store_runs_is_written_anew(
    path, good, harm, make_record
):
    with closing(JsonFileStore(path)) as store:
        harm(path, good)
        check_as_it_was(store, path)
        put(store, make_record("new"))
        eventually(lambda: path.exists() and b'"new"' in path.read_bytes())
        assert read_plain(path) == ["m0", "m1", "m2", "m4", "new"]


# Locks


HOLD = """
import os, sys, time
from pathlib import Path
from registry.store.locks import ProcessLock
with ProcessLock(Path(sys.argv[1])).held():
    os.write(1, b"held\\n")
    time.sleep(600)
"""


@pytest.fixture
def holder(path):
    """Another process that holds the lock."""
    path.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-c", HOLD, str(path.with_name("registry.lock"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_lock_that_a_dead_process_held_is_free(path, holder, make_record):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert path.with_name("registry.lock").exists()
    with closing(JsonFileStore(path)) as store:
        put(store, make_record("x"))


def test_a_lock_that_is_held_for_long_is_told_and_waited_for(path, make_record):
    with closing(JsonFileStore(path, lock_timeout=0.2)) as store:
        put(store, make_record("x"))
        command = [sys.executable, "-c", HOLD, str(path.with_name("registry.lock"))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
            assert process.stdout.readline() == b"held\n"
            with pytest.raises(StoreUnavailable, match=r"has held .*registry\.lock.* or end it"):
                put(store, make_record("y"))
            assert ids(store) == ["x"]
            process.kill()
        put(store, make_record("y"))
        assert ids(store) == ["x", "y"]
