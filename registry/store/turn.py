"""Whose turn it is to write: threads in the order they came, then processes by a file lock."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from registry.errors import StoreUnavailable
from registry.store.trouble import translated

_POLL_S = 0.001
_PATIENCE_S = 30.0


class FairLock:
    """A lock that goes to whoever has waited longest.

    `threading.Lock` goes to whoever is quickest, so one busy writer could keep the snapshot
    waiting for ever.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self) -> None:
        """Wait for one's turn."""
        with self._mutex:
            if not self._held:
                self._held = True
                return
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        ticket.acquire()

    def release(self) -> None:
        """Let the next one have it."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class ProcessLock:
    """A lock among all processes of one machine; threads take it one at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path, thread_local=False)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for a block. Raises StoreUnavailable."""
        self.acquire()
        try:
            yield
        finally:
            self.release()

    def acquire(self) -> None:
        """Take the lock. Raises StoreUnavailable."""
        with translated("locked", self.path):
            try:
                self._lock.acquire(timeout=_PATIENCE_S, poll_interval=_POLL_S)
            except Timeout as error:
                what = f"another process has held {self.path} for {_PATIENCE_S:.0f} seconds"
                remedy = "wait for its import to end, or end that process, and try again"
                raise StoreUnavailable(what, remedy) from error

    def release(self) -> None:
        """Give the lock away; any thread may do so."""
        self._lock.release()
