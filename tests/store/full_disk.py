"""What a registry goes through on a full disk: started by the tests.

    full_disk.py SCENARIO FOLDER disk    FOLDER is a small disk, which a file fills up
    full_disk.py SCENARIO FOLDER limit   no file may grow, by a limit on this process

It prints what happened as JSON.
"""

import json
import random
import resource
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from registry.errors import StoreUnavailable
from registry.store.base import Store
from registry.store.json_file import JsonFileStore
from registry.store.records import Query, Record

THREADS = 8
_, HARD = resource.getrlimit(resource.RLIMIT_FSIZE)


class SmallDisk:
    """A folder that can be filled up and freed."""

    def __init__(self, folder: Path) -> None:
        self.ballast = folder / "ballast"

    def fill_up(self, room: int = 0) -> None:
        with self.ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        if room:
            with self.ballast.open("r+b") as file:
                file.truncate(self.ballast.stat().st_size - room)

    def free(self) -> None:
        self.ballast.unlink()


class Limit:
    """Files that may not grow beyond a size, until they may."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill_up(self, room: int = 0) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, HARD))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (HARD, HARD))


Disk = SmallDisk | Limit
DISKS: dict[str, type[Disk]] = {"disk": SmallDisk, "limit": Limit}


def insert(store: Store, *ids: str) -> None:
    now = datetime.now(UTC)
    with store.transaction("ana") as tx:
        for id in ids:
            body = {"text": random.randbytes(400).hex()}
            tx.insert(Record("models", id, "default", id, 1, now, now, body))


def refusal_of(action: Callable[[], object]) -> str:
    try:
        action()
    except StoreUnavailable as error:
        return str(error)
    return ""


def ids_in(store: Store) -> list[str]:
    return sorted(record.id for record in store.page("models", Query(limit=10**6)).records)


def write_from_threads(path: Path, disk: Disk) -> object:
    """Let threads write until each is refused, free the disk, and let each write once more."""
    kept: list[str] = []
    refused: dict[str, str] = {}
    store = JsonFileStore(path)
    disk.fill_up(room=400_000)

    def write(thread: int) -> None:
        for number in range(10**6):
            id = f"{thread}-{number}"
            refusal = refusal_of(lambda id=id: insert(store, id))
            if refusal:
                refused[id] = refusal
                return
            kept.append(id)

    running = [threading.Thread(target=write, args=(thread,)) for thread in range(THREADS)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    readable = ids_in(store)
    disk.free()
    for id in refused:
        insert(store, id)
    store.close()
    with closing(JsonFileStore(path)) as reopened:
        return {
            "kept": sorted(kept),
            "refused": refused,
            "readable": readable,
            "after": ids_in(reopened),
            "sequences": [event.sequence for event in reopened.events(limit=10**6)],
            "plain": sorted(row["id"] for row in json.loads(path.read_bytes())["models"].values()),
        }


def begin(path: Path, disk: Disk) -> object:
    """Open a registry for the first time on a full disk, and again when it is free."""
    disk.fill_up()
    refusal = refusal_of(lambda: JsonFileStore(path).close())
    disk.free()
    return {"refusal": refusal, "again": refusal_of(lambda: JsonFileStore(path).close())}


SCENARIOS = {"threads": write_from_threads, "begin": begin}

if __name__ == "__main__":
    scenario, folder, kind = sys.argv[1:]
    place = Path(folder)
    told = SCENARIOS[scenario](place / "registry.json", DISKS[kind](place))
    sys.stdout.write(json.dumps(told))
