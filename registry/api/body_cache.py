"""Entities as JSON, cached: a revision is serialized once, not for every response."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from registry.api.response import write
from registry.domain.entity import Entity
from registry.services.records import DamagedRecord, EntityKind
from registry.store.records import Record

E = TypeVar("E", bound=Entity)

MAX_BYTES: Final = 8 * 1024 * 1024
"""Bytes of JSON in a cache by default; their records take about as much again."""

_Entry = tuple[Record, object, bytes]


class BodyCache:
    """The JSON of the records that were used last; threads may share it.

    A hit needs an equal record, field by field, so nothing has to be invalidated.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._entries: OrderedDict[tuple[str, Hashable], _Entry] = OrderedDict()
        self._lock = Lock()

    def get(self, record: Record, variant: Hashable, extra: object = None) -> bytes | None:
        """Return the cached JSON of a record, or None.

        Args:
            record: as it is now.
            variant: which of several representations.
            extra: what else the JSON depends on.
        """
        key = (record.id, variant)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry[:2] != (record, extra):
                return None
            self._entries.move_to_end(key)
        return entry[2]

    def put(self, record: Record, variant: Hashable, text: bytes, extra: object = None) -> None:
        """Cache the JSON of a record; the least recently used make room."""
        key = (record.id, variant)
        with self._lock:
            old = self._entries.pop(key, None)
            self._entries[key] = (record, extra, text)
            self._size += len(text) - (len(old[2]) if old else 0)
            while self._size > self._max_bytes:
                _, (_, _, dropped) = self._entries.popitem(last=False)
                self._size -= len(dropped)


class CachedWriter(Generic[E]):
    """Writes records of one kind as JSON, through a cache."""

    def __init__(self, kind: EntityKind[E], write: Callable[..., dict[str, Any]]) -> None:
        """Take what writes an entity, given also what `write` is given beside the record."""
        self._kind, self._write = kind, write
        self._cache = BodyCache()

    def write(self, record: Record, *more: object) -> bytes:
        """Return a record's entity as JSON. Raises DamagedRecord when it cannot be read."""
        text = self._cache.get(record, None)
        if text is None:
            text = write(self._write(self._kind.read(record), *more))
            self._cache.put(record, None, text)
        return text

    def write_readable(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield the JSON of those that can be read."""
        for record in records:
            with suppress(DamagedRecord):
                yield self.write(record)
