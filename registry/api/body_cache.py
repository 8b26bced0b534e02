"""Entities that were written as JSON already: a revision is written once, not with every answer."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from registry.api.response import write
from registry.domain.entity import Entity
from registry.services.records import DamagedRecord, Kind
from registry.store.records import Record

E = TypeVar("E", bound=Entity)

ROOM: Final = 8 * 1024 * 1024
"""How many bytes of JSON are kept by default; the records beside them take about as much again."""

_Entry = tuple[Record, object, bytes]


class Texts:
    """What records were written as, those that were asked for last; threads may share it.

    A text is found again for the very same record alone, every field of it, so nothing has to say
    that a record changed.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._size = 0
        self._entries: OrderedDict[tuple[str, Hashable], _Entry] = OrderedDict()
        self._lock = Lock()

    def find(self, record: Record, way: Hashable, beside: object = None) -> bytes | None:
        """Return what a record was written as.

        Args:
            record: as it is now.
            way: in which way it is to be written.
            beside: whatever else is written with it.
        """
        key = (record.id, way)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry[:2] != (record, beside):
                return None
            self._entries.move_to_end(key)
        return entry[2]

    def keep(self, record: Record, way: Hashable, text: bytes, beside: object = None) -> None:
        """Keep what a record was written as, until there is no room for it any more."""
        key = (record.id, way)
        with self._lock:
            old = self._entries.pop(key, None)
            self._entries[key] = (record, beside, text)
            self._size += len(text) - (len(old[2]) if old else 0)
            while self._size > self._room:
                _, (_, _, dropped) = self._entries.popitem(last=False)
                self._size -= len(dropped)


class Writer(Generic[E]):
    """Writes records of one kind in one way."""

    def __init__(self, kind: Kind[E], write: Callable[[E], dict[str, Any]]) -> None:
        self._kind, self._write = kind, write
        self._texts = Texts()

    def write(self, record: Record) -> bytes:
        """Return a record's entity as JSON. Raises DamagedRecord when it cannot be read."""
        text = self._texts.find(record, None)
        if text is None:
            text = write(self._write(self._kind.read(record)))
            self._texts.keep(record, None, text)
        return text

    def write_readable(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield the JSON of those that can be read."""
        for record in records:
            with suppress(DamagedRecord):
                yield self.write(record)
