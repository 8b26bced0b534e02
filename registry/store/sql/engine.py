"""Connections: a pool of them, each set up alike."""

import sqlite3
from typing import Any, Final

from psycopg.types.string import TextLoader
from sqlalchemy import URL, Connection, Engine, create_engine, event

from registry.store.sql.reading import add_functions
from registry.store.sql.tables import SQLITE

POOL_SIZE: Final = 10
POOL_WAIT_S: Final = 10.0
AUTOCOMMIT: Final = "AUTOCOMMIT"

_OPTIONS: Final = (
    "-c lock_timeout=30s -c statement_timeout=60s "
    "-c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)
"""A server that hangs with its turn to write must not keep the others waiting for ever."""

_DEFAULTS: Final[dict[str, Any]] = {
    "application_name": "patternshop",
    "client_encoding": "utf8",
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}


def open_engine(url: URL) -> Engine:
    """Return an engine; it connects when it is first used.

    Args:
        url: what its query holds goes to libpq, `pool_size` excepted: how many connections there
            are at most.

    Raises:
        ValueError: `pool_size` is no whole number above 1: who changes something also reads.
    """
    return (_open_sqlite if url.get_backend_name() == SQLITE else _open_postgres)(url)


def _open_postgres(url: URL) -> Engine:
    size = int(str(url.query.get("pool_size", POOL_SIZE)))
    if size < 2:
        message = f"expected a pool_size above 1, got {size}"
        raise ValueError(message)
    url = url.difference_update_query(["pool_size"])
    given = str(url.query.get("options", ""))
    engine = create_engine(
        url.difference_update_query(["options"]),
        connect_args={
            **{key: value for key, value in _DEFAULTS.items() if key not in url.query},
            "options": f"{_OPTIONS} {given}".strip(),
        },
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _keep_json_text)
    return engine


def _keep_json_text(connection: Any, _: object) -> None:
    """Let JSON come as its text: the store reads it as strictly as every other one."""
    connection.adapters.register_loader("json", TextLoader)


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30.0})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_at_once)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    add_functions(connection)


def _begin_at_once(connection: Connection) -> None:
    """Take the turn to write when a transaction begins: SQLite has no rows to lock."""
    if connection.get_execution_options().get("isolation_level") != AUTOCOMMIT:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
