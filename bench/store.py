"""The TinyDB file store beside bare TinyDB, and beside the floor: append the bytes and fsync."""

import json
import os
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import mean, median

from tinydb import TinyDB, where

from bench import Row, best_time, durations
from registry.services import build
from registry.store.base import Store
from registry.store.json_file import JsonFileStore
from registry.store.records import AllOf, Compare, Query, Record, Sort, Text

SIZES = (1_000, 10_000, 50_000)
PAGE = 25
CREATE_FOR_S = 4.0
WRITE_FOR_S = 60.0
"""Long enough for several snapshots to be written meanwhile."""

IN_DEFAULT = Compare(("workspace",), "eq", "default")
FIRST_PAGE = Query(IN_DEFAULT, Sort(("created_at",), descending=True), limit=PAGE)
SEARCH = Query(
    AllOf((IN_DEFAULT, Text("assistant 77", (("name",), ("body", "description"))))),
    Sort(("created_at",), descending=True),
    limit=PAGE,
)


TEMPLATE = {
    "name": "vllm",
    "endpoint_type": "STREAMING",
    "model_type": "GENERIC",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "1"}
    },
    "model_creation_parameters_schema": {
        "properties": {
            "model": {"type": "string"},
            "api_key": {"type": "string", "writeOnly": True},
        }
    },
}


def make_model(number: int, template: str = "vllm") -> Record:
    """Return a model of about 1 KB, as a person would register one, of the first version of a template."""
    body = {
        "display_name": f"Assistant {number}",
        "description": f"Assistant {number} for support tickets, tuned on last year's answers. "
        * 4,
        "project": "support/assistants",
        "model_type": "GENERIC",
        "base_model": f"base-{number % 40}",
        "spec": None,
        "model_template_id": template,
        "model_template_version": 1,
        "model_creation_parameters": {
            "model": f"acme/assistant-{number}",
            "max_model_len": 8192,
            "dtype": "bfloat16",
            "served_model_name": ["assistant", f"assistant-{number}"],
            "api_key": "sk-1234",
            "seed": number,
        },
        "custom_fields": {"owner": "support", "cost_centre": "4711", "stage": "trial"},
        "review": {"state": "pending", "by": None, "at": None, "note": ""},
        "adapters": [],
        "ownership": {"created_by": "ana", "team": "support"},
        "trust_remote_code": False,
        "created_by_user_id": "bench",
        "updated_by": "bench",
    }
    now = datetime.now(UTC)
    id = f"model-{number:08}"
    return Record("models", id, "default", f"assistant-{number}", 1, now, now, body)


def add_template(store: Store) -> str:
    """Add a template whose models `make_model` makes, and return its id."""
    return build(store).templates.create(TEMPLATE, workspace="default", actor="bench").id


def run() -> list[Row]:
    """Measure at every size, in a folder beside the default registry, on the same disk."""
    rows: list[Row] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=Path("data")) as folder:
            rows += measure(Path(folder), size)
    return rows


def measure(
    folder: Path, size: int, creating_s: float = CREATE_FOR_S, writing_s: float = WRITE_FOR_S
) -> list[Row]:
    path = folder / "registry.json"
    fill(path, size)
    opening = best_time(lambda: JsonFileStore(path).close(), 3)
    with closing(JsonFileStore(path)) as store:
        rows = [*measure_reads(store, path, size), measure_creates(store, path, size, creating_s)]
        id = f"model-{size // 3:08}"
        history = best_time(lambda: store.events(kinds=("models",), id=id, limit=100), 30)
        rows.append(Row(f"history of one of {size} models", history, None, 0.001))
        if size == 10_000:
            search = best_time(lambda: store.page("models", SEARCH), 30)
            written = measure_written(store, writing_s)
            rows += [
                Row("search of 10000 models", search, None, 0.03),
                Row("bytes written for a create", written, None, 1e6, "bytes"),
            ]
        if size == 50_000:
            rows.append(Row("open 50000 models", opening, None, 3.0))
    return rows


def fill(path: Path, size: int) -> None:
    with closing(JsonFileStore(path)) as store:
        template = add_template(store)
        for start in range(0, size, 500):
            with store.transaction("bench") as tx:
                for number in range(start, min(start + 500, size)):
                    tx.insert(make_model(number, template))


def measure_reads(store: JsonFileStore, path: Path, size: int) -> list[Row]:
    """Measure reads beside bare TinyDB, which opens the same file.

    The two take turns, so that whatever else the machine does slows both alike.
    """
    id = f"model-{size // 2:08}"
    with TinyDB(path, access_mode="r") as bare:
        table = bare.table("models", cache_size=0)

        def first_page() -> list[object]:
            found = table.search(where("workspace") == "default")
            return sorted(found, key=lambda model: model["created_at"], reverse=True)[:PAGE]

        calls = {
            "get": (lambda: store.get("models", id), lambda: table.get(where("id") == id)),
            f"first page of {PAGE}": (lambda: store.page("models", FIRST_PAGE), first_page),
        }
        rows = []
        for what, (ours, other) in calls.items():
            spent: list[float] = []
            reference: list[float] = []
            for _ in range(max(3, 20_000 // size)):
                reference += durations(other, 1)
                spent += durations(ours, 25)
            rows.append(Row(f"{what}, {size} models", median(spent), median(reference), 0.01))
    return rows


def measure_creates(store: JsonFileStore, path: Path, size: int, seconds: float) -> Row:
    """Measure the mean create beside the mean append and sync of as many bytes, in turn."""
    numbers = count(size)
    line = b"x" * (len(json.dumps(make_model(0).body)) + 500)
    spent: list[float] = []
    floor: list[float] = []
    log = os.open(path.with_name("floor"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def append() -> None:
        os.write(log, line)
        os.fsync(log)

    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        spent += durations(lambda: create(store, next(numbers)), 20)
        floor += durations(append, 20)
    os.close(log)
    return Row(f"create, {size} models, to the floor", mean(spent), mean(floor), 3.0)


def create(store: JsonFileStore, number: int) -> None:
    with store.transaction("bench") as tx:
        tx.insert(make_model(number))


def measure_written(store: JsonFileStore, seconds: float) -> float:
    """Return how many bytes this process writes for each create, at one create a second.

    The first does not count: what it writes comes after a pause.
    """
    create(store, 3 * 10**7)
    time.sleep(1)
    before = _bytes_written()
    for number in range(int(seconds)):
        create(store, 3 * 10**7 + 1 + number)
        time.sleep(1)
    return (_bytes_written() - before) / int(seconds)


def _bytes_written() -> int:
    lines = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(lines["wchar"])
