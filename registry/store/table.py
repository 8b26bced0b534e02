"""Tables in memory: the rows of one kind, found by id, by name and in any order."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from registry.errors import NotFound
from registry.store.batch_query import BatchQuery, BatchResult
from registry.store.predicates import compile_filter, split_workspace
from registry.store.records import (
    KINDS_WITHOUT_HISTORY,
    Compare,
    Field,
    Filter,
    Page,
    Query,
    Record,
    check_field,
)
from registry.store.row import Row
from registry.store.sorted_index import Order, read_cursor, write_cursor

_MAX_ORDERS: Final = 24
"""Orders kept sorted at once; each costs a write some microseconds."""

_FEW: Final = 4
"""Rows that an index finds are sorted anew where they are at most one in so many."""


class Table:
    """The rows of one kind as they are now. Not locked: its owner is."""

    def __init__(self, kind: str, rows: Iterable[Row] = ()) -> None:
        self.kind = kind
        self.rows = {row.id: row for row in rows}
        self.names = {(row.workspace, row.name): id for id, row in self.rows.items()}
        self._orders: dict[tuple[str | None, Field], Order] = {}

    def apply(self, id: str, row: Row | None) -> None:
        """Add a row or replace the one with its id; None removes that one."""
        old = self.rows.get(id)
        if old is not None:
            if self.names.get((old.workspace, old.name)) == id:
                del self.names[old.workspace, old.name]
            for order in self._orders_of(old):
                order.remove(old)
        if row is None:
            self.rows.pop(id, None)
            return
        if old is not None:
            row.number = old.number
        self.rows[id] = row
        self.names[row.workspace, row.name] = id
        for order in self._orders_of(row):
            order.add(row)

    def page(self, query: Query) -> Page:
        """Return the rows that match as records. Raises ValueError."""
        sort, field = query.sort, check_field(query.sort.field)
        workspace, where = split_workspace(query.where)
        indexed = self._find_by_index(workspace, where)
        order = self._order(workspace, field) if indexed is None else Order(field, indexed)
        start = 0
        if query.after is not None:
            key = read_cursor(sort, query.after)
            start = order.position_after(key, descending=sort.descending)
        if where is None or indexed is not None:
            first, total = start + query.offset, len(order)
            ids = order.ids(first, first + query.limit + 1, descending=sort.descending)
        else:
            ids, total = self._scan(order, where, start, query)
        rows = [self.rows[id] for id in ids[: query.limit]]
        after = write_cursor(sort, rows[-1]) if rows and len(ids) > query.limit else None
        return Page.of(tuple(row.record(self.kind) for row in rows), after, total, query)

    def answer(self, query: BatchQuery) -> BatchResult:
        """Run a query. Raises ValueError."""
        counted = query.counted and query.revision is None
        page = self.page(Query(query.where, limit=0 if counted else len(self.rows), count_to=None))
        return BatchResult(page.total, page.records)

    def _find_by_index(self, workspace: str | None, where: Filter | None) -> list[Row] | None:
        """Return the rows with one of some texts in a field; None unless they are few."""
        if not isinstance(where, Compare) or where.operator not in ("eq", "in"):
            return None
        texts = where.value if where.operator == "in" else [where.value]
        if not isinstance(texts, list | tuple) or not all(isinstance(each, str) for each in texts):
            return None
        ids = self._order(None, check_field(where.field)).ids_of(texts)
        if len(ids) * _FEW > len(self.rows) + _FEW:
            return None
        return [self.rows[id] for id in ids if workspace in (None, self.rows[id].workspace)]

    def _scan(self, order: Order, where: Filter, start: int, query: Query) -> tuple[list[str], int]:
        """Test the rows of an order.

        Returns:
            A page's ids, and one more if there is a next page; how many match, up to the bound.
        """
        matches = compile_filter(where)
        ids = order.ids(0, len(order), descending=query.sort.descending)
        before, behind = (
            (id for id in part if matches(self.rows[id])) for part in (ids[:start], ids[start:])
        )
        found = list(islice(behind, query.offset + query.limit + 1))
        most = None if query.count_to is None else max(query.count_to + 1 - len(found), 0)
        total = len(found) + sum(1 for _ in islice(chain(before, behind), most))
        return found[query.offset :], total

    def _orders_of(self, row: Row) -> Iterator[Order]:
        for (workspace, _), order in self._orders.items():
            if workspace in (None, row.workspace):
                yield order

    def _order(self, workspace: str | None, field: Field) -> Order:
        """Return an order, the most recently used last."""
        order = self._orders.pop((workspace, field), None)
        if order is None:
            rows = self.rows.values()
            order = Order(field, (row for row in rows if workspace in (None, row.workspace)))
        self._orders[workspace, field] = order
        if len(self._orders) > _MAX_ORDERS:
            del self._orders[next(iter(self._orders))]
        return order


class Tables:
    """All tables by kind."""

    def __init__(self, tables: Iterable[Table] = ()) -> None:
        self.by_kind = {table.kind: table for table in tables}

    def of(self, kind: str) -> Table:
        """Return a kind's table, an empty one when there is none yet."""
        table = self.by_kind.get(kind)
        if table is None:
            table = self.by_kind[kind] = Table(kind)
        return table

    def get(self, kind: str, id: str) -> Record:
        """Return a record. Raises NotFound."""
        row = self.of(kind).rows.get(id)
        if row is None:
            raise NotFound(kind, id)
        return row.record(kind)

    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""
        id = self.of(kind).names.get((workspace, name))
        if id is None:
            raise NotFound(kind, f"{workspace}/{name}")
        return self.get(kind, id)

    def rows(self) -> dict[str, list[Row]]:
        """Return the rows of every kind with a history, each list a copy that stays as it is."""
        return {
            kind: list(table.rows.values())
            for kind, table in self.by_kind.items()
            if table.rows and kind not in KINDS_WITHOUT_HISTORY
        }
