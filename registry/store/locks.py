"""Locks among threads and among processes, with a deadline for every wait."""

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from registry.errors import StoreUnavailable
from registry.store.os_errors import translated

LOCK_TIMEOUT_S: Final = 10.0
"""How long a change waits for others before it is refused."""

_POLL_S: Final = 0.001


class FairLock:
    """A lock among threads that goes to whoever has waited longest, once a thread.

    `threading.Lock` goes to whoever is quickest, so others could wait for ever for one busy writer.
    """

    def __init__(self, timeout: float = LOCK_TIMEOUT_S) -> None:
        self._timeout = timeout
        self._mutex = threading.Lock()
        self._held = False
        self._owner: int | None = None
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            StoreUnavailable: others hold it for too long.
            RuntimeError: this thread holds it.
        """
        if self._owner == threading.get_ident():
            message = "this thread has a transaction open; use that one"
            raise RuntimeError(message)
        ticket = threading.Lock()
        ticket.acquire()
        with self._mutex:
            self._waiting.append(ticket)
            if not self._held:
                self._held = True
                self._waiting.popleft().release()
        if not ticket.acquire(timeout=self._timeout):
            self._give_up(ticket)
        self._owner = threading.get_ident()

    def _give_up(self, ticket: threading.Lock) -> None:
        with self._mutex:
            if ticket not in self._waiting:
                return  # it was handed over at the last moment
            self._waiting.remove(ticket)
        raise StoreUnavailable(
            f"another change has not ended for {self._timeout:g} seconds",
            "nothing was changed; try again in a moment",
        )

    def release(self) -> None:
        """Hand the lock to the next one."""
        self._owner = None
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
    """A lock among the processes of one machine; one thread of each takes it at a time.

    Each waits first for a second lock, its queue: so a process that takes the lock again and again
    lets others in. The files are empty; one that was deleted is created again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path)
        self._queue = FileLock(path.with_name(f"{path.stem}.queue.lock"))

    @contextmanager
    def held(self, timeout: float = LOCK_TIMEOUT_S) -> Iterator[None]:
        """Hold the lock for a block. Raises StoreUnavailable."""
        deadline = time.monotonic() + timeout
        with translated("locked", self.path):
            taken = self._queue.acquire(deadline)
            try:
                taken = taken and self._lock.acquire(deadline)
            finally:
                self._queue.release()
        if not taken:
            raise StoreUnavailable(
                f"another process has held {self.path} for {timeout:g} seconds",
                "nothing was changed; wait for that process, or end it, and try again",
            )
        try:
            yield
        finally:
            self._lock.release()


class FileLock:
    """`flock` on an empty file, created again when it was deleted; it ends with its process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, deadline: float) -> bool:
        """Take the lock; False when others hold it until the deadline. Raises OSError."""
        while not self._try():
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_S)
        return True

    def release(self) -> None:
        """Release the lock, if it was taken."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _try(self) -> bool:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # A file that was deleted meanwhile locks out nobody who opens the path now.
            if os.path.samestat(os.fstat(descriptor), os.stat(self._path)):  # noqa: PTH116 - hot
                self._descriptor = descriptor
                return True
        except (BlockingIOError, FileNotFoundError):
            pass
        os.close(descriptor)
        return False
