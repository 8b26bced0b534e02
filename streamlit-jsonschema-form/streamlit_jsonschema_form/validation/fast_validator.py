"""A fast answer to whether a value is valid, for the keywords that need no more than the value.

A subschema is compiled into functions, one for each keyword. Their answer is the validator's, sooner: it
says whether a value is valid, and the validator says what is wrong with one that is not. Other keywords
are left to the validator, as are references, except those inside a metaschema.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sized
from numbers import Number
from typing import Any, Final, NamedTuple

from jsonschema import FormatChecker

from streamlit_jsonschema_form.validation.dialect import known_dialect
from streamlit_jsonschema_form.validation.equality import are_unique, equal, is_multiple
from streamlit_jsonschema_form.validation.limits import ValidationLimits
from streamlit_jsonschema_form.validation.pattern import (
    BadPattern,
    compile_pattern,
    matches_any,
    search,
)

MAX_LEVELS: Final = 5
"""Levels of subschemas that one answer covers. What is refused is looked at again by the answers about
what is inside it, so this limits how often."""

Check = Callable[[Any, ValidationLimits], bool]
"""Tells whether a value is valid, within a time."""


class Unsupported(Exception):
    """A subschema that only the validator can check."""


class FastValidator:
    """The checks of the subschemas of one document, each compiled when it is first used."""

    def __init__(self, formats: FormatChecker | None) -> None:
        self._formats = formats
        self._compiled: dict[Any, dict[int, _Compiled]] = {}

    def is_valid(
        self, validator_class: Any, schema: Any, value: Any, limits: ValidationLimits
    ) -> bool | None:
        """Tell whether a value is valid; None when only the validator knows.

        Args:
            validator_class: says what each keyword means.
            schema: a subschema; never changed.
            value: what to check.
            limits: of the validation that is running.

        Raises:
            TooSlow: the validation takes too long.
        """
        compiled = self._compiled.setdefault(validator_class, {})
        known = compiled.get(id(schema)) or self._compile(validator_class, compiled, schema)
        if known.check is None:
            return None
        try:
            return known.check(value, limits)
        except (TimeoutError, RecursionError):
            return None

    def _compile(
        self, validator_class: Any, compiled: dict[int, "_Compiled"], schema: Any
    ) -> "_Compiled":
        try:
            _Compiler(validator_class, self._formats, compiled).compile(schema)
        except (Unsupported, RecursionError):
            return compiled.setdefault(id(schema), _Compiled(schema, None, 0))
        return compiled[id(schema)]


def compile_metaschema(validator_class: Any, metaschema: Mapping[str, Any]) -> Check:
    """Compile a metaschema whose references all point into itself; `format` says nothing in one.

    Raises:
        Unsupported: it uses a keyword that has no check here.
    """
    compiler = _Compiler(validator_class, None, {}, root=metaschema)
    compiler.root_check = compiler.compile(metaschema)
    return compiler.root_check


class _Compiled(NamedTuple):
    """A subschema, which is held so that its id is not given to another, and its check.

    Attributes:
        schema: the subschema.
        check: None when only the validator can tell.
        levels: of subschemas, itself included.
    """

    schema: Any
    check: Check | None
    levels: int


class _Compiler:
    """Compiles one subschema, and those inside it, by a class of validators.

    Attributes:
        formats: asserts `format`; None where it says nothing.
        root_check: the check of a whole metaschema, once it is compiled.
    """

    def __init__(
        self,
        validator_class: Any,
        formats: FormatChecker | None,
        compiled: dict[int, _Compiled],
        *,
        root: Mapping[str, Any] | None = None,
    ) -> None:
        self.formats = formats
        self.root_check: Check = _never
        self._validator_class, self._compiled, self._root = validator_class, compiled, root
        self._levels = 0

    def compile(self, schema: Any) -> Check:
        """Return the check of a subschema.

        Raises:
            Unsupported: it uses a keyword without a check, or holds too many levels.
        """
        known = self._compiled.get(id(schema))
        if known is None:
            outer, self._levels = self._levels, 0
            check = self._compile_keywords(schema)
            known = _Compiled(schema, check, self._levels + 1)
            self._compiled[id(schema)] = known
            self._levels = outer
        if known.check is None:
            raise Unsupported
        self._levels = max(self._levels, known.levels)
        return known.check

    def _compile_keywords(self, schema: Any) -> Check | None:
        if isinstance(schema, bool):
            return _always if schema else _never
        keywords = [keyword for keyword in schema if keyword in self._validator_class.VALIDATORS]
        if not CHECKS.keys() >= set(keywords):
            return None
        try:
            checks = [CHECKS[keyword](self, schema[keyword], schema) for keyword in keywords]
        except (Unsupported, BadPattern):
            return None
        is_too_deep = self._root is None and self._levels >= MAX_LEVELS
        return None if is_too_deep or self._is_foreign(schema) else _every(checks)

    def _is_foreign(self, schema: Any) -> bool:
        """Tell whether a subschema names another dialect, in which keywords mean something else."""
        named = known_dialect(schema.get("$schema"))
        return named is not None and named != known_dialect(
            self._validator_class.META_SCHEMA["$schema"]
        )

    def is_type(self, name: str) -> Callable[[Any], bool]:
        """Return a function that tells whether a value is of a type."""
        checker = self._validator_class.TYPE_CHECKER
        known = _KNOWN_TYPES.get(name, {})

        def is_type(value: Any) -> bool:
            known_result = known.get(type(value))
            return checker.is_type(value, name) if known_result is None else known_result

        return is_type

    def follow(self, ref: str) -> Check:
        """Return the check of what a metaschema's reference points at.

        Raises:
            Unsupported: this is no metaschema.
        """
        if self._root is None:
            raise Unsupported
        if ref == "#":  # what is being compiled, so its check is made later
            return lambda value, limits: self.root_check(value, limits)
        target: Any = self._root
        for part in ref.removeprefix("#/").split("/"):
            target = target[part]
        return self.compile(target)


_TYPES: Final[dict[str, set[type]]] = {
    "array": {list},
    "boolean": {bool},
    "integer": {int},
    "null": {type(None)},
    "number": {int, float},
    "object": {dict},
    "string": {str},
}
_KNOWN_TYPES: Final[dict[str, dict[type, bool]]] = {
    name: {
        kind: kind in kinds
        for kind in set[type]().union(*_TYPES.values())
        if (name, kind) != ("integer", float)  # 1.0 is an integer, 1.5 is none
    }
    for name, kinds in _TYPES.items()
}
"""Whether values of Python's types are of a JSON type; others are left to the validator's own check."""


CheckMaker = Callable[[_Compiler, Any, Mapping[str, Any]], Check]
"""Makes the check of a keyword from its value and the whole subschema; it holds exactly where the validator
finds nothing wrong."""


def _always(_value: Any, _limits: ValidationLimits) -> bool:
    """Hold for every value."""
    return True


def _never(_value: Any, _limits: ValidationLimits) -> bool:
    """Hold for no value."""
    return False


def _every(checks: list[Check]) -> Check:
    """Return what holds when all checks do; most places have one or two."""
    checks = [check for check in checks if check is not _always]
    if not checks:
        return _always
    if len(checks) == 1:
        return checks[0]
    first, second, *rest = checks
    if not rest:
        return lambda value, limits: first(value, limits) and second(value, limits)
    others = _every([second, *rest])
    return lambda value, limits: first(value, limits) and others(value, limits)


def _is_number(value: Any) -> bool:
    kind = type(value)
    return kind is int or kind is float or (isinstance(value, Number) and kind is not bool)


def _type(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    if isinstance(rule, str):
        only = compiler.is_type(rule)
        return lambda value, _: only(value)
    kinds = [compiler.is_type(each) for each in rule]
    return lambda value, _: any(kind(value) for kind in kinds)


def _enum(_compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    texts = frozenset(each for each in rule if isinstance(each, str))
    others = [each for each in rule if not isinstance(each, str)]

    def check(value: Any, _limits: ValidationLimits) -> bool:
        if isinstance(value, str):
            return value in texts
        return any(equal(each, value) for each in others)

    return check


def _const(_compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    return lambda value, _: equal(value, rule)


def _of_numbers(holds: Callable[[Any, Any], bool]) -> CheckMaker:
    """Make the checks of a keyword about numbers; draft-04's true and false say nothing."""

    def make(_compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
        if isinstance(rule, bool):
            return _always
        return lambda value, _: not _is_number(value) or holds(value, rule)

    return make


def _of_size(kind: type[Sized], holds: Callable[[int, Any], bool]) -> CheckMaker:
    """Make the checks of a keyword about the size of values of one type."""

    def make(_compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
        return lambda value, _: not isinstance(value, kind) or holds(len(value), rule)

    return make


def _unique_items(_compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    if not rule:
        return _always
    return lambda value, _: not isinstance(value, list) or are_unique(value)


def _pattern(_compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    compile_pattern(rule)
    return lambda value, limits: not isinstance(value, str) or search(rule, value, limits)


def _format(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    checker = compiler.formats
    if checker is None or rule not in checker.checkers:
        return _always
    return lambda value, _: checker.conforms(value, rule)


def _required(_compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    names = frozenset(rule)
    return lambda value, _: not isinstance(value, dict) or names <= value.keys()


def _properties(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    compiled = {name: compiler.compile(each) for name, each in rule.items()}
    checks = {name: check for name, check in compiled.items() if check is not _always}
    if not checks:
        return _always

    def check(value: Any, limits: ValidationLimits) -> bool:
        if not isinstance(value, dict):
            return True
        limits.check()
        few = checks if len(checks) < len(value) else value
        for name in few:
            if name in checks and name in value and not checks[name](value[name], limits):
                return False
        return True

    return check


def _additional_properties(compiler: _Compiler, rule: Any, schema: Mapping[str, Any]) -> Check:
    inner = compiler.compile(rule)
    declared = schema.get("properties", {}).keys()
    patterns = tuple(schema.get("patternProperties", ()))
    for pattern in patterns:
        compile_pattern(pattern)
    if inner is _always:
        return _always
    if rule is False and not patterns:
        return lambda value, _: not isinstance(value, dict) or value.keys() <= declared

    def check(value: Any, limits: ValidationLimits) -> bool:
        if not isinstance(value, dict):
            return True
        limits.check()
        return all(
            inner(each, limits)
            for key, each in value.items()
            if key not in declared and not (patterns and matches_any(patterns, key, limits))
        )

    return check


def _pattern_properties(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    for pattern in rule:
        compile_pattern(pattern)
    checks = [(pattern, compiler.compile(each)) for pattern, each in rule.items()]

    def check(value: Any, limits: ValidationLimits) -> bool:
        return not isinstance(value, dict) or all(
            inner(each, limits)
            for pattern, inner in checks
            for key, each in value.items()
            if isinstance(key, str) and search(pattern, key, limits)
        )

    return check


def _property_names(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    inner = compiler.compile(rule)
    if inner is _always:
        return _always
    return lambda value, limits: (
        not isinstance(value, dict) or all(inner(key, limits) for key in value)
    )


def _items(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    if not isinstance(rule, bool | dict):
        raise Unsupported
    inner = compiler.compile(rule)
    if inner is _always:
        return _always

    def check(value: Any, limits: ValidationLimits) -> bool:
        if not isinstance(value, list):
            return True
        limits.check()
        return all(inner(each, limits) for each in value)

    return check


def _all_of(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    return _every([compiler.compile(each) for each in rule])


def _of_branches(holds: Callable[[Iterator[bool]], bool]) -> CheckMaker:
    """Make the checks of a keyword about how many subschemas hold."""

    def make(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
        checks = [compiler.compile(each) for each in rule]

        def check(value: Any, limits: ValidationLimits) -> bool:
            limits.check()
            return holds(each(value, limits) for each in checks)

        return check

    return make


def _not(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    inner = compiler.compile(rule)
    return lambda value, limits: not inner(value, limits)


def _if(compiler: _Compiler, rule: Any, schema: Mapping[str, Any]) -> Check:
    condition = compiler.compile(rule)
    then, otherwise = (compiler.compile(schema.get(each, True)) for each in ("then", "else"))
    return lambda value, limits: (then if condition(value, limits) else otherwise)(value, limits)


def _dependent_required(compiler: _Compiler, rule: Any, schema: Mapping[str, Any]) -> Check:
    checks = {name: _required(compiler, names, schema) for name, names in rule.items()}
    return _when_present(checks)


def _dependent_schemas(compiler: _Compiler, rule: Any, _schema: Mapping[str, Any]) -> Check:
    return _when_present({name: compiler.compile(each) for name, each in rule.items()})


def _when_present(checks: Mapping[str, Check]) -> Check:
    """Return what holds when the check of each name that an object has does."""
    return lambda value, limits: (
        not isinstance(value, dict)
        or all(check(value, limits) for name, check in checks.items() if name in value)
    )


CHECKS: Final[Mapping[str, CheckMaker]] = {
    "$ref": lambda compiler, rule, _: compiler.follow(rule),
    "additionalProperties": _additional_properties,
    "allOf": _all_of,
    "anyOf": _of_branches(any),
    "const": _const,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "enum": _enum,
    "exclusiveMaximum": _of_numbers(operator.lt),
    "exclusiveMinimum": _of_numbers(operator.gt),
    "format": _format,
    "if": _if,
    "items": _items,
    "maxItems": _of_size(list, operator.le),
    "maxLength": _of_size(str, operator.le),
    "maxProperties": _of_size(dict, operator.le),
    "maximum": _of_numbers(operator.le),
    "minItems": _of_size(list, operator.ge),
    "minLength": _of_size(str, operator.ge),
    "minProperties": _of_size(dict, operator.ge),
    "minimum": _of_numbers(operator.ge),
    "multipleOf": _of_numbers(is_multiple),
    "not": _not,
    "oneOf": _of_branches(lambda found: sum(found) == 1),
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "properties": _properties,
    "propertyNames": _property_names,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique_items,
}
