"""Group commit: what threads commit at the same time shares one append and one fsync."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from registry.errors import StoreUnavailable
from registry.store.commit import Change, Commit
from registry.store.session import Overlay

_LONGEST_S: Final = 0.2
"""How long transactions may join a shift, twice that while some gather: others want the turn."""

_GATHERING_S: Final = 0.005
"""How long a sync waits at most for those whom the one before let go."""

_RETURN_S: Final = 0.00025
"""How long it waits for each of them at least: the interpreter runs one after another."""

_INTERRUPTED: Final = StoreUnavailable(
    "the change was interrupted while it was being written", "look whether it is there"
)


class Pace:
    """What a sync tells of the next one: who shared it is likely to be back soon.

    Without this, the first who is back would have a sync to himself, and all others wait for two.

    Attributes:
        size: how many commits it made durable.
        until: how long they are waited for: half of the time that it took, or what they need.
    """

    def __init__(self) -> None:
        self.size = 0
        self.until = 0.0
        self._wait = 0.0

    def note(self, size: int, took: float) -> None:
        """Take a sync that has just ended for the measure."""
        self.size = size
        self._wait = min(max(took / 2, size * _RETURN_S), _GATHERING_S)
        self.restart()

    def restart(self) -> None:
        """Wait for them from now on: before, they could not be back."""
        self.until = time.monotonic() + self._wait


class Batch:
    """What transactions have changed, which becomes durable together, or not at all.

    Attributes:
        changes: of each transaction in order, with who made them.
        after: the event that they follow.
        before: the batch that has to be durable first.
        wanted: how many transactions are enough; 0 while that is not known.
        is_settled: whether it is durable, or refused.
        error: why it was refused.
    """

    def __init__(self, after: int, before: "Batch | None", wanted: int) -> None:
        self.changes: list[tuple[str, tuple[Change, ...]]] = []
        self.after = after
        self.before = before
        self.wanted = wanted
        self.is_settled = False
        self.error: StoreUnavailable | None = None
        self._beginner = threading.get_ident()
        self._waiting: list[threading.Lock] = []

    def is_begun_here(self) -> bool:
        """Tell whether it was this thread that began it, which has to wait for the others."""
        return self._beginner == threading.get_ident()

    def is_full(self) -> bool:
        """Tell whether nobody else is waited for."""
        return 0 < self.wanted <= len(self.changes)

    def commits(self) -> list[Commit]:
        """Return a commit for each transaction, all of this moment."""
        commits, now, sequence = [], datetime.now(UTC), self.after
        for actor, changes in self.changes:
            commits.append(Commit(sequence + 1, now, actor, changes))
            sequence += len(changes)
        return commits

    def is_left(self) -> bool:
        """Tell whether it is settled, and all who waited for it were let go."""
        return self.is_settled and not self._waiting

    def settle(self, error: StoreUnavailable | None) -> None:
        """Let go of all who wait for it."""
        self.error = error
        self.is_settled = True
        self._wake_next()

    def wait(self, seconds: float = -1) -> None:
        """Wait until it is settled: with a lock for each who waits, half the price of an Event."""
        if self.is_settled:
            return
        ticket = threading.Lock()
        ticket.acquire()
        self._waiting.append(ticket)
        woken = False
        try:
            # Whoever settles it after this look finds the ticket.
            if not self.is_settled:
                woken = ticket.acquire(timeout=seconds)
        finally:
            if woken:
                self._wake_next()
            else:
                self._pass_on(ticket)

    def _pass_on(self, ticket: threading.Lock) -> None:
        try:
            self._waiting.remove(ticket)  # still there: interrupted, or too late, or out of time
        except ValueError:
            self._wake_next()

    def _wake_next(self) -> None:
        """Wake one, who wakes the next: the interpreter runs one at a time.

        All at once they would wait once more, for one another, which costs as much as a commit.
        """
        try:
            ticket = self._waiting.pop()
        except IndexError:
            return
        ticket.release()


class Shift:
    """One hold of the turn, which transactions of several threads use one after another.

    A transaction sees what those before it have committed, durable or not, and readers see what is
    durable. While one batch is synced the next one gathers. When a batch is refused, so is
    everything that came after it in the shift, for it may have been built on that.

    Args:
        sequence: the last event there is.
        keep: makes commits durable and visible. Raises StoreUnavailable when nothing of them is kept.
        end: gives the turn away; called once, when all is settled.
        pace: of the shift before.

    Attributes:
        sequence: the last event, durable or not.
        newest: the batch that was begun last.
        ahead: by kind what has been changed since it began, durable or not.
    """

    def __init__(
        self,
        sequence: int,
        keep: Callable[[Sequence[Commit]], None],
        end: Callable[[], None],
        pace: Pace,
    ) -> None:
        self.sequence = sequence
        self._keep, self._end = keep, end
        self._pace = pace
        self._mutex = threading.Lock()
        self.ahead: dict[str, Overlay] = {}
        self._open: Batch | None = None
        self.newest: Batch | None = None
        self._used = True
        self._ended = False
        self._error: StoreUnavailable | None = None
        self._until = time.monotonic() + _LONGEST_S

    def join(self) -> bool:
        """Begin a transaction in this shift; False when it is over, or should be."""
        with self._mutex:
            if self._ended or self._error or self._is_long():
                return False
            self._used = True
            return True

    def _is_long(self) -> bool:
        """Tell whether other processes have waited long enough, and nobody is gathering."""
        late = time.monotonic() - self._until
        return late > 0 and (self._open is None or late > _LONGEST_S)

    def add(self, actor: str, changes: Sequence[Change]) -> Batch | None:
        """Add a transaction's changes; return what has to be settled before it may be answered.

        Without changes that is what it may have read.
        """
        if changes:
            entry = actor, tuple(changes)
            with self._mutex:
                if self._open is None:
                    self._open = self.newest = self._begin_batch()
                self._open.changes.append(entry)
                self.sequence += len(changes)
        return self.newest

    def leave(self) -> None:
        """End a transaction, so that another one may begin."""
        self._used = False
        if self.newest is None or self.newest.is_left():
            self._end_when_idle()

    def settle(self, batch: Batch | None) -> None:
        """Wait until a batch is durable. Raises StoreUnavailable when it was refused."""
        if batch is None:
            return
        try:
            if batch.is_full() or batch.is_begun_here():
                self._complete(batch)
            batch.wait()
        finally:
            # Who is not the last leaves it to the others, who have more to do here.
            if batch.is_left():
                self._end_when_idle()
        if batch.error is not None:
            # Each thread gets an error of its own, for raising one writes in it.
            raise type(batch.error)(batch.error.what, batch.error.remedy) from batch.error

    def settle_all(self) -> None:
        """Wait until everything so far is durable. Raises StoreUnavailable when it was refused."""
        if self.newest is not None:
            self._lead(self.newest)
        self.settle(self.newest)

    def finish(self) -> bool:
        """Wait until all is settled, whatever becomes of it; tell whether that was overdue."""
        is_late = not self._ended and time.monotonic() > self._until
        if self.newest is not None:
            self._lead(self.newest)
            self.newest.wait()
        with self._mutex:
            self._end_now()
        return is_late

    def _begin_batch(self) -> Batch:
        if self.newest is None or self.newest.is_settled:
            return Batch(self.sequence, None, max(1, self._pace.size))
        return Batch(self.sequence, self.newest, 0)

    def _complete(self, batch: Batch) -> None:
        """Have a batch settled: by who completes it, or by who began it and waits no longer."""
        try:
            if batch.is_begun_here():
                self._gather(batch)
        finally:
            self._lead(batch)

    def _gather(self, batch: Batch) -> None:
        """Wait for those who shared the last sync."""
        before = batch.before
        if before is not None:
            before.wait()
            batch.wanted = len(batch.changes) + self._pace.size
        rest = self._pace.until - time.monotonic()
        if rest > 0 and not batch.is_full():
            batch.wait(rest)

    def _lead(self, batch: Batch) -> None:
        """Make a batch durable, unless somebody else does."""
        before = batch.before
        if before is not None:
            before.wait()
            batch.before = None
        with self._mutex:
            if self._open is not batch:
                return
            self._open = None
        error: StoreUnavailable | None = _INTERRUPTED
        try:
            if self._error is None:
                began = time.monotonic()
                self._keep(batch.commits())
                self._pace.note(len(batch.changes), time.monotonic() - began)
            error = self._error
        except StoreUnavailable as refusal:
            error = refusal
        finally:
            with self._mutex:
                self._error = error
                batch.settle(error)
            self._end_when_idle()

    def _end_when_idle(self) -> None:
        """Give the turn away, unless some who are just being let go may come back."""
        with self._mutex:
            if not self._used and (self.newest is None or self.newest.is_left()):
                self._end_now()

    def _end_now(self) -> None:
        if not self._ended:
            self._ended = True
            self._end()
