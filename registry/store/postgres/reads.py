"""Reads of records: by id, by name, and in pages.

Pages have keyset cursors, and totals that stop counting at their bound.
"""

from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    func,
    literal,
    not_,
    select,
    true,
    tuple_,
)
from sqlalchemy.types import Text

from registry.errors import NotFound
from registry.store.encoding import Malformed, decode, is_storable
from registry.store.postgres.filters import Condition, FilterCompiler
from registry.store.postgres.order_by import order_by
from registry.store.postgres.tables import table_of
from registry.store.records import COLUMNS, Page, Query, Record
from registry.store.sorted_index import ABSENT, INVALID_CURSOR, Key, read_cursor, write_cursor
from streamlit_jsonschema_form.problems import JsonValue


def record_columns(table: Table) -> list[Any]:
    """Return the columns that `read_record` needs."""
    return [table.c[name] for name in ("kind", *COLUMNS, "body")]


def read_record(row: RowMapping) -> Record:
    """Return a row as a record."""
    body = cast("dict[str, JsonValue]", decode(row["body"]))
    columns: dict[str, Any] = {name: row[name] for name in ("kind", *COLUMNS)}
    return Record(body=body, **columns)


def read_one(connection: Connection, kind: str, **columns: str) -> Record:
    """Return the record that has an `id`, or a `workspace` and a `name`. Raises NotFound."""
    if all(map(is_storable, (kind, *columns.values()))):
        table = table_of(kind)
        statement = select(*record_columns(table)).where(table.c.kind == kind)
        row = connection.execute(statement.filter_by(**columns)).mappings().one_or_none()
        if row is not None:
            return read_record(row)
    raise NotFound(kind, "/".join(columns.values()))


class PageReader:
    """Reads the page that a query describes.

    Args:
        kind: the records' kind.
        query: which page.

    Raises:
        ValueError: the query has an unknown field, a bad value, or the cursor of another query.
    """

    def __init__(self, kind: str, query: Query) -> None:
        self._query = query
        self._table = table_of(kind)
        self._order = order_by(kind, query.sort.field)
        where = true() if query.where is None else FilterCompiler(kind).compile(query.where)
        self._where: Condition = and_(self._table.c.kind == kind, where)
        self._key = None if query.after is None else read_cursor(query.sort, query.after)
        self._start = true() if self._key is None else self._after_cursor(self._key)

    def read(self, connection: Connection) -> Page:
        """Return the page."""
        query = self._query
        records = self._records(connection) if query.limit else []
        if query.after is None and not query.offset and len(records) <= query.limit > 0:
            total = len(records)
        else:
            total = int(connection.execute(self._count(query.count_to)).scalar_one())
        shown = tuple(records[: query.limit])
        after = write_cursor(query.sort, shown[-1]) if len(records) > len(shown) else None
        return Page.of(shown, after, total, query)

    def statements(self) -> list[Select[Any]]:
        """Return the statements for a full page and for its total."""
        return [*self._parts(), self._count(self._query.count_to)]

    def _count(self, bound: int | None) -> Select[Any]:
        """Count the matches, up to one more than the bound."""
        some = select(literal(1)).select_from(self._table).where(self._where)
        some = some if bound is None else some.limit(bound + 1)
        return select(func.count()).select_from(some.subquery())

    def _records(self, connection: Connection) -> list[Record]:
        """Return the page's records, and one more if there is a next page."""
        wanted, skipped = self._query.limit + 1, self._query.offset
        found: list[Record] = []
        for part in self._parts():
            rest = part.limit(wanted - len(found)).offset(skipped)
            found += map(read_record, connection.execute(rest).mappings())
            if len(found) == wanted:
                break
            if skipped and not found:
                size = select(func.count()).select_from(part.order_by(None).subquery())
                skipped -= int(connection.execute(size).scalar_one())
            else:
                skipped = 0
        return found

    def _parts(self) -> list[Select[Any]]:
        """Select the rows with a value, then those without one, each in the page's order.

        Two statements, so that each reads one range of an index in either direction.
        """
        keys, present = self._order.keys, self._order.present
        if present is None:
            return [self._select(keys, self._start)]
        if self._key is not None and self._key[0] == ABSENT:
            return [self._select((), and_(not_(present), self._start))]
        return [self._select(keys, and_(present, self._start)), self._select((), not_(present))]

    def _select(self, keys: tuple[ColumnElement[Any], ...], condition: Condition) -> Select[Any]:
        descending = self._query.sort.descending
        return (
            select(*record_columns(self._table))
            .where(self._where, condition)
            .order_by(*(k.desc() if descending else k.asc() for k in (*keys, self._table.c.id)))
        )

    def _after_cursor(self, key: Key) -> Condition:
        """Return the condition for rows after a cursor, as one range of an index."""
        if not all(is_storable(part) for part in key if isinstance(part, str)):
            raise Malformed(key[2], INVALID_CURSOR)
        is_absent = key[0] == ABSENT
        keys, values = ((), ()) if is_absent else (self._order.keys, self._order.values(key))
        row, cursor = tuple_(*keys, self._table.c.id), tuple_(*values, literal(key[2], Text()))
        return row < cursor if self._query.sort.descending else row > cursor
