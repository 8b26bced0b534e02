"""Live tables: the rows of one kind, found by id, by name and in any order."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from registry.errors import NotFound
from registry.store.batch_query import BatchQuery, BatchResult, list_oldest_first
from registry.store.predicates import check_field, compile_filter, split_workspace
from registry.store.records import (
    KINDS_WITHOUT_HISTORY,
    Compare,
    Field,
    Filter,
    Page,
    Query,
    Record,
    Sort,
)
from registry.store.row import Row
from registry.store.sorted_index import Order, key_of, read_cursor, write_cursor

_MAX_ORDERS = 24
"""Orders kept sorted at once; each costs a write some microseconds."""


class Table:
    """The rows of one kind as they are now. Not locked: its owner is."""

    def __init__(self, kind: str, rows: Iterable[Row] = ()) -> None:
        self.kind = kind
        self.rows: dict[str, Row] = {row["id"]: row for row in rows}
        self.names = {(row["workspace"], row["name"]): id for id, row in self.rows.items()}
        self._orders: dict[tuple[str | None, Field], Order] = {}

    def get(self, id: str) -> Row | None:
        """Return a row by its id."""
        return self.rows.get(id)

    def holder(self, workspace: str, name: str) -> str | None:
        """Return the id of the row that has a name."""
        return self.names.get((workspace, name))

    def put(self, row: Row) -> None:
        """Add a row, or put it in the place of the one with its id."""
        old = self._take_out(row["id"])
        if old is not None:
            row.number = old.number
        self.rows[row["id"]] = row
        self.names[row["workspace"], row["name"]] = row["id"]
        for order in self._orders_of(row):
            order.add(row)

    def drop(self, id: str) -> None:
        """Remove a row, if it is there."""
        if self._take_out(id) is not None:
            del self.rows[id]

    def apply(self, id: str, row: Row | None) -> None:
        """Put a row in, or remove the one with an id when there is none."""
        if row is None:
            self.drop(id)
        else:
            self.put(row)

    def page(self, query: Query) -> Page:
        """Return the rows that match as records. Raises ValueError."""
        workspace, rest = split_workspace(query.where)
        order = self._order(workspace, check_field(query.sort.field))
        descending = query.sort.descending
        start = 0
        if query.after is not None:
            key = read_cursor(query.sort, query.after)
            start = order.position_after(key, descending=descending)
        if rest is None:
            total = len(order)
            first = start + query.offset
            ids = order.ids(first, first + query.limit + 1, descending=descending)
        else:
            matches = compile_filter(rest)
            ordered = _candidates(order, rest, query)
            found = (index for index, id in enumerate(ordered) if matches(self.rows[id]))
            chosen, total = _choose(found, start, query)
            ids = [ordered[index] for index in chosen]
        return self._page(query, ids, total)

    def answer(self, query: BatchQuery) -> BatchResult:
        """Run a query. Raises ValueError."""
        counted = query.counted and query.revision is None
        ids = self._ids_of(query.where)
        if ids is not None:
            if counted:
                return BatchResult(len(ids))
            return list_oldest_first(self.rows[id].record(self.kind) for id in ids)
        _, rest = split_workspace(query.where)
        # In the order of the field that is asked about, what matches is found without a search.
        field = rest.field if isinstance(rest, Compare) else ("id",)
        limit = 0 if counted else len(self.rows)
        page = self.page(Query(query.where, Sort(field), limit, count_to=None))
        return BatchResult(page.total) if counted else list_oldest_first(page.records)

    def _ids_of(self, where: Filter | None) -> Sequence[str] | None:
        """Return the ids of the rows with a text in a field; None for other filters."""
        if not isinstance(where, Compare) or where.operator != "eq":
            return None
        if not isinstance(where.value, str):
            return None
        if where.field == ("id",):
            return [where.value] if where.value in self.rows else []
        return self._order(None, check_field(where.field)).ids_of([where.value])

    def _page(self, query: Query, ids: list[str], total: int) -> Page:
        rows = [self.rows[id] for id in ids[: query.limit]]
        bound = total if query.count_to is None else query.count_to
        more = bool(rows) and len(ids) > query.limit
        return Page(
            records=tuple(row.record(self.kind) for row in rows),
            next=write_cursor(query.sort, key_of(rows[-1], query.sort.field)) if more else None,
            total=min(total, bound),
            exact=total <= bound,
        )

    def _take_out(self, id: str) -> Row | None:
        """Remove a row from every index, and leave it in `rows`, which keeps its place there."""
        old = self.rows.get(id)
        if old is None:
            return None
        name = (old["workspace"], old["name"])
        if self.names.get(name) == id:
            del self.names[name]
        for order in self._orders_of(old):
            order.remove(old)
        return old

    def _orders_of(self, row: Row) -> Iterator[Order]:
        for (workspace, _), order in self._orders.items():
            if workspace is None or workspace == row["workspace"]:
                yield order

    def _order(self, workspace: str | None, field: Field) -> Order:
        """Return a kept order, the most recently used last."""
        order = self._orders.pop((workspace, field), None)
        if order is None:
            order = Order(
                field,
                (r for r in self.rows.values() if workspace in (None, r["workspace"])),
            )
        self._orders[workspace, field] = order
        if len(self._orders) > _MAX_ORDERS:
            del self._orders[next(iter(self._orders))]
        return order


def _candidates(order: Order, where: Filter, query: Query) -> list[str]:
    """Return the ids of the rows that may match, in order.

    They are few where the order is by the field that the filter is about; cursors count all rows.
    """
    if isinstance(where, Compare) and where.field == query.sort.field and query.after is None:
        values = where.value if where.operator == "in" else [where.value]
        if where.operator in ("eq", "in") and isinstance(values, list) and _are_texts(values):
            found = order.ids_of(values)
            return found[::-1] if query.sort.descending else found
    return order.ids(0, len(order), descending=query.sort.descending)


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _choose(found: Iterator[int], start: int, query: Query) -> tuple[list[int], int]:
    """Pick a page's matches, one more to know of a next page, and count all up to the bound."""
    wanted = query.limit + 1
    passed = query.offset
    chosen: list[int] = []
    total = 0
    for index in found:
        total += 1
        if index < start or len(chosen) == wanted:
            pass
        elif passed:
            passed -= 1
        else:
            chosen.append(index)
        if query.count_to is not None and total > query.count_to and len(chosen) == wanted:
            break
    return chosen, total


class Tables:
    """All live tables by kind."""

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
        row = self.of(kind).get(id)
        if row is None:
            raise NotFound(kind, id)
        return row.record(kind)

    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""
        id = self.of(kind).holder(workspace, name)
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
