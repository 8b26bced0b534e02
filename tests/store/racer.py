"""One process whose threads want what others want too: started by the tests.

    racer.py URL NAME THREADS SECONDS

Each thread tries again and again to take one of fifty names, to give one up, and to raise a
counter that all share, from the revision that it read.
"""

import os
import random
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from registry.errors import AlreadyExists, NotFound, StaleRevision
from registry.store.base import Store
from registry.store.factory import open_store
from registry.store.records import Record

NAMES = 50


def record(id: str, name: str) -> Record:
    now = datetime.now(UTC)
    return Record("models", id, "default", name, 1, now, now, {"n": 0})


def take(store: Store, id: str) -> None:
    name = f"wanted-{random.randrange(NAMES)}"
    try:
        with store.transaction(id) as tx:
            tx.insert(record(id, name))
    except AlreadyExists:
        with store.transaction(id) as tx:
            holder = tx.find("models", "default", name)
            tx.delete("models", holder.id, expected=holder.revision)


def raise_counter(store: Store, actor: str) -> None:
    """Add one to what was read outside of the change, as two people would who edit at once."""
    read = store.get("counters", "all")
    wanted = replace(read, revision=read.revision + 1, body={"n": read.body["n"] + 1})
    with store.transaction(actor) as tx:
        tx.replace(wanted, expected=read.revision)


def run(store: Store, name: str, end: float, counts: list[int]) -> None:
    number = 0
    while time.monotonic() < end:
        number += 1
        try:
            take(store, f"{name}-{number}")
            raise_counter(store, name)
        except (NotFound, StaleRevision):
            continue
        counts.append(1)


def main(url: str, name: str, threads: int, seconds: float) -> None:
    store = open_store(url, base=Path())
    counts: list[int] = []
    end = time.monotonic() + seconds
    running = [
        threading.Thread(target=run, args=(store, f"{name}-{each}", end, counts))
        for each in range(threads)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    store.close()
    os.write(1, f"{len(counts)}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
