"""Events, read back from the log."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from registry.store.commit import Commit, Head, Marker, read_entry, read_events, read_head
from registry.store.log import Log
from registry.store.records import Event

_PORTION: Final = 1000
"""Changes that are read together."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for: see `Store.events`."""

    kinds: Collection[str] = ()
    id: str | None = None
    workspace: str | None = None
    before: int | None = None
    revision: int | None = None

    def covers(self, kind: str, workspace: str, id: str) -> bool:
        """Tell whether an entity's events are asked for."""
        return (
            (not self.kinds or kind in self.kinds)
            and self.workspace in (None, workspace)
            and self.id in (None, id)
        )

    def takes(self, event: Event) -> bool:
        """Tell whether an event of such an entity is early enough, and made that revision."""
        early = self.before is None or event.sequence < self.before
        return early and self.revision in (None, event.to_revision)


class History:
    """Reads events from the log: recent ones from its end, an entity's own by an index of offsets.

    The index is made when an entity's history is first asked for, and grows with the log.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._offsets: dict[str, list[int]] = {}
        self._indexed = 0

    def events(self, wanted: Wanted, stop: int, limit: int) -> Iterator[Event]:
        """Yield at most `limit` events from the log up to the offset `stop`, the newest first.

        Raises:
            StoreDamaged: when a line cannot be read.
        """
        lines = self._lines(wanted, stop) if wanted.id is None else self._own(wanted.id, stop)
        for offset, line in lines:
            for event in self._select(wanted, offset, line):
                if limit <= 0:
                    return
                limit -= 1
                yield event
            if limit <= 0:
                return

    def portion(self, offset: int, stop: int) -> tuple[list[Commit], int]:
        """Return some commits from an offset on, and where the next one stands.

        Raises:
            StoreDamaged: when a line cannot be read.
        """
        found: list[Commit] = []
        changes = 0
        for place, line in self._log.lines(offset, stop):
            if changes >= _PORTION:
                return found, place
            entry = self._entry(place, line)
            if isinstance(entry, Commit):
                found.append(entry)
                changes += len(entry.changes)
        return found, stop

    def first_offset(self, sequence: int, stop: int) -> int:
        """Return where the first commit that begins at or after `sequence` stands, by bisection."""
        low, high = 0, stop
        while low < high:
            middle = (low + high) // 2
            offset, head = self._next_head(middle, stop)
            if head is None or head.sequence >= sequence:
                high = middle
            else:
                low = offset + 1
        return self._log.line_after(low, stop)

    def texts(self, id: str, stop: int) -> Iterator[str]:
        """Yield the line of each revision that an entity has had. Raises StoreDamaged."""
        for offset, line in self._own(id, stop):
            entry = self._entry(offset, line)
            for change in entry.changes if isinstance(entry, Commit) else ():
                if change.id == id and change.row is not None:
                    yield change.row.text

    def _entry(self, offset: int, line: bytes) -> Commit | Marker:
        try:
            return read_entry(line)
        except ValueError as error:
            raise self._log.damage(offset, error) from error

    def _lines(self, wanted: Wanted, stop: int) -> Iterator[tuple[int, bytes]]:
        if wanted.before is not None:
            stop = self.first_offset(wanted.before, stop)
        return self._log.lines_backward(stop)

    def _own(self, id: str, stop: int) -> Iterator[tuple[int, bytes]]:
        self._index(stop)
        for offset in reversed(self._offsets.get(id, ())):
            if offset < stop:
                yield offset, self._log.line_at(offset)

    def _select(self, wanted: Wanted, offset: int, line: bytes) -> Iterator[Event]:
        head = self._head(offset, line)
        if head is None or not any(wanted.covers(*of) for of in head.of):
            return
        try:
            yield from filter(wanted.takes, read_events(line, wanted.covers))
        except ValueError as error:
            raise self._log.damage(offset, error) from error

    def _head(self, offset: int, line: bytes) -> Head | None:
        try:
            return read_head(line)
        except ValueError as error:
            raise self._log.damage(offset, error) from error

    def _index(self, stop: int) -> None:
        for offset, line in self._log.lines(self._indexed, stop):
            head = self._head(offset, line)
            for id in {id for _, _, id in head.of} if head else ():
                self._offsets.setdefault(id, []).append(offset)
            self._indexed = offset + len(line) + 1

    def _next_head(self, offset: int, stop: int) -> tuple[int, Head | None]:
        start = self._log.line_after(offset, stop)
        for place, line in self._log.lines(start, stop):
            head = self._head(place, line)
            if head is not None:
                return place, head
        return stop, None
