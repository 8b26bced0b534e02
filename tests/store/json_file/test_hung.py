"""A process that hangs while it writes: readers go on, and changes are refused in time."""

import contextlib
import signal
import subprocess
import sys
import threading
import time

import pytest

from registry.errors import StoreUnavailable
from tests.store.crasher import environment
from tests.store.json_file.deeds import ids, opened, put

HANG = """
import os, signal, sys, time
from pathlib import Path
from registry.store.json_file import JsonFileStore
from tests.store.crasher import record
store = JsonFileStore(Path(sys.argv[1]))
where = sys.argv[2]
def stop(*_):
    os.write(1, b"hung\\n")
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(600)  # a thread may run on for a moment
if where == "commit":
    commit = store._writer_connection.commit
    store._writer_connection.commit = lambda: (stop(), commit())
if where == "publishing":
    store._storage.publish = stop
if where == "checkpoint":
    store._writer_connection._connection.set_trace_callback(
        lambda text: stop() if "wal_checkpoint" in text else None)
with store.transaction("hung") as tx:
    tx.insert(record("mine"))
    if where == "transaction":
        stop()
if where == "publishing":
    store._publish(waits=False)
signal.pause()
"""


@contextlib.contextmanager
def hanging(path, where):
    """Run a process that stops itself in the middle of something."""
    command = [sys.executable, "-c", HANG, str(path), where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
        try:
            assert process.stdout.readline() == b"hung\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("where", ["transaction", "commit", "publishing", "checkpoint"])
def test_readers_go_on_beside_a_process_that_hangs_and_changes_are_refused(
    path, make_record, where
):
    with opened(path, lock_timeout=0.5) as store:
        put(store, make_record("x"))
        expected = {"x"} if where in ("transaction", "commit") else {"x", "mine"}
        with hanging(path, where) as process:
            for _ in range(5):
                began = time.monotonic()
                assert set(ids(store)) == expected
                assert store.events(id="x")
                assert time.monotonic() - began < 1
            began = time.monotonic()
            with pytest.raises(StoreUnavailable, match="nothing was changed"):
                put(store, make_record("y"))
            assert time.monotonic() - began < 2
            assert set(ids(store)) == expected
            process.send_signal(signal.SIGKILL)
            process.wait()
            put(store, make_record("y"))
            assert set(ids(store)) == expected | {"y"}


def test_a_process_that_starts_beside_one_that_hangs_says_so(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    with (
        hanging(path, "transaction"),
        pytest.raises(StoreUnavailable, match=r"has held .*registry\.lock for 0\.3 seconds"),
        opened(path, lock_timeout=0.3),
    ):
        pass


def test_a_thread_that_hangs_in_a_change_keeps_others_waiting_for_so_long(path, make_record):
    with opened(path, lock_timeout=0.3) as store:
        put(store, make_record("x"))
        inside, leave = threading.Event(), threading.Event()

        def hang():
            with store.transaction("hung"):
                inside.set()
                leave.wait()

        thread = threading.Thread(target=hang)
        thread.start()
        inside.wait()
        try:
            assert ids(store) == ["x"]
            with pytest.raises(
                StoreUnavailable, match=r"another change has not ended for 0\.3 seconds"
            ):
                put(store, make_record("y"))
        finally:
            leave.set()
            thread.join()
        put(store, make_record("y"))
