"""Rows in the order of one field, kept sorted, and the cursors into it."""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import datetime
from types import NoneType
from typing import Any, Final

from registry.store.encoding import Malformed, decode, read_instant, write_instant
from registry.store.records import Field, Sort, look_up
from registry.store.row import Row

Key = tuple[int, Any, str]
"""A rank, a value comparable with all of its rank, and the row's id."""

BOOL, NUMBER, TEXT, INSTANT, OTHER, ABSENT = range(1, 7)
"""Ranks. Lists and objects are compared by their JSON text; absent and null come last."""

_RANKS: Final = {
    bool: BOOL, int: NUMBER, float: NUMBER, str: TEXT, datetime: INSTANT, NoneType: ABSENT,
}  # fmt: skip

INVALID_CURSOR: Final = "the `next` of a page with the same sort (begin again at the first page)"

_FEW: Final = 30
"""So many are sorted into a long list sooner one by one than all together."""


def make_key(value: object, id: str) -> Key:
    """Return the key of a value and an id."""
    rank = _RANKS.get(type(value), OTHER)
    return rank, json.dumps(value) if rank == OTHER else value, id


class Order:
    """The ids of some rows, sorted by one field and then by id, readable in both directions.

    Rows that are added are sorted in when the order is next read, many at once: writers who come
    one after another do not move a long list each.
    """

    def __init__(self, field: Field, rows: Iterable[Row]) -> None:
        self.field = field
        self._keys = sorted(map(self._key, rows))
        self._added: list[Key] = []

    def __len__(self) -> int:
        return len(self._keys) + len(self._added)

    def add(self, row: Row) -> None:
        """Put a row in."""
        self._added.append(self._key(row))

    def remove(self, row: Row) -> None:
        """Take a row out that is in."""
        keys = self._sorted()
        del keys[bisect_left(keys, self._key(row))]

    def ids(self, start: int, stop: int, *, descending: bool) -> list[str]:
        """Return the ids at the positions from `start` to before `stop` in that direction."""
        keys = self._sorted()
        size = bisect_left(keys, (ABSENT,))
        step = -1 if descending else 1
        present, absent = range(size)[::step], range(size, len(keys))[::step]
        rest = absent[max(start - size, 0) : max(stop - size, 0)]
        return [keys[index][2] for part in (present[start:stop], rest) for index in part]

    def ids_of(self, texts: Iterable[str]) -> list[str]:
        """Return the ids of the rows that have one of these texts."""
        keys = self._sorted()
        found: list[str] = []
        for text in set(texts):
            start = bisect_left(keys, (TEXT, text))
            stop = bisect_left(keys, (TEXT, text + "\0"), start)  # no text is between these two
            found += [key[2] for key in keys[start:stop]]
        return found

    def position_after(self, key: Key, *, descending: bool) -> int:
        """Return the position in that direction of the first row behind a key."""
        keys = self._sorted()
        if not descending:
            return bisect_right(keys, key)
        size = bisect_left(keys, (ABSENT,))
        first, last = (size, len(keys)) if key[0] == ABSENT else (0, size)
        return first + last - bisect_left(keys, key)

    def _key(self, row: Row) -> Key:
        return make_key(look_up(row, self.field), row.id)

    def _sorted(self) -> list[Key]:
        if len(self._added) > _FEW:
            self._keys = sorted(self._keys + self._added)
        else:
            for key in self._added:
                insort(self._keys, key)
        self._added = []
        return self._keys


def write_cursor(sort: Sort, entity: Any) -> str:
    """Write the position behind a record or a row as URL-safe text."""
    rank, value, id = make_key(look_up(entity, sort.field), entity.id)
    plain = write_instant(value) if rank == INSTANT else value
    text = json.dumps([list(sort.field), sort.descending, rank, plain, id])
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(sort: Sort, cursor: str) -> Key:
    """Read what `write_cursor` wrote for the same sort. Raises ValueError."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        content: Any = decode(base64.b64decode(padded, b"-_", validate=True))
        field, descending, rank, value, id = content
        key = (rank, read_instant(value) if rank == INSTANT else value, str(id))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Malformed(cursor, INVALID_CURSOR) from error
    type_ = TEXT if rank == OTHER else rank
    same_sort = [field, descending] == [list(sort.field), sort.descending]
    if not same_sort or isinstance(rank, bool) or _RANKS.get(type(key[1])) != type_:
        raise Malformed(cursor, INVALID_CURSOR)
    return key
