"""Rows in the order of one field, kept sorted, and the cursors into it."""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from registry.store.encoding import Malformed, decode, read_instant, write_instant
from registry.store.records import Field, Sort
from registry.store.row import Row

Key = tuple[int, Any, str]
"""A rank, a value comparable with all of its rank, and the row's id."""

OURS = "the `next` of a page with the same sort (begin again at the first page)"
_Item = TypeVar("_Item", str, Key)

_FEW = 30
"""So many are sorted into a long list sooner one by one than all together."""

_ABSENT, _BOOL, _NUMBER, _TEXT, _INSTANT, _OTHER = range(6)


def key_of(row: Row, field: Field) -> Key:
    """Return where a row belongs: booleans, numbers, texts, then lists and objects by their text.

    Absent and null have a rank of their own, since they come last in both directions.
    """
    return make_key(row.look_up(field), row["id"])


def make_key(value: object, id: str) -> Key:
    """Return the key of a value and an id."""
    return *_rank(value), id


def _rank(value: object) -> tuple[int, Any]:
    if isinstance(value, str):
        return _TEXT, value
    if isinstance(value, datetime):
        return _INSTANT, value
    if value is None:
        return _ABSENT, None
    if isinstance(value, bool):
        return _BOOL, value
    if isinstance(value, int | float):
        return _NUMBER, value
    return _OTHER, json.dumps(value)


class Order:
    """The ids of some rows, sorted by one field and then by id, readable in both directions.

    Rows that are added are sorted in when somebody looks, many in one go: writers who come one
    after another do not move a long list each.
    """

    def __init__(self, field: Field, rows: Iterable[Row]) -> None:
        self.field = field
        keys = _column_keys(field[0], rows) if len(field) == 1 else [key_of(r, field) for r in rows]
        self._present = sorted(key for key in keys if key[0] != _ABSENT)
        self._absent = sorted(key[2] for key in keys if key[0] == _ABSENT)
        self._added: list[Row] = []

    def __len__(self) -> int:
        return len(self._present) + len(self._absent) + len(self._added)

    def add(self, row: Row) -> None:
        """Put a row in."""
        self._added.append(row)

    def remove(self, row: Row) -> None:
        """Take a row out that is in."""
        self._sort_in()
        key = key_of(row, self.field)
        if key[0] == _ABSENT:
            del self._absent[bisect_left(self._absent, key[2])]
        else:
            del self._present[bisect_left(self._present, key)]

    def ids(self, start: int, stop: int, *, descending: bool) -> list[str]:
        """Return the ids at the positions from `start` to before `stop` in that direction."""
        self._sort_in()
        size = len(self._present)
        present = _slice(self._present, start, min(stop, size), descending=descending)
        absent = _slice(self._absent, start - size, stop - size, descending=descending)
        return [key[2] for key in present] + absent

    def ids_of(self, texts: Iterable[str]) -> list[str]:
        """Return the ids of the rows that have one of these texts, in ascending order."""
        self._sort_in()
        found: list[str] = []
        for text in sorted(set(texts)):
            rank = (_TEXT, text)
            start = bisect_left(self._present, rank, key=_rank_of)
            stop = bisect_right(self._present, rank, start, key=_rank_of)
            found += [key[2] for key in self._present[start:stop]]
        return found

    def position_after(self, key: Key, *, descending: bool) -> int:
        """Return the position in that direction of the first row behind a key."""
        self._sort_in()
        rank, _, id = key
        if rank == _ABSENT:
            return len(self._present) + _passed(self._absent, id, descending=descending)
        return _passed(self._present, key, descending=descending)

    def _sort_in(self) -> None:
        if not self._added:
            return
        keys = [key_of(row, self.field) for row in self._added]
        _merge(self._present, [key for key in keys if key[0] != _ABSENT])
        _merge(self._absent, [key[2] for key in keys if key[0] == _ABSENT])
        self._added = []


def _merge(items: list[_Item], more: list[_Item]) -> None:
    """Sort some items into sorted ones."""
    if len(more) > _FEW:
        items += more
        items.sort()
        return
    for item in more:
        insort(items, item)


def _rank_of(key: Key) -> tuple[int, Any]:
    return key[:2]


def _slice(items: list[Any], start: int, stop: int, *, descending: bool) -> list[Any]:
    start, stop = max(start, 0), max(stop, 0)
    if not descending:
        return items[start:stop]
    size = len(items)
    return items[max(size - stop, 0) : max(size - start, 0)][::-1]


def _passed(items: list[_Item], item: _Item, *, descending: bool) -> int:
    return len(items) - bisect_left(items, item) if descending else bisect_right(items, item)


def _column_keys(column: str, rows: Iterable[Row]) -> list[Key]:
    """Return the keys for a column, whose values are all of one rank: five times faster."""
    rows = list(rows)
    rank = _rank(rows[0][column])[0] if rows else _TEXT
    return [(rank, row[column], row["id"]) for row in rows]


def write_cursor(sort: Sort, key: Key) -> str:
    """Write a place in an order as URL-safe text."""
    rank, value, id = key
    plain = write_instant(value) if rank == _INSTANT else value
    text = json.dumps([list(sort.field), sort.descending, rank, plain, id])
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(sort: Sort, cursor: str) -> Key:
    """Read what `write_cursor` wrote for the same sort. Raises ValueError."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        content: Any = decode(base64.b64decode(padded, b"-_", validate=True))
        field, descending, rank, value, id = content
        key = (rank, read_instant(value) if rank == _INSTANT else value, str(id))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Malformed(cursor, OURS) from error
    if [field, descending] != [list(sort.field), sort.descending] or not _is_key(key):
        raise Malformed(cursor, OURS)
    return key


def is_number(key: Key) -> bool:
    """Tell whether a key's value is a number."""
    return key[0] == _NUMBER


def is_instant(key: Key) -> bool:
    """Tell whether a key's value is a time."""
    return key[0] == _INSTANT


def is_absent(key: Key) -> bool:
    """Tell whether a key stands for no value."""
    return key[0] == _ABSENT


def is_other(key: Key) -> bool:
    """Tell whether a key's value is a list or an object, as JSON text."""
    return key[0] == _OTHER


def _is_key(key: Key) -> bool:
    rank, value, _ = key
    if rank == _OTHER:
        return isinstance(value, str)
    return isinstance(rank, int) and _rank(value)[0] == rank
