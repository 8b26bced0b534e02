"""What limits one validation: a deadline, a time for each match, and a guard against loops."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from jsonschema import ValidationError

from streamlit_jsonschema_form.validation.dialect import Value
from streamlit_jsonschema_form.validation.references import References, Resolver

if TYPE_CHECKING:
    from streamlit_jsonschema_form.validation.fast_validator import Verdicts

T = TypeVar("T")
Question = tuple[int | str, ...]
Answers = dict[Question, tuple[Value, Value, bool]]
"""Whether a value obeys a subschema, with both, so that no other gets their ids meanwhile."""
MOST_ANSWERS = 20_000
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

    Time is the processor time of this thread, so that a busy server does not make values invalid.

    Attributes:
        references: those that were followed before are known.
        troubles: errors that say "this could not be decided", and not "this is wrong". They must
            reach the caller even from under `not`, `if` or `contains`, which hide errors.
    """

    def __init__(
        self,
        match_s: float = MATCH_SECONDS,
        total_s: float = VALIDATION_SECONDS,
        verdicts: "Verdicts | None" = None,
        references: References | None = None,
        answers: Answers | None = None,
    ) -> None:
        self._answers = answers
        self._match_s, self._total_s, self._verdicts = match_s, total_s, verdicts
        self.references = references or References()
        self._end = time.thread_time() + total_s
        self._active: set[tuple[int, int]] = set()
        self.troubles: list[ValidationError] = []

    def check(self) -> None:
        """Stop the validation once its deadline has passed.

        Raises:
            TooSlow: it has.
        """
        if time.thread_time() > self._end:
            raise TooSlow(self._total_s)

    def verdict(self, kind: Any, schema: Value, value: Value) -> bool | None:
        """Tell quickly whether a value is valid; None when only the validator knows.

        Args:
            kind: the class of the validator.
            schema: a subschema.
            value: what to check.

        Raises:
            TooSlow: the deadline has passed.
        """
        if self._verdicts is None:
            return None
        return self._verdicts.verdict(kind, schema, value, self)

    def knows(self, question: Question) -> bool:
        """Tell whether a value that is never changed was found to obey a subschema before."""
        known = None if self._answers is None else self._answers.get(question)
        return known is not None and known[2]

    def learn(self, question: Question, schema: Value, value: Value) -> None:
        """Note that a value obeys a subschema, where that is remembered."""
        if self._answers is not None and isinstance(value, (dict, list)):
            remember(self._answers, question, (schema, value, True))

    def match_seconds(self) -> float:
        """Return how long the next match may take."""
        self.check()
        return min(self._match_s, max(self._end - time.thread_time(), 0.001))

    def run_match(self, match: Callable[[float], T]) -> T:
        """Run a match that takes its time limit in seconds.

        `regex` counts the processor time of the whole process, so a limit that other threads have
        used up is no reason to give up.

        Raises:
            TimeoutError: the match itself took too long.
            TooSlow: the whole validation did.
        """
        limit = patience = self.match_seconds()
        started = time.thread_time()
        while True:
            try:
                return match(patience)
            except TimeoutError:
                if time.thread_time() - started >= limit / 2:
                    raise
            self.check()
            patience *= 2

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


def ask(kind: object, schema: object, resolver: Resolver, value: object) -> Question:
    """Return what tells this value under this subschema from others.

    Args:
        kind: the class of the validator, which says what each keyword means.
        schema: the subschema.
        resolver: follows its references.
        value: what is checked.
    """
    return id(kind), id(schema), id(value), resolver._base_uri, *resolver._previous


def remember(answers: Answers, question: Question, answer: tuple[Value, Value, bool]) -> None:
    """Note an answer; all are forgotten where they become too many."""
    if len(answers) >= MOST_ANSWERS:
        answers.clear()
    answers[question] = answer


_CURRENT: ContextVar[Watch] = ContextVar("watch")


def current() -> Watch:
    """Return the watch of the validation that is running."""
    return _CURRENT.get()


@contextmanager
def watching(
    match_s: float = MATCH_SECONDS,
    total_s: float = VALIDATION_SECONDS,
    verdicts: "Verdicts | None" = None,
    references: References | None = None,
    answers: Answers | None = None,
) -> Iterator[Watch]:
    """Run one validation under a new watch, with what is known of the schema if that is given."""
    watch = Watch(match_s, total_s, verdicts, references, answers)
    token = _CURRENT.set(watch)
    try:
        yield watch
    finally:
        _CURRENT.reset(token)
