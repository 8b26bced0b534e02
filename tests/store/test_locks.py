import threading
import time

import pytest

from registry.errors import StoreUnavailable
from registry.store.locks import FairLock, ProcessLock


def test_the_lock_goes_to_whoever_has_waited_longest():
    lock, order, threads = FairLock(), [], []

    def take(number):
        with lock:
            order.append(number)

    with lock:
        for number in range(5):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while len(lock._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_busy_thread_keeps_nobody_waiting_for_long():
    lock, stop, turns = FairLock(), threading.Event(), []

    def be_busy():
        while not stop.is_set():
            with lock:
                turns.append(0)
                time.sleep(0.001)

    busy = threading.Thread(target=be_busy)
    busy.start()
    try:
        for _ in range(20):
            before = len(turns)
            with lock:
                # The turn that is under way ends, and at most one more began before we queued.
                assert len(turns) - before <= 2
    finally:
        stop.set()
        busy.join()


def test_a_lock_that_is_not_released_in_time_is_refused_and_free_afterwards():
    lock, held, leave = FairLock(timeout=0.05), threading.Event(), threading.Event()

    def hold():
        with lock:
            held.set()
            leave.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    with pytest.raises(StoreUnavailable, match=r"has not ended for 0\.05 seconds"):
        lock.acquire()
    leave.set()
    holder.join()
    with lock:
        pass


def test_processes_lock_each_other_out_whatever_happens_to_the_files(tmp_path):
    one, other = ProcessLock(tmp_path / "x.lock"), ProcessLock(tmp_path / "x.lock")
    with one.held():
        refused = pytest.raises(StoreUnavailable, match=r"has held .*x\.lock for 0\.05 seconds")
        with refused, other.held(0.05):
            pass
        (tmp_path / "x.queue.lock").unlink()
        with pytest.raises(StoreUnavailable), other.held(0.05):
            pass
    (tmp_path / "x.lock").unlink()
    with other.held(), pytest.raises(StoreUnavailable), one.held(0.05):
        pass
