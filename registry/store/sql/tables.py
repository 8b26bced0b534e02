"""The tables: entities as they are, events as they happened, and the lock for writing."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator, UserDefinedType
from typing_extensions import override

from registry.store.sql.indexed_fields import INDEXED_FIELDS


class JsonText(UserDefinedType[str]):
    """The text of a JSON value, kept byte for byte.

    `JSONB` would reorder properties and change `1e22` and `-0.0`.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name."""
        return "JSON"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, read in UTC whatever the connection's time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


CText = Text(collation="C")
"""A text that is compared by code point, whatever the database's language."""


def _table(name: str, /, **types: Any) -> Table:
    """Describe a table by its columns' types; what else holds for them is in `migrations/`."""
    return Table(name, MetaData(), *(Column(column, each) for column, each in types.items()))


ENTITIES = _table(
    "patternshop_entities",
    **dict.fromkeys(("kind", "id", "workspace", "name"), CText),
    revision=BigInteger,
    **dict.fromkeys(("created_at", "updated_at"), UtcDateTime),
    **dict.fromkeys(("body", "folded"), JsonText),
    **dict.fromkeys(("words", *INDEXED_FIELDS.values()), CText),
)

EVENTS = _table(
    "patternshop_events",
    sequence=BigInteger,
    commit_id=CText,
    at=UtcDateTime,
    **dict.fromkeys(("actor", "action"), Text),
    **dict.fromkeys(("kind", "id", "workspace", "name"), CText),
    **dict.fromkeys(("from_revision", "to_revision"), BigInteger),
    **dict.fromkeys(("created_at", "updated_at"), UtcDateTime),
    body=JsonText,
    note=Text,
)

WRITE_LOCK = _table("patternshop_turn", id=Integer, sequence=BigInteger)
"""One row, locked by each writing transaction. It holds the sequence of the last event."""
