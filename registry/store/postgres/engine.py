"""The pool of connections."""

from typing import Any, Final

from psycopg.types.string import TextLoader
from sqlalchemy import URL, Engine, create_engine, event

from registry.store.locks import LOCK_TIMEOUT_S

POOL_SIZE: Final = 10
POOL_WAIT_S: Final = LOCK_TIMEOUT_S
AUTOCOMMIT: Final = "AUTOCOMMIT"

_OPTIONS: Final = (
    f"-c lock_timeout={LOCK_TIMEOUT_S:g}s -c statement_timeout=60s "
    "-c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)
"""Others must not wait for ever for a server that hangs."""

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
        url: its query goes to libpq, except `pool_size`: the most connections at a time.

    Raises:
        ValueError: `pool_size` is no whole number above 1; a change needs one connection, and
            another for reads beside it.
    """
    size = int(str(url.query.get("pool_size", POOL_SIZE)))
    if size < 2:
        message = f"expected a pool_size of at least 2, got {size}"
        raise ValueError(message)
    options = str(url.query.get("options", ""))
    engine = create_engine(
        url.difference_update_query(["pool_size", "options"]),
        connect_args={
            **{key: value for key, value in _DEFAULTS.items() if key not in url.query},
            "options": f"{_OPTIONS} {options}".strip(),
        },
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _load_json_as_text)
    return engine


def _load_json_as_text(connection: Any, _: object) -> None:
    """Leave JSON to the store, which reads it more strictly than the driver."""
    connection.adapters.register_loader("json", TextLoader)
