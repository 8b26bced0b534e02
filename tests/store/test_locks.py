import threading
import time

from registry.store.locks import FairLock


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
