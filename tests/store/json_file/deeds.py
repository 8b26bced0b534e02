"""What the tests of the file store do to its files, and wait for."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

from tinydb import TinyDB

from registry.store.json_file import JsonFileStore
from registry.store.records import Query
from tests.store.crasher import environment

WRITER = Path(__file__).parents[1] / "writer.py"
EDITOR = Path(__file__).parents[1] / "editor.py"


@contextlib.contextmanager
def opened(path, **options):
    store = JsonFileStore(path, **options)
    try:
        yield store
    finally:
        store.close()


def put(store, *records, actor="ana"):
    with store.transaction(actor) as tx:
        for record in records:
            tx.insert(record)


def ids(store, kind="models"):
    return [record.id for record in store.page(kind, Query()).records]


def eventually(check, *, within_s=5.0):
    """Return the first true answer of `check`."""
    end = time.monotonic() + within_s
    while not (answer := check()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return answer


def read_plain(path, table="models"):
    with TinyDB(path, access_mode="r") as db:
        return {document["id"]: document for document in db.table(table).all()}


def start(script, *arguments):
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def start_writer(path, *arguments):
    return start(WRITER, path, *arguments)


def finish(process):
    # Not communicate(): it would pass over what readline() has buffered.
    with process:
        output = process.stdout.read()
    return [line for line in output.splitlines() if line != "ready"]
