"""Pages as SQL: keyset cursors, and totals that stop counting at their bound."""

from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    func,
    literal,
    not_,
    select,
    true,
    tuple_,
)
from sqlalchemy.types import Text

from registry.errors import Json
from registry.store.encoding import decode
from registry.store.records import Page, Query, Record
from registry.store.row import COLUMNS, look_up
from registry.store.sorted_index import Key, is_absent, make_key, read_cursor, write_cursor
from registry.store.sql.filters import Condition, Filters
from registry.store.sql.orders import Order, check_cursor, order_by
from registry.store.sql.reading import READERS
from registry.store.sql.tables import ENTITIES

READ: Final = [ENTITIES.c[name] for name in ("kind", *COLUMNS, "body")]
"""What `read_record` needs."""


def select_records() -> Select[Any]:
    """Select what `read_record` needs."""
    return select(*READ)


def read_record(row: RowMapping) -> Record:
    """Return a row of entities as a record."""
    body = cast("dict[str, Json]", decode(row["body"]))
    columns: dict[str, Any] = {name: row[name] for name in ("kind", *COLUMNS)}
    return Record(body=body, **columns)


class PageReader:
    """Answers one query.

    Args:
        kind: the records' kind.
        query: what is asked for.
        dialect: as SQLAlchemy names it.

    Raises:
        ValueError: for a query that makes no sense, or a cursor of another.
    """

    def __init__(self, kind: str, query: Query, dialect: str) -> None:
        reader = READERS[dialect]
        self._query = query
        self._order = order_by(query.sort.field, reader)
        self._key = (
            None if query.after is None else check_cursor(read_cursor(query.sort, query.after))
        )
        where = true() if query.where is None else Filters(kind, reader).compile(query.where)
        self._where: Condition = and_(ENTITIES.c.kind == kind, where)
        self._begin = true() if self._key is None else self._behind(self._key)

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
        """Return what is asked of the database for a full page, and for its total."""
        return [*self._parts(), self._count(self._query.count_to)]

    def _cursor(self, record: Record) -> str:
        sort = self._query.sort
        return write_cursor(sort, make_key(look_up(record, sort.field), record.id))

    def _total(self, connection: Connection, found: int) -> int:
        """Count what matches, up to one more than the bound; a last page says it by itself."""
        query = self._query
        if query.after is None and not query.offset and query.limit and found <= query.limit:
            return found
        return int(connection.execute(self._count(query.count_to)).scalar_one())

    def _count(self, bound: int | None) -> Select[Any]:
        if bound is None:
            return select(func.count()).select_from(ENTITIES).where(self._where)
        some = select(literal(1)).select_from(ENTITIES).where(self._where).limit(bound + 1)
        return select(func.count()).select_from(some.subquery())

    def _records(self, connection: Connection) -> list[Record]:
        """Return the page's records and one more, to know of a next page."""
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
        """Return the rows with a value and then those without one, each in the page's order.

        Apart, each is one range of an index, whatever the direction.
        """
        order, keys = self._order, self._order.keys
        if order.present is None:
            return [self._select(keys, self._begin)]
        present, absent = order.present, not_(order.present)
        if self._key is not None and is_absent(self._key):
            return [self._select((), and_(absent, self._begin))]
        return [self._select(keys, and_(present, self._begin)), self._select((), absent)]

    def _select(self, keys: tuple[ColumnElement[Any], ...], condition: Condition) -> Select[Any]:
        descending = self._query.sort.descending
        whole = (*keys, ENTITIES.c.id)
        return (
            select_records()
            .where(self._where, condition)
            .order_by(*(key.desc() if descending else key.asc() for key in whole))
        )

    def _behind(self, key: Key) -> Condition:
        """Return the condition that a row stands behind a cursor, as one range of an index."""
        id = literal(key[2], Text())
        keys, values = _comparable(self._order, key)
        row, place = tuple_(*keys, ENTITIES.c.id), tuple_(*values, id)
        return row < place if self._query.sort.descending else row > place


def _comparable(order: Order, key: Key) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    return ((), ()) if is_absent(key) else (order.keys, order.values(key))
