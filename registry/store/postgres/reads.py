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
from registry.store.encoding import decode, is_storable
from registry.store.postgres.filters import Condition, FilterCompiler
from registry.store.postgres.order_by import OrderBy, check_cursor, order_by
from registry.store.postgres.tables import table_of
from registry.store.records import Page, Query, Record
from registry.store.row import COLUMNS, look_up
from registry.store.sorted_index import Key, is_absent, make_key, read_cursor, write_cursor
from streamlit_jsonschema_form.problems import JsonValue


def record_columns(table: Table) -> list[Any]:
    """Return the columns that `read_record` needs."""
    return [table.c[name] for name in ("kind", *COLUMNS, "body")]


def read_record(row: RowMapping) -> Record:
    """Return a row as a record."""
    body = cast("dict[str, JsonValue]", decode(row["body"]))
    columns: dict[str, Any] = {name: row[name] for name in ("kind", *COLUMNS)}
    return Record(body=body, **columns)


def read_one(connection: Connection, kind: str, id: str) -> Record:
    """Return a record. Raises NotFound."""
    found = _read_where(connection, kind, id=id)
    if found is None:
        raise NotFound(kind, id)
    return found


def find_one(connection: Connection, kind: str, workspace: str, name: str) -> Record:
    """Return a record by its name. Raises NotFound."""
    found = _read_where(connection, kind, workspace=workspace, name=name)
    if found is None:
        raise NotFound(kind, f"{workspace}/{name}")
    return found


def _read_where(connection: Connection, kind: str, **columns: str) -> Record | None:
    if not all(map(is_storable, (kind, *columns.values()))):
        return None
    table = table_of(kind)
    statement = select(*record_columns(table)).where(table.c.kind == kind)
    row = connection.execute(statement.filter_by(**columns)).mappings().one_or_none()
    return None if row is None else read_record(row)


class PageReader:
    """Reads the page that a query asks for.

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
        self._key = (
            None if query.after is None else check_cursor(read_cursor(query.sort, query.after))
        )
        where = true() if query.where is None else FilterCompiler(kind).compile(query.where)
        self._where: Condition = and_(self._table.c.kind == kind, where)
        self._start = true() if self._key is None else self._after_cursor(self._key)

    def read(self, connection: Connection) -> Page:
        """Return the page."""
        query = self._query
        records = self._records(connection) if query.limit else []
        shown = records[: query.limit]
        total = self._total(connection, len(records))
        bound = total if query.count_to is None else query.count_to
        return Page(
            records=tuple(shown),
            next=self._cursor(shown[-1]) if len(records) > len(shown) else None,
            total=min(total, bound),
            exact=total <= bound,
        )

    def statements(self) -> list[Select[Any]]:
        """Return the statements for a full page and for its total."""
        return [*self._parts(), self._count(self._query.count_to)]

    def _cursor(self, record: Record) -> str:
        sort = self._query.sort
        return write_cursor(sort, make_key(look_up(record, sort.field), record.id))

    def _total(self, connection: Connection, found: int) -> int:
        """Count the matches, up to one more than the bound; a page that holds all needs no query."""
        query = self._query
        if query.after is None and not query.offset and query.limit and found <= query.limit:
            return found
        return int(connection.execute(self._count(query.count_to)).scalar_one())

    def _count(self, bound: int | None) -> Select[Any]:
        if bound is None:
            return select(func.count()).select_from(self._table).where(self._where)
        some = select(literal(1)).select_from(self._table).where(self._where).limit(bound + 1)
        return select(func.count()).select_from(some.subquery())

    def _records(self, connection: Connection) -> list[Record]:
        """Return the page's records, and one more if there is a next page."""
        wanted, skipped = self._query.limit + 1, self._query.offset
        found: list[Record] = []
        for part in self._parts():
            ours = part.limit(wanted - len(found)).offset(skipped)
            found += map(read_record, connection.execute(ours).mappings())
            if len(found) == wanted:
                break
            if skipped and not found:
                skipped -= self._size(connection, part)
            else:
                skipped = 0
        return found

    def _size(self, connection: Connection, part: Select[Any]) -> int:
        count = select(func.count()).select_from(part.order_by(None).subquery())
        return int(connection.execute(count).scalar_one())

    def _parts(self) -> list[Select[Any]]:
        """Select the rows with a value, then those without one, each in the page's order.

        Two statements, so that each reads one range of an index in either direction.
        """
        order, keys = self._order, self._order.keys
        if order.present is None:
            return [self._select(keys, self._start)]
        present, absent = order.present, not_(order.present)
        if self._key is not None and is_absent(self._key):
            return [self._select((), and_(absent, self._start))]
        return [self._select(keys, and_(present, self._start)), self._select((), absent)]

    def _select(self, keys: tuple[ColumnElement[Any], ...], condition: Condition) -> Select[Any]:
        descending = self._query.sort.descending
        whole = (*keys, self._table.c.id)
        return (
            select(*record_columns(self._table))
            .where(self._where, condition)
            .order_by(*(key.desc() if descending else key.asc() for key in whole))
        )

    def _after_cursor(self, key: Key) -> Condition:
        """Return the condition for rows after a cursor, as one range of an index."""
        id = literal(key[2], Text())
        keys, values = _comparable(self._order, key)
        row, cursor = tuple_(*keys, self._table.c.id), tuple_(*values, id)
        return row < cursor if self._query.sort.descending else row > cursor


def _comparable(order: OrderBy, key: Key) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    return ((), ()) if is_absent(key) else (order.keys, order.values(key))
