"""What limits the time of one validation: a deadline, and a time for each match of a pattern."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
MATCH_SECONDS = 0.1
VALIDATION_SECONDS = 2.0
CHECKS_PER_READING = 32
"""Checks of a deadline for each reading of the clock, which takes longer than most of what is checked."""


class TooSlow(Exception):
    """The deadline of this validation has passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"could not be checked within {seconds:g} seconds; simplify the schema")


class ValidationLimits:
    """The time that one validation may take.

    It is the processor time of this thread, so that a busy server does not make values invalid.
    """

    def __init__(self, match_s: float = MATCH_SECONDS, total_s: float = VALIDATION_SECONDS) -> None:
        self._match_s, self._total_s = match_s, total_s
        self._end = time.thread_time() + total_s
        self._checks = 0

    def check(self) -> None:
        """Stop the validation once its deadline has passed.

        Raises:
            TooSlow: it has.
        """
        self._checks += 1
        if self._checks % CHECKS_PER_READING == 0:
            self._read_clock()

    def run_match(self, match: Callable[[float], T]) -> T:
        """Run a match that takes its time limit in seconds.

        `regex` counts the processor time of the whole process, so a limit that other threads have
        used up is no reason to give up.

        Raises:
            TimeoutError: the match itself took too long.
            TooSlow: the whole validation did.
        """
        started = self._read_clock()
        limit = patience = min(self._match_s, max(self._end - started, 0.001))
        while True:
            try:
                return match(patience)
            except TimeoutError:
                if time.thread_time() - started >= limit / 2:
                    raise
            self._read_clock()
            patience *= 2

    def _read_clock(self) -> float:
        now = time.thread_time()
        if now > self._end:
            raise TooSlow(self._total_s)
        return now
