"""The file beside PostgreSQL, at the same sizes in the same run: what docs/storage.md tells of both.

It has no bounds of its own; the other modules have.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from bench import postgres, store
from bench.table import Row, best_time, durations, show
from registry.store.base import Store
from registry.store.json_file import JsonFileStore
from tests.postgres import make_database, serve

SIZES = store.SIZES


def run() -> list[Row]:
    for size in SIZES:
        print("\n".join(compare(size)))
    return []


def compare(size: int) -> list[str]:
    """Return a line for each deed: the shortest of many, of one store and the other in turn."""
    with opened(size) as stores:
        calls = {name: postgres.calls(each, size) for name, each in stores.items()}
        lines = [f"{size} models, the shortest of {postgres.ROUNDS}: {' and '.join(stores)}"]
        for what in calls["file"]:
            spent: dict[str, list[float]] = {name: [] for name in stores}
            for number in range(postgres.ROUNDS):
                for name in stores:
                    spent[name] += durations(lambda: calls[name][what](number), 1)  # noqa: B023
            lines.append(f"  {what}: {' and '.join(show(min(each)) for each in spent.values())}")
        for what, query in {"search": postgres.SEARCH, "filter": postgres.FILTER}.items():
            best = (best_time(lambda: each.page("models", query), 5) for each in stores.values())  # noqa: B023
            lines.append(f"  {what}: {' and '.join(map(show, best))}")
    return lines


@contextmanager
def opened(size: int) -> Iterator[dict[str, Store]]:
    """Fill a store of each sort."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir=Path("data"))))
        server = held.enter_context(serve(f"choice-{os.getpid()}"))
        url = make_database(server, f"choice_{size}")
        postgres.fill(url, size)
        # The same models in both, or a filter would find other ones.
        store.fill(folder / "registry.json", size, postgres.model)
        opening, _ = store.measure_opening(folder / "registry.json")
        print(f"{size} models: opening the file {show(opening)}")
        file = held.enter_context(closing(JsonFileStore(folder / "registry.json")))
        yield {"file": file, "PostgreSQL": held.enter_context(closing(postgres.open_store(url)))}
