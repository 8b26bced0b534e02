"""What one validation knows while it runs: its limits, what was found before, what is undecided."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jsonschema import ValidationError

from streamlit_jsonschema_form.validation.fast_validator import FastValidator
from streamlit_jsonschema_form.validation.limits import ValidationLimits
from streamlit_jsonschema_form.validation.references import References, Resolver

CacheKey = tuple[int | str, ...]
MAX_RESULTS = 20_000


class Undecided(Exception):
    """The cause of an error that says "this could not be decided"."""


class ResultCache:
    """Whether values obey subschemas; both are held, so that no other gets their ids meanwhile."""

    def __init__(self) -> None:
        self._results: dict[CacheKey, tuple[Any, Any, bool]] = {}

    def get(self, key: CacheKey) -> bool | None:
        """Return a known result, None when there is none."""
        known = self._results.get(key)
        return None if known is None else known[2]

    def add(self, key: CacheKey, schema: Any, value: Any, *, valid: bool) -> None:
        """Store a result; all are dropped when they become too many."""
        if len(self._results) >= MAX_RESULTS:
            self._results.clear()
        self._results[key] = (schema, value, valid)


def cache_key(
    validator_class: object, schema: object, resolver: Resolver, value: object
) -> CacheKey:
    """Return the cache key of a value under a subschema.

    Args:
        validator_class: says what each keyword means.
        schema: the subschema.
        resolver: follows its references.
        value: what is checked.
    """
    return (
        id(validator_class),
        id(schema),
        id(value),
        resolver._base_uri,
        *resolver._previous,
    )


class ValidationContext:
    """What the keywords of one validation share.

    Attributes:
        limits: the time that it may take.
        references: those that were followed before are known.
        undecided: errors that say "this could not be decided", and not "this is wrong". They must
            reach the caller even from under `not`, `if` or `contains`, which hide errors.
    """

    def __init__(
        self,
        limits: ValidationLimits | None = None,
        references: References | None = None,
        fast: FastValidator | None = None,
        results: ResultCache | None = None,
    ) -> None:
        self.limits = limits or ValidationLimits()
        self.references = references or References()
        self.undecided: list[ValidationError] = []
        self._fast, self._results = fast, results
        self._entered: set[tuple[int, int]] = set()

    def is_valid(self, validator_class: Any, schema: Any, value: Any) -> bool | None:
        """Tell quickly whether a value is valid; None when only the validator knows.

        Raises:
            TooSlow: the deadline has passed.
        """
        if self._fast is None:
            return None
        return self._fast.is_valid(validator_class, schema, value, self.limits)

    def is_known_valid(self, key: CacheKey) -> bool:
        """Tell whether a value that is never changed was found to obey a subschema before."""
        return self._results is not None and self._results.get(key) is True

    def add_valid(self, key: CacheKey, schema: Any, value: Any) -> None:
        """Store that a value obeys a subschema, where there is a cache."""
        if self._results is not None and isinstance(value, (dict, list)):
            self._results.add(key, schema, value, valid=True)

    def add_undecided(self, message: str, **facts: Any) -> ValidationError:
        """Make an error that cannot be lost, for what could not be decided."""
        error = ValidationError(message, cause=Undecided(), **facts)
        self.undecided.append(error)
        return error

    @contextmanager
    def entering(self, schema: object, value: object) -> Iterator[bool]:
        """Tell whether a reference may be followed: not while the same one is being followed."""
        key = (id(schema), id(value))
        fresh = key not in self._entered
        self._entered.add(key)
        try:
            yield fresh
        finally:
            if fresh:
                self._entered.remove(key)


_CURRENT: ContextVar[ValidationContext] = ContextVar("validation_context")


def current_context() -> ValidationContext:
    """Return the context of the validation that is running."""
    return _CURRENT.get()


@contextmanager
def activate(context: ValidationContext) -> Iterator[ValidationContext]:
    """Make a context the current one while one validation runs."""
    token = _CURRENT.set(context)
    try:
        yield context
    finally:
        _CURRENT.reset(token)
