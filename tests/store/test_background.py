import threading
import time
from itertools import pairwise

from registry.store.background import BackgroundThread, Chore
from tests.store.json_file.deeds import eventually


def test_requests_before_a_chore_is_due_are_one():
    calls = []
    chore = Chore("counting", lambda: calls.append(time.monotonic()))
    thread = BackgroundThread(chore)
    began = time.monotonic()
    for delay in (5, 0.1, 0.3, 5):
        thread.request(chore, delay)
    eventually(lambda: calls)
    assert 0.1 <= calls[0] - began < 1
    time.sleep(0.3)
    thread.close()
    assert len(calls) == 1


def test_a_chore_comes_back_when_it_says_so():
    answers = iter([0.0, 0.01, None])
    calls = []

    def work():
        calls.append(1)
        return next(answers)

    chore = Chore("coming back", work)
    thread = BackgroundThread(chore)
    thread.request(chore, 0)
    eventually(lambda: len(calls) == 3)
    time.sleep(0.05)
    thread.close()
    assert len(calls) == 3


def test_a_failure_is_logged_once_and_tried_again_later_each_time(caplog):
    calls = []

    def work():
        calls.append(time.monotonic())
        if len(calls) < 4:
            raise OSError(5, "the disk is gone")

    chore = Chore("writing x", work)
    thread = BackgroundThread(chore)
    thread.request(chore, 0)
    eventually(lambda: len(calls) == 4)
    thread.close()
    waits = [after - before for before, after in pairwise(calls)]
    assert waits[0] < waits[1] < waits[2]
    assert [record.getMessage() for record in caplog.records] == [
        "writing x failed and will be tried again: [Errno 5] the disk is gone"
    ]


def test_closing_waits_for_the_chore_under_way():
    started, done = threading.Event(), []

    def work():
        started.set()
        time.sleep(0.2)
        done.append(1)

    chore = Chore("sleeping", work)
    thread = BackgroundThread(chore)
    thread.request(chore, 0)
    started.wait()
    thread.close()
    assert done
