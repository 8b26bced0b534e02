"""The thread that writes snapshots: how much of the time it takes."""

import time
from itertools import pairwise

from registry.store.publisher import Publisher


def test_a_tenth_of_the_time_is_taken_at_most():
    calls = publish_again_and_again(5, took=0.01, pause=10)
    for before, after in pairwise(calls):
        assert after.began - before.ended >= 9 * 0.01


def test_nobody_waits_longer_than_the_pause():
    calls = publish_again_and_again(3, took=0.1, pause=0.02)
    for before, after in pairwise(calls):
        assert after.began - before.ended < 9 * 0.1


class Call:
    def __init__(self, took):
        self.began = time.monotonic()
        time.sleep(took)
        self.ended = time.monotonic()


def publish_again_and_again(times, *, took, pause):
    """Request a call in each call, and return so many of them."""
    calls = []

    def publish():
        calls.append(Call(took))
        publisher.request()
        return True

    publisher = Publisher(publish, delay=0, pause=pause)
    publisher.request()
    while len(calls) < times:
        time.sleep(0.01)
    publisher.close()
    return calls[:times]
