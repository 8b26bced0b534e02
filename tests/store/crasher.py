"""One process that changes a store until it is killed: started by the tests.

Its threads create entities one by one and many at once, change and remove them, and tell what was
acknowledged: the ids and revisions that are there from then on, which no kill tears apart.
"""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from registry.store.base import Store
from registry.store.factory import open_store
from registry.store.records import Record

TOGETHER = 25
THREADS = 4


def record(id: str, revision: int = 1) -> Record:
    now = datetime.now(UTC)
    body = {"description": id * 20, "n": 10**30, "of": revision}
    return Record("models", id, "default", id, revision, now, now, body)


Say = Callable[[dict[str, int]], None]


def create(store: Store, say: Say, *ids: str) -> None:
    with store.transaction("crasher") as tx:
        for id in ids:
            tx.insert(record(id))
    say(dict.fromkeys(ids, 1))


def change(store: Store, say: Say, id: str) -> None:
    with store.transaction("crasher") as tx:
        tx.replace(record(id, 2), expected=1)
    say({id: 2})


def remove(store: Store, say: Say, id: str) -> None:
    with store.transaction("crasher") as tx:
        tx.delete("models", id)
    say({id: 0})


def environment() -> dict[str, str]:
    """Return the environment of a script of these tests, which finds the checkout's packages."""
    # The script's own folder stays out of it: it has modules of the same names as the library's.
    return {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": str(Path(__file__).parents[2])}


def run(url: str, name: str, told: Connection) -> None:
    """Change a store for ever, and tell after each change what is there."""
    store, lock = open_store(url, base=Path()), threading.Lock()

    def say(there: dict[str, int]) -> None:
        with lock:
            told.send(there)

    say({})
    for thread in range(THREADS):
        threading.Thread(target=write, args=(store, say, f"{name}-{thread}")).start()


def write(store: Store, say: Say, name: str) -> None:
    for number in count():
        id = f"{name}-{number}"
        create(store, say, id)
        create(store, say, *(f"{id}-{part}" for part in range(TOGETHER)))
        change(store, say, id)
        remove(store, say, f"{id}-0")
