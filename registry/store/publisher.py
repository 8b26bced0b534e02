"""A thread that does one thing soon after it is asked to, many requests at once."""

import logging
import threading
import time
from collections.abc import Callable

from registry.errors import StoreUnavailable

_log = logging.getLogger(__name__)


class Publisher:
    """Calls `publish` soon after `request`, again and again until it succeeds.

    Args:
        publish: returns False when it has to be called again; raises OSError or StoreUnavailable
            when it cannot be done for now, which is logged once per message.
        delay: seconds from a request to the call; more, nine times what the call before it took.
        pause: seconds from a failure to the next call, and the longest wait.
    """

    def __init__(self, publish: Callable[[], bool], *, delay: float, pause: float) -> None:
        self._publish = publish
        self._delay, self._pause = delay, pause
        self._requested = threading.Event()
        self._closing = threading.Event()
        self._complaint = ""
        self._thread = threading.Thread(target=self._run, name="registry-snapshot", daemon=True)
        self._thread.start()

    def request(self) -> None:
        """Ask for a call; asking again before it comes changes nothing."""
        if not self._requested.is_set():
            self._requested.set()

    def close(self) -> None:
        """Make a call that is still owed, once, and end the thread."""
        self._closing.set()
        self._requested.set()
        self._thread.join()
        self._attempt()

    def _run(self) -> None:
        wait = self._delay
        while not self._closing.is_set():
            self._requested.wait()
            if self._closing.wait(wait):
                return
            self._requested.clear()
            began = time.monotonic()
            if self._attempt():
                # A tenth of the time, so that those who write get the rest, unless the pause ends.
                wait = min(max(self._delay, 9 * (time.monotonic() - began)), self._pause)
            else:
                self._requested.set()
                wait = self._pause

    def _attempt(self) -> bool:
        try:
            done = self._publish()
        except (OSError, StoreUnavailable) as error:
            if str(error) != self._complaint:
                _log.warning("the snapshot is behind, and will be tried again: %s", error)
            self._complaint = str(error)
            return False
        self._complaint = ""
        return done
