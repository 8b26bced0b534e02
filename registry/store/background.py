"""A thread that does a store's chores: each some time after it was requested, many requests at once."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from registry.errors import StoreUnavailable

_log = logging.getLogger(__name__)

_FIRST_RETRY_S: Final = 0.5
_LONGEST_RETRY_S: Final = 30.0


class Chore:
    """Something to do, and when.

    Args:
        name: completes the sentence "… failed and will be tried again" in the log.
        work: returns in how many seconds it has to be done again, None when it is done; raises
            OSError or StoreUnavailable when it cannot be done now.
    """

    def __init__(self, name: str, work: Callable[[], float | None]) -> None:
        self.name, self.due = name, float("inf")
        self._work = work
        self._retry = _FIRST_RETRY_S
        self._complaint = ""

    def run(self) -> None:
        """Do it, after each failure later than before; a message is logged once."""
        self.due = float("inf")
        try:
            again = self._work()
        except (OSError, StoreUnavailable) as error:
            if str(error) != self._complaint:
                _log.warning("%s failed and will be tried again: %s", self.name, error)
            self._complaint = str(error)
            again = self._retry
            self._retry = min(2 * self._retry, _LONGEST_RETRY_S)
        else:
            self._complaint, self._retry = "", _FIRST_RETRY_S
        if again is not None:
            self.due = min(self.due, time.monotonic() + again)


class BackgroundThread:
    """Does chores when they are due, one at a time."""

    def __init__(self, *chores: Chore) -> None:
        self._chores = chores
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="registry-store", daemon=True)
        self._thread.start()

    def request(self, chore: Chore, delay: float) -> None:
        """Have a chore done in some seconds at the latest."""
        due = time.monotonic() + delay
        if chore.due > due:
            with self._wake:
                chore.due = min(chore.due, due)
                self._wake.notify()

    def close(self) -> None:
        """End the thread, once the chore under way is done."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while (chore := self._next()) is not None:
            chore.run()

    def _next(self) -> Chore | None:
        with self._wake:
            while not self._closing:
                chore = min(self._chores, key=lambda each: each.due)
                rest = chore.due - time.monotonic()
                if rest <= 0:
                    return chore
                self._wake.wait(min(rest, threading.TIMEOUT_MAX))
        return None
