"""The store in PostgreSQL, small beside large: what a registry's size may cost.

A server of its own is started for it. `python -m bench million` measures a million.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url
from sqlalchemy.dialects import postgresql

from bench.store import make_model
from bench.table import Row, durations, show
from registry.store.base import AllOf, Compare, Query, Record, Sort, Text
from registry.store.sql.pages import PageReader
from registry.store.sql.places import columns_of
from registry.store.sql.steps import Step
from registry.store.sql.store import SqlStore
from registry.store.sql.tables import ENTITIES, EVENTS
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
    AllOf((IN_DEFAULT, Compare(("body", "model_type"), "in", ["type-7", "type-8"]))), NEWEST, PAGE
)
TOTALS = {
    "total to 10,000": Query(IN_DEFAULT, limit=0),
    "whole total": Query(IN_DEFAULT, limit=0, count_to=None),
}


def run() -> list[Row]:
    return compare(SMALL, LARGE)


def compare(small: int, large: int) -> list[Row]:
    """Measure two registries on one server, turn by turn, and print the larger one's plans."""
    with serve(f"bench-{os.getpid()}") as server:
        urls = {size: make_database(server, f"bench_{size}") for size in (small, large)}
        for size, url in urls.items():
            fill(url, size)
        with closing(open_store(urls[small])) as one, closing(open_store(urls[large])) as other:
            rows = measure({small: one, large: other})
        explain(urls[large], large)
    return rows


def open_store(url: str) -> SqlStore:
    return SqlStore(make_url(url))


def fill(url: str, size: int) -> None:
    """Copy models and their events in, as fast as PostgreSQL takes them."""
    open_store(url).close()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        copy(connection, ENTITIES.name, (entity(number) for number in range(size)))
        copy(connection, EVENTS.name, (event(number) for number in range(size)))
        connection.execute("UPDATE patternshop_turn SET sequence = %s", (size,))
        connection.execute("VACUUM ANALYZE")


def copy(connection: psycopg.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows)
    columns = SQL(", ").join(map(Identifier, first))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        into.write_row(list(first.values()))
        for row in rows:
            into.write_row(list(row.values()))


def model(number: int) -> Record:
    """Return a model with what lists filter by, too."""
    record = make_model(number)
    more = {"model_type": f"type-{number % 40}", "display_name": f"Assistant {number}"}
    return replace(record, body={**record.body, **more})


def entity(number: int) -> dict[str, object]:
    record = model(number)
    return columns_of(record, json.dumps(record.body))


def event(number: int) -> dict[str, object]:
    row = entity(number)
    name, id = str(row["name"]), str(row["id"])
    step = Step("create", "models", id, "default", name, 0, row, "")
    return step.event(number + 1, model(number).updated_at, "bench", f"bench-{number}")


Call = Callable[[int], object]


def calls(store: SqlStore, size: int) -> dict[str, Call]:
    """Return what is measured: each call takes the number of the round."""
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


def measure(stores: dict[int, SqlStore]) -> list[Row]:
    """Time the calls on each in turn, so that other work on the machine slows both alike."""
    every = {size: calls(store, size) for size, store in stores.items()}
    (small, large), rows = stores, []
    for what in every[small]:
        spent: dict[int, list[float]] = {size: [] for size in stores}
        for number in range(ROUNDS):
            for size in stores:
                spent[size] += durations(lambda: every[size][what](number), 1)  # noqa: B023
        one, other = (sorted(spent[size])[ROUNDS // 2] for size in (small, large))
        rows.append(Row(f"PostgreSQL: {what}, {large} models, to {small}", other, one, BOUND))
    for what, query in {"search": SEARCH, "filter": FILTER, **TOTALS}.items():
        took = [show(min(durations(lambda: s.page("models", query), 3))) for s in stores.values()]  # noqa: B023
        print(f"PostgreSQL: {what}, {small} and {large} models: {' and '.join(took)}")
    return rows


def explain(url: str, size: int) -> None:
    """Print how PostgreSQL answers."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for what, query in {"search": SEARCH, "filter": FILTER, **TOTALS}.items():
            print(f"\n{what}, {size} models:")
            for statement in PageReader("models", query, "postgresql").statements():
                compiled = statement.limit(PAGE + 1).compile(
                    dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
                )
                text = str(compiled).replace("%%", "%")
                plan = connection.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {text}").fetchall()
                print("\n".join(f"  {line}" for (line,) in plan))
