"""Quick verdicts on values, by the many subschemas that say simple things only.

Such a subschema is turned into functions, one for each keyword. Their verdict is the validator's, sooner:
it says whether a value is valid, and the validator says what is wrong with one that is not. Where a
subschema refers to another, looks at what others have evaluated, or is nested deeply, there is none.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from jsonschema import FormatChecker

from streamlit_jsonschema_form.validation.dialect import Value, known_dialect
from streamlit_jsonschema_form.validation.fast_checks import (
    ROWS,
    Check,
    NoVerdict,
    always,
    every,
    never,
)
from streamlit_jsonschema_form.validation.limits import Watch
from streamlit_jsonschema_form.validation.pattern import BadPattern

HIGHEST: Final = 5
"""Levels of subschemas that one verdict covers. What is refused is looked at again by the verdicts on
what is inside it, so this limits how often."""


class _Known(NamedTuple):
    """What was found out about a subschema, which it holds so that its id is not given to another.

    Attributes:
        schema: the subschema.
        check: None when only the validator can tell.
        height: levels of subschemas, itself included.
    """

    schema: Value
    check: Check | None
    height: int


class Verdicts:
    """The checks of the subschemas of one document, each made when it is first asked for."""

    def __init__(self, formats: FormatChecker | None) -> None:
        self._formats = formats
        self._known: dict[Any, dict[int, _Known]] = {}

    def verdict(self, kind: Any, schema: Value, value: Value, watch: Watch) -> bool | None:
        """Tell whether a value is valid; None when only the validator knows.

        Args:
            kind: the class of the validator, which says what each keyword means.
            schema: a subschema; never changed.
            value: what to check.
            watch: of the validation that is running.

        Raises:
            TooSlow: the validation takes too long.
        """
        known = self._known.setdefault(kind, {})
        found = known.get(id(schema)) or self._learn(kind, known, schema)
        if found.check is None:
            return None
        try:
            return found.check(value, watch)
        except (TimeoutError, RecursionError):
            return None

    def _learn(self, kind: Any, known: dict[int, _Known], schema: Value) -> _Known:
        try:
            _Maker(kind, self._formats, known).make(schema)
        except (NoVerdict, RecursionError):
            return known.setdefault(id(schema), _Known(schema, None, 0))
        return known[id(schema)]


class _Maker:
    """Turns one subschema, and those inside it, into checks."""

    def __init__(self, kind: Any, formats: FormatChecker | None, known: dict[int, _Known]) -> None:
        self.formats = formats
        self._kind, self._known = kind, known
        self._height = 0

    def make(self, schema: Value) -> Check:
        """Return the check of a subschema.

        Raises:
            NoVerdict: it says something that has no row, or holds too many levels.
        """
        found = self._known.get(id(schema))
        if found is None:
            outer, self._height = self._height, 0
            check = self._check(schema)
            found = _Known(schema, check, self._height + 1)
            self._known[id(schema)] = found
            self._height = outer
        if found.check is None:
            raise NoVerdict
        self._height = max(self._height, found.height)
        return found.check

    def _check(self, schema: Value) -> Check | None:
        if isinstance(schema, bool):
            return always if schema else never
        said = [keyword for keyword in schema if keyword in self._kind.VALIDATORS]
        if not ROWS.keys() >= set(said):
            return None
        try:
            checks = [ROWS[keyword](self, schema[keyword], schema) for keyword in said]
        except (NoVerdict, BadPattern):
            return None
        return None if self._height >= HIGHEST or self._is_foreign(schema) else every(checks)

    def _is_foreign(self, schema: Value) -> bool:
        """Tell whether a subschema names another dialect, in which keywords mean something else."""
        named = known_dialect(schema.get("$schema"))
        return named is not None and named != known_dialect(self._kind.META_SCHEMA["$schema"])

    def is_type(self, name: str) -> Callable[[Value], bool]:
        """Return what tells whether a value is of a type."""
        plain, checker = _PLAIN.get(name, ()), self._kind.TYPE_CHECKER
        return lambda value: type(value) in plain or checker.is_type(value, name)


_PLAIN: Final[dict[str, tuple[type, ...]]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
