"""The tables: entities as they are, events as they happened, and whose turn it is to write."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator, UserDefinedType
from typing_extensions import override

from registry.store.encoding import in_utc, read_instant, write_instant
from registry.store.sql.places import PLACES

SQLITE = "sqlite"


class Document(UserDefinedType[str]):
    """The text of a JSON value, kept byte for byte.

    `JSONB` would reorder properties and change `1e22` and `-0.0`.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name."""
        return "JSON"


class Instant(TypeDecorator[datetime]):
    """An aware time in UTC; in SQLite, which knows none, a text that sorts as the times do."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> Any:
        own = String() if dialect.name == SQLITE else DateTime(timezone=True)
        return dialect.type_descriptor(own)

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return write_instant(value) if dialect.name == SQLITE else in_utc(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return read_instant(value) if dialect.name == SQLITE else value.astimezone(UTC)


CodePoints = Text(collation="C").with_variant(Text(), SQLITE)
"""A text that is compared by code point, whatever the database's language."""

_metadata = MetaData()

ENTITIES = Table(
    "patternshop_entities",
    _metadata,
    Column("kind", CodePoints, primary_key=True),
    Column("id", CodePoints, primary_key=True),
    Column("workspace", CodePoints, nullable=False),
    Column("name", CodePoints, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("body", Document, nullable=False),
    Column("folded", Document),
    Column("words", CodePoints),
    *(Column(name, CodePoints) for name in PLACES.values()),
)

EVENTS = Table(
    "patternshop_events",
    _metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("commit_id", CodePoints, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("kind", CodePoints, nullable=False),
    Column("id", CodePoints, nullable=False),
    Column("workspace", CodePoints, nullable=False),
    Column("name", CodePoints, nullable=False),
    Column("from_revision", BigInteger, nullable=False),
    Column("to_revision", BigInteger),
    Column("created_at", Instant),
    Column("updated_at", Instant),
    Column("body", Document),
    Column("note", Text, nullable=False),
)

TURN = Table(
    "patternshop_turn",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)
"""One row: who locks it may write. It holds the last event's sequence."""
