"""Sets up a database, or brings it up to date: one server at a time, in one transaction."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from registry.errors import StoreUnavailable
from registry.store.sql.tables import SQLITE

VERSIONS: Final = "patternshop_version"
_LOCK: Final = 0x70617474_65726E73
_PATIENCE: Final = "SET LOCAL lock_timeout = '10min'"
_NO_LIMIT: Final = "SET LOCAL statement_timeout = 0"
_WORDS_INDEX: Final = "patternshop_entities_words"


def prepare(engine: Engine) -> None:
    """Make the tables, or change them to what this version of Patternshop knows.

    Raises:
        StoreUnavailable: a newer Patternshop set the database up, or it does not hold UTF-8.
        SQLAlchemyError: what else the driver says.
    """
    with engine.connect() as connection:
        _require_unicode(connection)
        if _is_current(connection) and not _wants_words_index(connection):
            return
    with engine.begin() as connection:
        _wait_for_turn(connection)
        if not _is_current(connection):
            command.upgrade(_config(connection), "head")
        if _wants_words_index(connection):
            _index_words(connection)


def _wait_for_turn(connection: Connection) -> None:
    """Hold an advisory lock to the end of the transaction; there may be no table yet to lock."""
    if connection.dialect.name != SQLITE:
        connection.execute(text(_PATIENCE))
        connection.execute(text(_NO_LIMIT))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _is_current(connection: Connection) -> bool:
    context = MigrationContext.configure(connection, opts={"version_table": VERSIONS})
    current = context.get_current_revision()
    scripts = ScriptDirectory.from_config(_config(connection))
    known = [script.revision for script in scripts.walk_revisions()]
    if current is not None and current not in known:
        raise StoreUnavailable(
            f"the database was set up by a newer Patternshop (its tables are {current}, this one "
            f"knows {known[0]})",
            "update this server",
        )
    return current == known[0]


def _require_unicode(connection: Connection) -> None:
    if connection.dialect.name == SQLITE:
        return
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"the database holds {encoding}, and Patternshop needs one that holds UTF-8",
            "make it anew with ENCODING 'UTF8'",
        )


def _wants_words_index(connection: Connection) -> bool:
    """Tell whether pg_trgm has come, with which an index finds words within words."""
    if connection.dialect.name == SQLITE:
        return False
    asked = text(
        "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') "
        "AND to_regclass(:index) IS NULL"
    )
    return bool(connection.execute(asked, {"index": _WORDS_INDEX}).scalar_one())


def _index_words(connection: Connection) -> None:
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
