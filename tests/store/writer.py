"""One process that writes: started by the tests, some of which kill it.

    writer.py PATH NAME create COUNT THREADS   create so many models in so many threads
    writer.py PATH NAME claim  COUNT 1         try to take the names wanted-0, wanted-1, …
    writer.py PATH NAME limit  BYTES 1         create models until no file may grow beyond BYTES

It prints a line for each commit once it is acknowledged.
"""

import os
import resource
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from registry.errors import AlreadyExists, StoreUnavailable
from registry.store.base import Store
from registry.store.json_file import JsonFileStore
from registry.store.records import Query, Record


def make_record(id: str, name: str) -> Record:
    now = datetime.now(UTC)
    body = {"description": id * 20, "n": 10**30}
    return Record("models", id, "default", name, 1, now, now, body)


def say(line: str) -> None:
    # One write, so that lines of several threads never mix and a killed process tears none.
    os.write(1, f"{line}\n".encode())


def insert(store: Store, id: str, name: str) -> None:
    with store.transaction("writer") as tx:
        tx.insert(make_record(id, name))
    say(id)


def create(store: Store, name: str, count: int, threads: int) -> None:
    def run(thread: int) -> None:
        for n in range(count):
            insert(store, f"{name}-{thread}-{n}", f"{name}-{thread}-{n}")

    running = [threading.Thread(target=run, args=(thread,)) for thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def claim(store: Store, name: str, count: int, threads: int) -> None:
    for n in range(count):
        try:
            insert(store, f"{name}-{n}", f"wanted-{n}")
        except AlreadyExists:
            continue


def limit(store: Store, name: str, count: int, threads: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    kept = 0
    try:
        while True:
            insert(store, f"{name}-{kept}", f"{name}-{kept}")
            kept += 1
    except StoreUnavailable as error:
        say(f"refused: {error}")
    say(f"total: {store.page('models', Query(limit=0)).total}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    insert(store, f"{name}-{kept}", f"{name}-{kept}")


TASKS = {"create": create, "claim": claim, "limit": limit}

if __name__ == "__main__":
    path, name, task, count, threads = sys.argv[1:]
    opened = JsonFileStore(Path(path))
    say("ready")
    TASKS[task](opened, name, int(count), int(threads))
    opened.close()
