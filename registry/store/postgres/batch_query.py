"""Batch queries as SQL: one statement, so one snapshot and one round trip, however many they are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from registry.store.batch_query import BatchQuery, BatchResult
from registry.store.postgres.filters import FilterCompiler
from registry.store.postgres.json_functions import JsonField
from registry.store.postgres.reads import read_record, record_columns
from registry.store.postgres.tables import ENTITIES, EVENTS, table_of
from registry.store.records import KINDS_WITHOUT_HISTORY, Field, Record, check_field

_NUMBER, _TOTAL = "number", "total"


class BatchReader:
    """Runs queries.

    Args:
        queries: one or more.

    Raises:
        ValueError: a query has an unknown field or a bad value.
    """

    def __init__(self, queries: Sequence[BatchQuery]) -> None:
        self._queries = queries
        self._statement = union_all(*map(self._select, range(len(queries)), queries))

    def read(self, connection: Connection) -> tuple[BatchResult, ...]:
        """Return a result for each query."""
        totals: dict[int, int] = {}
        records: defaultdict[int, list[Record]] = defaultdict(list)
        for row in connection.execute(self._statement).mappings():
            if row[_TOTAL] is None:
                records[row[_NUMBER]].append(read_record(row))
            else:
                totals[row[_NUMBER]] = row[_TOTAL]
        for found in records.values():
            found.sort(key=lambda record: (record.created_at, record.id))
        return tuple(
            BatchResult(totals.get(number, len(records[number])), tuple(records[number]))
            for number in range(len(self._queries))
        )

    def _select(self, number: int, query: BatchQuery) -> Select[Any]:
        table = table_of(query.kind)
        columns, source = _columns_at(table, query)
        # A null needs its type: the first parts of a UNION decide the types of its columns.
        total: Any = cast(null(), Integer())
        if query.counted:
            columns = [cast(null(), each.type).label(each.name) for each in record_columns(table)]
            total = func.count()
        return (
            select(literal(number, Integer()).label(_NUMBER), *columns, total.label(_TOTAL))
            .select_from(source)
            .where(self._where(query))
        )

    def _where(self, query: BatchQuery) -> ColumnElement[bool]:
        table = table_of(query.kind)
        parts = [table.c.kind == query.kind]
        if query.where is not None:
            parts.append(FilterCompiler(query.kind).compile(query.where))
        if query.named_by is not None:
            parts.append(table.c.id.in_(self._named_ids(query.named_by)))
        if query.revision is not None and query.kind in KINDS_WITHOUT_HISTORY:
            parts.append(table.c.revision == query.revision)
        return and_(*parts)

    def _named_ids(self, field: Field) -> Select[Any]:
        """Select the texts at a field of the first query's records."""
        table = table_of(self._queries[0].kind)
        column, *path = check_field(field)
        text = JsonField(table.c[column], tuple(path)).text()
        where = self._where(self._queries[0])
        return select(text).select_from(table).where(where).correlate(None)


def _columns_at(table: Table, query: BatchQuery) -> tuple[list[Any], FromClause]:
    """Return the columns of records at the revision of a query, and where they come from."""
    if query.revision is None or query.kind in KINDS_WITHOUT_HISTORY:
        return record_columns(table), table
    is_current = ENTITIES.c.revision == query.revision
    then = {
        "name": EVENTS.c.name,
        "revision": EVENTS.c.to_revision,
        "updated_at": case((is_current, ENTITIES.c.updated_at), else_=EVENTS.c.at),
        "body": EVENTS.c.body,
    }
    columns = [then.get(each.name, each).label(each.name) for each in record_columns(table)]
    event = EVENTS.alias()
    # An id may have been given again after a deletion: the newest event is the record's own.
    newest = (
        select(func.max(event.c.sequence))
        .where(event.c.kind == ENTITIES.c.kind, event.c.id == ENTITIES.c.id)
        .where(event.c.to_revision == query.revision)
        .correlate(ENTITIES)
        .scalar_subquery()
    )
    return columns, ENTITIES.join(EVENTS, EVENTS.c.sequence == newest)
