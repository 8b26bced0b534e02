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


def _table(name: str, /, **types: Any) -> Table:
    """Describe a table by its columns' types; what else holds for them is in `migrations/`."""
    return Table(name, MetaData(), *(Column(column, each) for column, each in types.items()))


ENTITIES = _table(
    "patternshop_entities",
    **dict.fromkeys(("kind", "id", "workspace", "name"), CodePoints),
    revision=BigInteger,
    **dict.fromkeys(("created_at", "updated_at"), Instant),
    **dict.fromkeys(("body", "folded"), Document),
    **dict.fromkeys(("words", *PLACES.values()), CodePoints),
)

EVENTS = _table(
    "patternshop_events",
    sequence=BigInteger,
    commit_id=CodePoints,
    at=Instant,
    **dict.fromkeys(("actor", "action"), Text),
    **dict.fromkeys(("kind", "id", "workspace", "name"), CodePoints),
    **dict.fromkeys(("from_revision", "to_revision"), BigInteger),
    **dict.fromkeys(("created_at", "updated_at"), Instant),
    body=Document,
    note=Text,
)

TURN = _table("patternshop_turn", id=Integer, sequence=BigInteger)
"""One row: who locks it may write. It holds the last event's sequence."""
