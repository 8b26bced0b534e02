"""Creates and upgrades the tables: one server at a time, in one transaction."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from registry.errors import StoreUnavailable

VERSION_TABLE: Final = "patternshop_version"
_ADVISORY_LOCK: Final = 0x70617474_65726E73
_WORDS_INDEX: Final = "patternshop_entities_words"


def prepare(engine: Engine) -> None:
    """Create the tables, or upgrade them to this version of Patternshop.

    Raises:
        StoreUnavailable: a newer Patternshop has upgraded them, or the database is not in UTF-8.
        SQLAlchemyError: any error of the driver.
    """
    with engine.connect() as connection:
        _require_utf8(connection)
        if _is_current(connection) and not _needs_words_index(connection):
            return
    with engine.begin() as connection:
        _lock(connection)
        if not _is_current(connection):
            command.upgrade(alembic_config(connection), "head")
        if _needs_words_index(connection):
            _create_words_index(connection)


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for the migrations over a connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _lock(connection: Connection) -> None:
    """Hold an advisory lock to the end of the transaction; there may be no table yet to lock."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    # Waits for the lock have their limit; upgrading a large table may take its time.
    connection.execute(text("SET LOCAL statement_timeout = 0"))


def _is_current(connection: Connection) -> bool:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    current = context.get_current_revision()
    scripts = ScriptDirectory.from_config(alembic_config(connection))
    known = [script.revision for script in scripts.walk_revisions()]
    if current is not None and current not in known:
        raise StoreUnavailable(
            f"a newer Patternshop has upgraded the database (its tables are version {current}, "
            f"expected {known[0]} or older)",
            "update this server",
        )
    return current == known[0]


def _require_utf8(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"expected a database with the encoding UTF8, got {encoding}",
            "create it again with ENCODING 'UTF8'",
        )


def _needs_words_index(connection: Connection) -> bool:
    """Tell whether pg_trgm, which indexes words within words, was installed since the last start."""
    missing = text(
        "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') "
        "AND to_regclass(:index) IS NULL"
    )
    return bool(connection.execute(missing, {"index": _WORDS_INDEX}).scalar_one())


def _create_words_index(connection: Connection) -> None:
    schema = connection.execute(
        text(
            "SELECT quote_ident(nspname) FROM pg_extension "
            "JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'"
        )
    ).scalar_one()
    connection.execute(
        text(
            f"CREATE INDEX {_WORDS_INDEX} ON patternshop_entities "
            f"USING gin (words {schema}.gin_trgm_ops)"
        )
    )
