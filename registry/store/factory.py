"""Opens the store that a URL names."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from registry.errors import RegistryError, StoreUnavailable
from registry.store.address import POSTGRES, hide_password
from registry.store.base import Store
from registry.store.json_file import JsonFileStore
from registry.store.memory import MemoryStore


class UnknownStore(RegistryError, ValueError):
    """A store URL that names no store.

    Attributes:
        url: what was given, without its password.
    """

    def __init__(self, url: str) -> None:
        self.url = hide_password(url)
        super().__init__(
            "expected a store URL such as tinydb:///data/registry.json (relative to the "
            "data folder), tinydb:////var/lib/registry.json (absolute), "
            f"{POSTGRES}://user@host/database or memory:// (kept nowhere), got {self.url!r}; "
            "correct PATTERNSHOP_STORE"
        )


def open_store(url: str, *, base: Path) -> Store:
    """Open the store that `url` names.

    Args:
        url: three slashes begin a path relative to `base`, four an absolute one, as in
            SQLAlchemy's URLs.
        base: the folder that relative paths start from.

    Raises:
        UnknownStore: for any other URL.
        StoreUnavailable: when the store cannot be opened.
        StoreDamaged: when its content cannot be read.
    """
    parts = urlsplit(url)
    if parts.scheme == POSTGRES:
        return _open_postgres(url)
    if parts.netloc or parts.query or parts.fragment:
        raise UnknownStore(url)
    if parts.scheme == "memory" and parts.path in ("", "/"):
        return MemoryStore()
    return JsonFileStore(_path_of(url, base))


def file_of(url: str, *, base: Path) -> Path:
    """Return the `registry.json` of a file store.

    Raises:
        UnknownStore: for a URL that names no store.
        StoreUnavailable: the store is no file.
    """
    if urlsplit(url).scheme in (POSTGRES, "memory"):
        raise StoreUnavailable(
            f"expected a registry in a file, got {hide_password(url)}",
            "use pg_dump and psql for PostgreSQL, or `patternshop migrate` to copy it to a file",
        )
    return _path_of(url, base)


def _path_of(url: str, base: Path) -> Path:
    parts = urlsplit(url)
    path = unquote(parts.path).removeprefix("/")
    if parts.scheme != "tinydb" or not path or path.endswith("/"):
        raise UnknownStore(url)
    return base / path


def _open_postgres(url: str) -> Store:
    missing = [name for name in ("alembic", "psycopg", "sqlalchemy") if find_spec(name) is None]
    if missing:
        raise StoreUnavailable(
            f"what reads PostgreSQL is not installed ({', '.join(missing)} missing)",
            "install patternshop[postgres], or run `make postgres` in the checkout",
        )
    # Importing them takes half a second, for which users of a file need not wait.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from registry.store.postgres.store import PostgresStore

    try:
        return PostgresStore(make_url(url))
    except (ArgumentError, ValueError) as error:
        raise UnknownStore(url) from error
