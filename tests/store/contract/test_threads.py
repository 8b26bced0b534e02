"""Threads that share a store, on every backend."""

import threading
from dataclasses import replace

from registry.errors import AlreadyExists
from tests.store.contract.deeds import put


def test_threads_that_count_together_lose_nothing(store, make_record):
    put(store, make_record("counter", {"n": 0}))

    def count():
        for _ in range(10):
            with store.transaction("thread") as tx:
                now = tx.get("models", "counter")
                body = {"n": now.body["n"] + 1}
                new = replace(now, body=body, revision=now.revision + 1)
                tx.replace(new, expected=now.revision)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get("models", "counter").body == {"n": 80}
    assert store.get("models", "counter").revision == 81


def test_a_name_wanted_by_many_goes_to_exactly_one(store, make_record):
    start = threading.Barrier(8)
    won, lost = [], []

    def claim(id):
        start.wait()
        try:
            put(store, make_record(id, name="wanted"))
        except AlreadyExists:
            lost.append(id)
        else:
            won.append(id)

    threads = [threading.Thread(target=claim, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    assert store.find("models", "default", "wanted").id == won[0]
