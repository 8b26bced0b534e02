"""One process that changes a store until it is killed: started by the tests.

    crasher.py URL NAME

Its threads create entities one by one and many at once, change and remove them, and print what was
acknowledged: a line with the ids and revisions that are there from then on.
"""

import os
import sys
import threading
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

from registry.store.base import Record, Store
from registry.store.factory import open_store
from registry.store.sql.store import SqlStore

TOGETHER = 25
THREADS = 4


def record(id: str, revision: int = 1) -> Record:
    now = datetime.now(UTC)
    body = {"description": id * 20, "n": 10**30, "of": revision}
    return Record("models", id, "default", id, revision, now, now, body)


def say(*there: tuple[str, int]) -> None:
    # One write, so that a killed process tears no line.
    os.write(1, (" ".join(f"{id}={revision}" for id, revision in there) + "\n").encode())


def create(store: Store, *ids: str) -> None:
    with store.transaction("crasher") as tx:
        for id in ids:
            tx.insert(record(id))
    say(*((id, 1) for id in ids))


def change(store: Store, id: str) -> None:
    with store.transaction("crasher") as tx:
        tx.replace(record(id, 2), expected=1)
    say((id, 2))


def remove(store: Store, id: str) -> None:
    with store.transaction("crasher") as tx:
        tx.delete("models", id)
    say((id, 0))


def environment() -> dict[str, str]:
    """Return the environment of a script of these tests, which finds the checkout's packages."""
    # The script's own folder stays out of it: it has modules of the same names as the library's.
    return {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": str(Path(__file__).parents[2])}


def run(store: Store, name: str) -> None:
    say()
    for thread in range(THREADS):
        threading.Thread(target=write, args=(store, f"{name}-{thread}")).start()


def write(store: Store, name: str) -> None:
    for number in count():
        id = f"{name}-{number}"
        create(store, id)
        create(store, *(f"{id}-{part}" for part in range(TOGETHER)))
        change(store, id)
        remove(store, f"{id}-0")


def opened(url: str) -> Store:
    """Open a store by its URL; SQLite too, which only tests know."""
    return SqlStore(make_url(url)) if url.startswith("sqlite") else open_store(url, base=Path())


if __name__ == "__main__":
    run(opened(sys.argv[1]), sys.argv[2])
