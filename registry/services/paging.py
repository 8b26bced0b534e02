"""Numbered pages in any order, with totals that are exact: what REST lists need."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from registry.store.base import Store
from registry.store.records import Field, Filter, Page, Query, Record, Sort

Key = Field | Callable[[Record], object]
"""What is sorted by: a field of the record, or something that is worked out from it."""

_ALL = 2**31 - 1
_MORE = 100


@dataclass(frozen=True, slots=True)
class SortKey:
    """One of the keys that a list is sorted by, the first counting most."""

    key: Key
    descending: bool = False


OLDEST_FIRST: Final = (SortKey(("created_at",)),)


def fetch_sorted_records(
    store: Store,
    table: str,
    where: Filter | None,
    orders: Sequence[SortKey],
    *,
    limit: int,
    offset: int = 0,
) -> Page:
    """Return a page of records and how many there are; past the end it is empty.

    Absent and null come last, whatever the direction; what is equal is in the order of ids.
    """
    first, *others = orders or [SortKey(("id",))]
    if not isinstance(first.key, tuple):
        page = store.page(table, Query(where, limit=_ALL, count_to=None))
    else:
        query = Query(where, Sort(first.key, first.descending), limit, offset, count_to=None)
        if not (others and limit):
            return store.page(table, query)
        page = _read_through(store, table, replace(query, limit=offset + limit, offset=0), first)
    rows = sorted(page.records, key=lambda record: record.id)
    for order in reversed(orders):
        rows.sort(key=_rank_by(order), reverse=order.descending)
    return Page(tuple(rows[offset : offset + limit]), None, page.total, exact=True)


def _read_through(store: Store, table: str, query: Query, first: SortKey) -> Page:
    """Return a page and all that is equal to its last record: what follows comes later."""
    page = whole = store.page(table, replace(query, limit=query.limit + 1))
    rank, rows = _rank_by(first), list(page.records)
    while page.next is not None and rank(rows[-1]) == rank(rows[query.limit - 1]):
        more = replace(query, limit=len(rows) + _MORE, after=page.next, count_to=0)
        page = store.page(table, more)
        rows += page.records
    return replace(whole, records=tuple(rows))


def _rank_by(order: SortKey) -> Callable[[Record], tuple[bool, int, object]]:
    read = order.key if callable(order.key) else _reader(order.key)

    def rank(record: Record) -> tuple[bool, int, object]:
        value = read(record)
        if value is None:
            return (not order.descending, 0, 0)
        return (order.descending, *_comparable(value))

    return rank


def _comparable(value: object) -> tuple[int, object]:
    """Order values of different types: truths, numbers, texts, lists and objects."""
    if isinstance(value, bool):
        return 0, value
    if isinstance(value, int | float):
        return 1, value
    if isinstance(value, list | dict):
        return 3, json.dumps(value)
    return 2, value


def _reader(field: Field) -> Callable[[Record], object]:
    first, *rest = field

    def read(record: Record) -> object:
        value = getattr(record, first)
        for part in rest:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    return read
