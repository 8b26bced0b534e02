"""The store in PostgreSQL, small and large: what the size of a registry costs.

It starts a PostgreSQL server. `python -m bench million` measures a million models.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url
from sqlalchemy.dialects import postgresql

from bench import Row, best_time, durations, show
from bench.store import IN_DEFAULT, PAGE, add_template, make_model
from registry.store.postgres.indexed_fields import record_row
from registry.store.postgres.reads import PageReader
from registry.store.postgres.store import PostgresStore
from registry.store.postgres.tables import ENTITIES
from registry.store.records import AllOf, Compare, Query, Sort, Text
from tests.postgres import make_database, serve

SMALL, LARGE = 1_000, 100_000
ROUNDS = 200
BOUND = 2.0

NEWEST = Sort(("created_at",), descending=True)
WORDS = (("name",), *(("body", each) for each in (
    "display_name", "description", "project", "base_model", "fileset")))  # fmt: skip
SEARCH = Query(AllOf((IN_DEFAULT, Text("assistant-77 tickets", WORDS))), NEWEST, PAGE)
FILTER = Query(
    AllOf((IN_DEFAULT, Compare(("body", "base_model"), "in", ["base-7", "base-8"]))), NEWEST, PAGE
)
QUERIES = {
    "search": SEARCH,
    "filter": FILTER,
    "total to 10,000": Query(IN_DEFAULT, limit=0),
    "whole total": Query(IN_DEFAULT, limit=0, count_to=None),
}
INSERT_EVENTS = """
INSERT INTO patternshop_events SELECT 1 + row_number() OVER (ORDER BY id), 'bench-' || id, updated_at,
  'bench', 'create', kind, id, workspace, name, 0, 1, created_at, updated_at, body, ''
FROM patternshop_entities WHERE kind = 'models'
"""
"""The event of each creation, its columns in the order of the table."""
EXPORT_KB = 300 * 1024


def run(large: int = LARGE) -> list[Row]:
    """Measure two registries on one server in turn, and print the query plans of the larger."""
    with serve(f"bench-{os.getpid()}") as server, ExitStack() as opened:
        stores = []
        for size in (SMALL, large):
            url = make_database(server, f"bench_{size}")
            stores.append(opened.enter_context(closing(PostgresStore(make_url(url)))))
            fill(stores[-1], url, size)
        rows = measure(*stores, large)
        explain(url, large)
        return [*rows, measure_export(url, large)]


def fill(store: PostgresStore, url: str, size: int) -> None:
    """Copy models of one template and their events in, as fast as PostgreSQL can."""
    template = add_template(store)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        columns = [column.name for column in ENTITIES.columns]
        statement = SQL("COPY {} ({}) FROM STDIN").format(
            Identifier(ENTITIES.name), SQL(", ").join(map(Identifier, columns))
        )
        with connection.cursor() as cursor, cursor.copy(statement) as rows:
            for number in range(size):
                model = make_model(number, template)
                row = record_row(model, json.dumps(model.body))
                rows.write_row([row[column] for column in columns])
        connection.execute(INSERT_EVENTS)
        connection.execute("UPDATE patternshop_write_lock SET sequence = %s", (1 + size,))
        connection.execute("VACUUM ANALYZE")


def calls(store: PostgresStore, size: int) -> dict[str, Callable[[int], object]]:
    """Return what is measured, each a function of the number of the round."""
    middle = store.page("models", Query(IN_DEFAULT, NEWEST, PAGE, size // 2, count_to=0)).next
    following = Query(IN_DEFAULT, NEWEST, PAGE, after=middle, count_to=0)

    def create(number: int) -> None:
        with store.transaction("bench") as tx:
            tx.insert(make_model(size + number))

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


def measure(small: PostgresStore, large: PostgresStore, size: int) -> list[Row]:
    """Time the calls on both in turn, so that other work on the machine slows both alike."""
    of_small, of_large = calls(small, SMALL), calls(large, size)
    rows = []
    for what in of_small:
        reference: list[float] = []
        spent: list[float] = []
        for number in range(ROUNDS):
            reference += durations(partial(of_small[what], number), 1)
            spent += durations(partial(of_large[what], number), 1)
        title = f"PostgreSQL: {what}, {size} models, to {SMALL}"
        rows.append(Row(title, median(spent), median(reference), BOUND))
    for what, query in QUERIES.items():
        took = [show(best_time(partial(each.page, "models", query), 3)) for each in (small, large)]
        print(f"PostgreSQL: {what} of {SMALL}, {size} models: {', '.join(took)}")
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
    return Row(f"memory of exporting {size} models", int(done.stdout), None, EXPORT_KB, "KB")


def explain(url: str, size: int) -> None:
    """Print PostgreSQL's query plans."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for what, query in QUERIES.items():
            print(f"\n{what}, {size} models:")
            for statement in PageReader("models", query).statements():
                compiled = statement.limit(PAGE + 1).compile(
                    dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
                )
                text = str(compiled).replace("%%", "%")
                plan = connection.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {text}").fetchall()
                print("\n".join(f"  {line}" for (line,) in plan))
