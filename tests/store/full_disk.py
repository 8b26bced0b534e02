"""What a registry goes through on a full disk: started by the tests.

    full_disk.py SCENARIO FOLDER disk    FOLDER is a small disk, which a file fills up
    full_disk.py SCENARIO FOLDER limit   no file may grow, by a limit on this process

It prints what happened as JSON.
"""

import json
import random
import resource
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from registry.store.compacting import compact
from registry.store.header import Header

from registry.errors import StoreUnavailable
from registry.store.base import Store
from registry.store.json_file import JsonFileStore
from registry.store.records import Query, Record
from tests.store.refusals import run_refused

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


def contents(path: Path) -> dict[str, bytes]:
    """Return what is in the registry's files; an empty one is as good as none."""
    files = (file for file in path.parent.glob("registry*") if file.stat().st_size)
    return {file.name: file.read_bytes() for file in files}


def write_from_threads(path: Path, disk: Disk) -> object:
    """Let threads write until each is refused, free the disk, and let each write once more."""
    kept: list[str] = []
    refused: dict[str, str] = {}
    store = JsonFileStore(path)
    disk.fill_up(room=60_000)

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


def refuse(path: Path, disk: Disk, action: Callable[[], object]) -> object:
    """Try something on a full disk, and again when it is free."""
    before = contents(path)
    disk.fill_up()
    refusal = refusal_of(action)
    same = contents(path) == before
    disk.free()
    return {"refusal": refusal, "same": same, "again": refusal_of(action)}


def begin(path: Path, disk: Disk) -> object:
    return refuse(path, disk, lambda: JsonFileStore(path).close())


def upgrade(path: Path, disk: Disk) -> object:
    log = path.with_name("registry.events.jsonl")
    with closing(JsonFileStore(path)) as store:
        insert(store, *(f"m{number}" for number in range(100)))
    log.write_bytes(log.read_bytes().removeprefix(Header().line()))
    return refuse(path, disk, lambda: JsonFileStore(path).close())


def compact_log(path: Path, disk: Disk) -> object:
    with closing(JsonFileStore(path)) as store:
        insert(store, *(f"m{number}" for number in range(100)))
    return refuse(path, disk, lambda: compact(path))


def write_what_cannot_be_cut_off(path: Path, disk: Disk) -> object:
    """Write until the disk is full in the middle of a line, which the kernel keeps there."""
    log = path.with_name("registry.events.jsonl")
    told: dict[str, object] = {}
    kept: list[str] = []
    store = JsonFileStore(path)

    disk.fill_up(room=60_000)

    def write() -> None:
        for number in range(10**6):
            told["refusal"] = refusal_of(lambda id=f"m{number}": insert(store, id))
            if told["refusal"]:
                break
            kept.append(f"m{number}")
        told["torn"] = not log.read_bytes().endswith(b"\n")
        told["readable"] = ids_in(store)
        disk.free()
        told["again"] = refusal_of(lambda: insert(store, "again"))

    run_refused(("ftruncate",), write)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(path.parent, folder, dirs_exist_ok=True)
        with closing(JsonFileStore(Path(folder) / path.name)) as crashed:
            told["after a crash"] = ids_in(crashed)
    insert(store, "healthy")
    store.close()
    with closing(JsonFileStore(path)) as reopened:
        events = [event.sequence for event in reopened.events(limit=10**6)]
        return {**told, "kept": sorted(kept), "after": ids_in(reopened), "events": events}


SCENARIOS = {
    "threads": write_from_threads,
    "uncut": write_what_cannot_be_cut_off,
    "begin": begin,
    "upgrade": upgrade,
    "compact": compact_log,
}

if __name__ == "__main__":
    scenario, folder, kind = sys.argv[1:]
    place = Path(folder)
    told = SCENARIOS[scenario](place / "registry.json", DISKS[kind](place))
    sys.stdout.write(json.dumps(told))
