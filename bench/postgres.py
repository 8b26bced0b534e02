"""The store in PostgreSQL, small and large: what the size of a registry costs.

It starts a server of its own. `python -m bench million` measures a million.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url
from sqlalchemy.dialects import postgresql

from bench.store import make_model
from bench.table import Row, durations, show
from registry.services import build
from registry.store.base import Store
from registry.store.postgres.indexed_fields import record_row
from registry.store.postgres.reads import PageReader
from registry.store.postgres.store import PostgresStore
from registry.store.postgres.tables import ENTITIES
from registry.store.records import AllOf, Compare, Query, Record, Sort, Text
from tests.postgres import make_database, serve

SMALL, LARGE = 1_000, 100_000
ROUNDS = 200
PAGE = 25
BOUND = 2.0

IN_DEFAULT = Compare(("workspace",), "eq", "default")
NEWEST = Sort(("created_at",), descending=True)
WORDS = (("name",), *(("body", each) for each in (
    "display_name", "description", "project", "base_model", "fileset")))  # fmt: skip
SEARCH = Query(AllOf((IN_DEFAULT, Text("assistant-77 tickets", WORDS))), NEWEST, PAGE)
FILTER = Query(
    AllOf((IN_DEFAULT, Compare(("body", "base_model"), "in", ["base-7", "base-8"]))), NEWEST, PAGE
)
TOTALS = {
    "total to 10,000": Query(IN_DEFAULT, limit=0),
    "whole total": Query(IN_DEFAULT, limit=0, count_to=None),
}
TEMPLATE = {
    "name": "vllm", "endpoint_type": "SYNC", "model_type": "GENERIC",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "1"}
    },
    "model_creation_parameters_schema": {
        "properties": {"model": {"type": "string"}, "token": {"type": "string", "writeOnly": True}}
    },
}  # fmt: skip
INSERT_EVENTS = """
INSERT INTO patternshop_events SELECT 1 + row_number() OVER (ORDER BY id), 'bench-' || id, updated_at,
  'bench', 'create', kind, id, workspace, name, 0, 1, created_at, updated_at, body, ''
FROM patternshop_entities WHERE kind = 'models'
"""
"""The event of each creation, its columns in the order of the table."""
EXPORT_KB = 300 * 1024


def run() -> list[Row]:
    return compare(SMALL, LARGE)


def compare(*sizes: int) -> list[Row]:
    """Measure registries on one server in turn, and print the query plans of the largest."""
    with serve(f"bench-{os.getpid()}") as server, ExitStack() as opened:
        urls = {size: make_database(server, f"bench_{size}") for size in sizes}
        for size, url in urls.items():
            fill(url, size)
        stores = {size: opened.enter_context(closing(open_store(urls[size]))) for size in sizes}
        rows = measure(stores)
        largest = max(sizes)
        explain(urls[largest], largest)
        return [*rows, measure_export(urls[largest], largest)]


def open_store(url: str) -> PostgresStore:
    return PostgresStore(make_url(url))


def fill(url: str, size: int) -> None:
    """Copy models of one template and their events in, as fast as PostgreSQL can."""
    with closing(open_store(url)) as store:
        template = build(store).templates.create(TEMPLATE, workspace="default", actor="bench").id
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        copy(connection, ENTITIES.name, (entity(number, template) for number in range(size)))
        connection.execute(INSERT_EVENTS)
        connection.execute("UPDATE patternshop_write_lock SET sequence = %s", (1 + size,))
        connection.execute("VACUUM ANALYZE")


def copy(connection: psycopg.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows)
    columns = SQL(", ").join(map(Identifier, first))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        into.write_row(list(first.values()))
        for row in rows:
            into.write_row(list(row.values()))


def model(number: int, template: str | None = None) -> Record:
    """Return a model that can be exported, with what lists filter by."""
    record = make_model(number)
    more = {
        "model_template_id": template,
        "model_template_version": template and 1,
        "model_type": "GENERIC",
        "base_model": f"base-{number % 40}",
        "display_name": f"Assistant {number}",
        "spec": None,
        "adapters": [],
        **dict.fromkeys(("created_by_user_id", "updated_by"), "bench"),
    }
    return replace(record, body={**record.body, **more})


def entity(number: int, template: str) -> dict[str, object]:
    record = model(number, template)
    return record_row(record, json.dumps(record.body))


Call = Callable[[int], object]


def calls(store: Store, size: int) -> dict[str, Call]:
    """Return what is measured, each a function of the number of the round."""
    middle = store.page("models", Query(IN_DEFAULT, NEWEST, PAGE, size // 2, count_to=0)).next
    following = Query(IN_DEFAULT, NEWEST, PAGE, after=middle, count_to=0)

    def create(number: int) -> None:
        with store.transaction("bench") as tx:
            tx.insert(model(size + number))

    def update(number: int) -> None:
        with store.transaction("bench") as tx:
            record = tx.get("models", f"model-{size + number:08}")
            tx.replace(replace(record, revision=2), expected=1)

    return {
        "get": lambda number: store.get("models", f"model-{number * size // ROUNDS:08}"),
        "create": create,
        "update": update,
        "keyset page": lambda _: store.page("models", following),
    }


def measure(stores: dict[int, PostgresStore]) -> list[Row]:
    """Time the calls on each in turn, so that other work on the machine slows all alike."""
    every = {size: calls(store, size) for size, store in stores.items()}
    small, rows = min(stores), []
    for what in every[small]:
        spent: dict[int, list[float]] = {size: [] for size in stores}
        for number in range(ROUNDS):
            for size in stores:
                spent[size] += durations(lambda: every[size][what](number), 1)  # noqa: B023
        median = {size: sorted(spent[size])[ROUNDS // 2] for size in stores}
        rows += [
            Row(f"PostgreSQL: {what}, {size} models, to {small}", took, median[small], BOUND)
            for size, took in median.items() if size > small
        ]  # fmt: skip
    sizes = ", ".join(map(str, stores))
    for what, query in {"search": SEARCH, "filter": FILTER, **TOTALS}.items():
        took = [show(min(durations(lambda: s.page("models", query), 3))) for s in stores.values()]  # noqa: B023
        print(f"PostgreSQL: {what} of {sizes} models: {', '.join(took)}")
    return rows


# The `ru_maxrss` of a child begins with its parent's, so the child prints its own peak.
_EXPORT = """
import atexit, pathlib, re, runpy

def print_peak():
    print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])

atexit.register(print_peak)
runpy.run_module("registry", run_name="__main__", alter_sys=True)
"""


def measure_export(url: str, size: int) -> Row:
    """Export a registry as JSON Lines and measure the peak memory of the command."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "registry.jsonl"
        done = subprocess.run(
            [sys.executable, "-c", _EXPORT, "export", str(file)],
            env={**os.environ, "PATTERNSHOP_STORE": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        with file.open("rb") as lines:
            written = sum(1 for _ in lines)
    if done.returncode or written < size:
        raise RuntimeError(f"{written} of {size} models were written, status {done.returncode}")
    return Row(f"KB of memory that exporting {size} models takes", int(done.stdout), None,
               EXPORT_KB, counted=True)  # fmt: skip


def explain(url: str, size: int) -> None:
    """Print PostgreSQL's query plans."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for what, query in {"search": SEARCH, "filter": FILTER, **TOTALS}.items():
            print(f"\n{what}, {size} models:")
            for statement in PageReader("models", query).statements():
                compiled = statement.limit(PAGE + 1).compile(
                    dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
                )
                text = str(compiled).replace("%%", "%")
                plan = connection.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {text}").fetchall()
                print("\n".join(f"  {line}" for (line,) in plan))
