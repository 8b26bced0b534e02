"""The TinyDB file store beside bare TinyDB, and beside the floor: append the bytes and fsync."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tinydb import TinyDB, where

from bench.table import Row, best_time, durations, median_times, show
from registry.store.json_file import JsonFileStore
from registry.store.records import AllOf, Compare, Query, Record, Sort, Text

SIZES = (1_000, 10_000, 50_000)
PAGE = 25
CREATE_FOR_S = 4.0
PAUSE_S = 12.0
"""Without changes for so long, the snapshot shows everything, and the next change comes after a pause."""
WRITE_FOR_S = 60.0
"""Long enough for several snapshots to be written meanwhile."""

IN_DEFAULT = Compare(("workspace",), "eq", "default")
FIRST_PAGE = Query(IN_DEFAULT, Sort(("created_at",), descending=True), limit=PAGE)
SEARCH = Query(
    AllOf((IN_DEFAULT, Text("assistant 77", (("name",), ("body", "description"))))),
    Sort(("created_at",), descending=True),
    limit=PAGE,
)
FILTER = Query(
    AllOf((IN_DEFAULT, Compare(("body", "spec", "family"), "eq", "family-7"))),
    Sort(("name",)),
    limit=PAGE,
)


def make_model(number: int) -> Record:
    """Return a model of about 1 KB, as a person would register one."""
    body = {
        "description": f"Assistant {number} for support tickets, tuned on last year's answers. "
        * 3,
        "project": "support/assistants",
        "spec": {"family": f"family-{number % 40}", "num_layers": 32, "context": 8192},
        "model_template_id": "vllm",
        "model_template_version": 3,
        "model_creation_parameters": {
            "model": f"acme/assistant-{number}",
            "max_model_len": 8192,
            "gpu_memory_utilization": 0.9,
            "dtype": "bfloat16",
            "served_model_name": ["assistant", f"assistant-{number}"],
            "enable_prefix_caching": True,
            "tensor_parallel_size": 2,
            "seed": number,
        },
        "custom_fields": {"owner": "support", "cost_centre": "4711", "stage": "trial"},
        "review": {"state": "pending", "by": None, "at": None, "note": ""},
        "adapters": [{"name": "tickets", "rank": 16}, {"name": "mails", "rank": 8}],
        "ownership": {"created_by": "ana", "team": "support"},
        "trust_remote_code": False,
    }
    now = datetime.now(UTC)
    id = f"model-{number:08}"
    return Record("models", id, "default", f"assistant-{number}", 1, now, now, body)


def run() -> list[Row]:
    """Measure at every size, in a folder beside the default registry, on the same disk."""
    rows: list[Row] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=Path("data")) as folder:
            rows += measure(Path(folder), size)
    return rows


def measure(
    folder: Path,
    size: int,
    creating_s: float = CREATE_FOR_S,
    writing_s: float = WRITE_FOR_S,
    pause_s: float = PAUSE_S,
) -> list[Row]:
    path = folder / "registry.json"
    fill(path, size)
    opening, first_search = measure_opening(path)
    store = JsonFileStore(path)
    try:
        reads = measure_reads(store, path, size, first_search)
        create, floor, slowest = measure_creates(store, path, size, creating_s)
        history = measure_history(store, size)
        lag = measure_lag(store, path, pause_s)
        written = measure_written(store, writing_s) if size == 10_000 else None
    finally:
        store.close()
    print(
        f"{size} models: opening {show(opening)}, memory {measure_memory(path)}, slowest create "
        f"{show(slowest)}, snapshot {show(lag)} behind"
    )
    return [
        Row(f"create, {size} models, to the floor", create, floor, 3.0),
        Row(f"history of one of {size} models", history, None, 0.001),
        *reads,
        *(
            []
            if written is None
            else [Row("bytes written for a create", written, None, 1e6, counted=True)]
        ),
        *([Row(f"open {size} models", opening, None, 3.0)] if size == 50_000 else []),
    ]


def fill(path: Path, size: int, make: Callable[[int], Record] = make_model) -> None:
    store = JsonFileStore(path)
    for start in range(0, size, 500):
        with store.transaction("bench") as tx:
            for number in range(start, min(start + 500, size)):
                tx.insert(make(number))
    store.close()


def measure_opening(path: Path) -> tuple[float, float]:
    """Return the best of three openings, and the best of the three searches that come first."""
    openings, searches = [], []
    for _ in range(3):
        began = time.perf_counter()
        store = JsonFileStore(path)
        openings.append(time.perf_counter() - began)
        searches.append(best_time(lambda: store.page("models", SEARCH), 1))  # noqa: B023
        store.close()
    return min(openings), min(searches)


def measure_reads(store: JsonFileStore, path: Path, size: int, first_search: float) -> list[Row]:
    """Measure reads beside bare TinyDB, which opens the same file."""
    id = f"model-{size // 2:08}"
    times = max(3, 20_000 // size)
    with TinyDB(path, access_mode="r") as bare:
        table = bare.table("models", cache_size=0)

        def first_page() -> list[object]:
            found = table.search(where("workspace") == "default")
            return sorted(found, key=lambda model: model["created_at"], reverse=True)[:PAGE]

        gets = median_times(
            lambda: store.get("models", id), lambda: table.get(where("id") == id), times
        )
        pages = median_times(lambda: store.page("models", FIRST_PAGE), first_page, times)
    rows = [
        Row(f"get, {size} models", *gets, 0.01),
        Row(f"first page of {PAGE}, {size} models", *pages, 0.01),
    ]
    if size == 10_000:
        rows += [
            Row("search of 10000 models, first after opening", first_search, None, 0.3),
            Row("search of 10000 models", search_time(store, SEARCH), None, 0.03),
            Row("filter of 10000 models", search_time(store, FILTER), None, 0.03),
        ]
    return rows


def search_time(store: JsonFileStore, query: Query) -> float:
    """Return the best of 30: an absolute bound must not depend on the machine's other work."""
    return best_time(lambda: store.page("models", query), 30)


def measure_creates(
    store: JsonFileStore, path: Path, size: int, creating_s: float
) -> tuple[float, float, float]:
    """Return the mean create, the mean floor and the slowest create.

    The two take turns, so that whatever else the machine does slows both alike.
    """
    line = len(json.dumps(make_model(0).body)) + 500
    spent: list[float] = []
    floor: list[float] = []
    log = os.open(path.with_name("floor"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    number = size
    end = time.perf_counter() + creating_s
    while time.perf_counter() < end:
        for _ in range(20):
            model = make_model(number)
            number += 1
            began = time.perf_counter()
            with store.transaction("bench") as tx:
                tx.insert(model)
            spent.append(time.perf_counter() - began)
        for _ in range(20):
            began = time.perf_counter()
            os.write(log, b"x" * line)
            os.fsync(log)
            floor.append(time.perf_counter() - began)
    os.close(log)
    return sum(spent) / len(spent), sum(floor) / len(floor), max(spent)


def measure_history(store: JsonFileStore, size: int) -> float:
    """Return the best of 30 histories of one model."""
    id = f"model-{size // 3:08}"
    return best_time(lambda: store.events(kinds=("models",), id=id, limit=100), 30)


def measure_written(store: JsonFileStore, seconds: float) -> float:
    """Return how many bytes this process writes for each create, at one create a second.

    A create is waited for twice first: what it writes after a pause is no measure.
    """
    numbers = count(3 * 10**7)
    before = None
    for number in range(int(seconds) + 1):
        if number == 1:
            before = _bytes_written()
        with store.transaction("bench") as tx:
            tx.insert(make_model(next(numbers)))
        time.sleep(1)
    return (_bytes_written() - (before or 0)) / int(seconds)


def _bytes_written() -> int:
    lines = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(lines["wchar"])


def measure_lag(store: JsonFileStore, path: Path, pause_s: float) -> float:
    """Return how long after a create that comes after a pause the snapshot has it."""
    time.sleep(pause_s)
    return max(durations(lambda: wait_for_snapshot(store, path, make_model(2 * 10**7)), 1))


def wait_for_snapshot(store: JsonFileStore, path: Path, model: Record) -> None:
    with store.transaction("bench") as tx:
        tx.insert(model)
    seen = None
    while True:
        there = path.stat()
        if there.st_ino != seen and model.id.encode() in path.read_bytes():
            return
        seen = there.st_ino
        time.sleep(0.01)


OPEN_AND_TELL = """
import re, sys
from pathlib import Path
from registry.store.json_file import JsonFileStore
def resident(line):
    return int(re.search(rf"{line}:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) >> 10
before = resident("VmRSS")
store = JsonFileStore(Path(sys.argv[1]))
print(f"{resident('VmRSS') - before} MB, {resident('VmHWM') - before} MB while opening")
store.close()
"""


def measure_memory(path: Path) -> str:
    """Return what a process of its own takes for the open registry."""
    command = [sys.executable, "-c", OPEN_AND_TELL, str(path)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
