"""What limits one validation: a deadline, a time for each match, and a guard against loops."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from jsonschema import ValidationError

from registry.schema.dialect import Value

MATCH_SECONDS = 0.1
VALIDATION_SECONDS = 2.0


class TooSlow(Exception):
    """The deadline of this validation has passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"could not be checked within {seconds:g} seconds; simplify the schema")


class Undecided(Exception):
    """The cause of an error that says "this could not be decided"."""


class Watch:
    """Guards one validation.

    Attributes:
        troubles: errors that say "this could not be decided", and not "this is wrong". They must
            reach the caller even from under `not`, `if` or `contains`, which hide errors.
    """

    def __init__(self, match_s: float, total_s: float) -> None:
        self._match_s, self._total_s = match_s, total_s
        self._end = time.monotonic() + total_s
        self._active: set[tuple[int, int]] = set()
        self.troubles: list[ValidationError] = []

    def check(self) -> None:
        """Stop the validation once its deadline has passed.

        Raises:
            TooSlow: it has.
        """
        if time.monotonic() > self._end:
            raise TooSlow(self._total_s)

    def match_seconds(self) -> float:
        """Return how long the next match may take."""
        self.check()
        return min(self._match_s, max(self._end - time.monotonic(), 0.001))

    def trouble(self, message: str, **facts: Value) -> ValidationError:
        """Make an error that cannot be lost, for what could not be decided."""
        error = ValidationError(message, cause=Undecided(), **facts)
        self.troubles.append(error)
        return error

    @contextmanager
    def entering(self, schema: object, value: object) -> Iterator[bool]:
        """Tell whether a reference may be followed: not while the same one is being followed."""
        key = (id(schema), id(value))
        fresh = key not in self._active
        self._active.add(key)
        try:
            yield fresh
        finally:
            if fresh:
                self._active.remove(key)


_CURRENT: ContextVar[Watch] = ContextVar("watch")


def current() -> Watch:
    """Return the watch of the validation that is running."""
    return _CURRENT.get()


@contextmanager
def watching(
    match_s: float = MATCH_SECONDS, total_s: float = VALIDATION_SECONDS
) -> Iterator[Watch]:
    """Run one validation under a new watch."""
    watch = Watch(match_s, total_s)
    token = _CURRENT.set(watch)
    try:
        yield watch
    finally:
        _CURRENT.reset(token)
