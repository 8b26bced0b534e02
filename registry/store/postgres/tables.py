"""The tables: entities as they are, events as they happened, drafts, and the lock for writing."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator, UserDefinedType
from typing_extensions import override

from registry.store.postgres.indexed_fields import DRAFT_FIELDS, INDEXED_FIELDS
from registry.store.records import KINDS_WITHOUT_HISTORY


class JsonText(UserDefinedType[str]):
    """The text of a JSON value, stored byte for byte.

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
    """Describe a table by its columns' types; constraints and indexes are in `migrations/`."""
    return Table(name, MetaData(), *(Column(column, each) for column, each in types.items()))


_RECORD_TYPES: dict[str, Any] = {
    **dict.fromkeys(("kind", "id", "workspace", "name"), CText),
    "revision": BigInteger,
    **dict.fromkeys(("created_at", "updated_at"), UtcDateTime),
    **dict.fromkeys(("body", "folded"), JsonText),
}

ENTITIES = _table(
    "patternshop_entities",
    **_RECORD_TYPES,
    **dict.fromkeys(("words", *INDEXED_FIELDS.values()), CText),
)

DRAFTS = _table(
    "patternshop_drafts", **_RECORD_TYPES, **dict.fromkeys(DRAFT_FIELDS.values(), CText)
)
"""The records of `KINDS_WITHOUT_HISTORY`."""

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

WRITE_LOCK = _table("patternshop_write_lock", id=Integer, sequence=BigInteger, commit_id=CText)
"""One row, locked by each writing transaction: the last event's sequence, the last commit's id."""


def table_of(kind: str) -> Table:
    """Return the table that holds the records of a kind."""
    return DRAFTS if kind in KINDS_WITHOUT_HISTORY else ENTITIES
