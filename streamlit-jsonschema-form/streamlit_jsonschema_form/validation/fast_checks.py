"""What the simple keywords of JSON Schema demand of a value, each as one quick function.

A row makes the check of one keyword. A check is exact: it holds where the validator finds nothing wrong,
and nowhere else. Keywords without a row are left to the validator.
"""

import operator
from collections.abc import Callable, Mapping, Sized
from numbers import Number
from typing import Any, Final, Protocol

from jsonschema import FormatChecker

from streamlit_jsonschema_form.validation.dialect import Value
from streamlit_jsonschema_form.validation.equality import are_unique, equal, is_multiple
from streamlit_jsonschema_form.validation.evaluated import extra_properties
from streamlit_jsonschema_form.validation.limits import Watch
from streamlit_jsonschema_form.validation.pattern import compile_pattern, search

Check = Callable[[Value, Watch], bool]
"""Tells whether a value is right; the watch limits how long that may take."""


class NoVerdict(Exception):
    """Only the validator knows."""


class Maker(Protocol):
    """Makes the checks of the subschemas inside one."""

    formats: FormatChecker | None

    def make(self, schema: Value) -> Check:
        """Return the check of a subschema; raises NoVerdict, or BadPattern."""

    def is_type(self, name: str) -> Callable[[Value], bool]:
        """Return what tells whether a value is of a type."""


Row = Callable[[Maker, Value, Mapping[str, Value]], Check]
"""Makes a check, given the maker, what stands at the keyword, and the whole subschema."""


def always(_value: Value, _watch: Watch) -> bool:
    """Hold for every value."""
    return True


def never(_value: Value, _watch: Watch) -> bool:
    """Hold for no value."""
    return False


def every(checks: list[Check]) -> Check:
    """Return what holds when all checks do; most places have one or two."""
    if not checks:
        return always
    if len(checks) == 1:
        return checks[0]
    first, second, *rest = checks
    if not rest:
        return lambda value, watch: first(value, watch) and second(value, watch)
    others = every([second, *rest])
    return lambda value, watch: first(value, watch) and others(value, watch)


def _is_number(value: Value) -> bool:
    kind = type(value)
    return kind is int or kind is float or (isinstance(value, Number) and kind is not bool)


def _type(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    if isinstance(rule, str):
        only = maker.is_type(rule)
        return lambda value, _: only(value)
    kinds = [maker.is_type(each) for each in rule]
    return lambda value, _: any(kind(value) for kind in kinds)


def _enum(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    texts = frozenset(each for each in rule if isinstance(each, str))
    others = [each for each in rule if not isinstance(each, str)]

    def check(value: Value, _watch: Watch) -> bool:
        if isinstance(value, str):
            return value in texts
        return any(equal(each, value) for each in others)

    return check


def _const(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    return lambda value, _: equal(value, rule)


def _of_numbers(holds: Callable[[Any, Any], bool]) -> Row:
    """Make the row of a keyword that speaks of numbers alone; draft-04's true and false say nothing."""

    def row(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
        if isinstance(rule, bool):
            return lambda _, __: True
        return lambda value, _: not _is_number(value) or holds(value, rule)

    return row


def _of_size(kind: type[Sized], holds: Callable[[int, Any], bool]) -> Row:
    """Make the row of a keyword that speaks of the size of values of one type alone."""

    def row(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
        return lambda value, _: not isinstance(value, kind) or holds(len(value), rule)

    return row


def _unique(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    if not rule:
        return always
    return lambda value, _: not isinstance(value, list) or are_unique(value)


def _pattern(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    compile_pattern(rule)
    return lambda value, watch: not isinstance(value, str) or search(rule, value, watch)


def _format(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    checker = maker.formats
    if checker is None or rule not in checker.checkers:
        return always
    return lambda value, _: checker.conforms(value, rule)


def _required(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    names = frozenset(rule)
    return lambda value, _: not isinstance(value, dict) or names <= value.keys()


def _properties(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    checks = {name: maker.make(each) for name, each in rule.items()}

    def check(value: Value, watch: Watch) -> bool:
        if not isinstance(value, dict):
            return True
        watch.check()
        few = checks if len(checks) < len(value) else value
        for name in few:
            if name in checks and name in value and not checks[name](value[name], watch):
                return False
        return True

    return check


def _additional(maker: Maker, rule: Value, schema: Mapping[str, Value]) -> Check:
    inner = maker.make(rule)
    if "patternProperties" in schema:
        for pattern in schema["patternProperties"]:
            compile_pattern(pattern)
    elif rule is False:
        declared = schema.get("properties", {}).keys()
        return lambda value, _: not isinstance(value, dict) or value.keys() <= declared

    def check(value: Value, watch: Watch) -> bool:
        if not isinstance(value, dict):
            return True
        watch.check()
        return all(inner(value[key], watch) for key in extra_properties(value, schema, watch))

    return check


def _pattern_properties(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    for pattern in rule:
        compile_pattern(pattern)
    checks = [(pattern, maker.make(each)) for pattern, each in rule.items()]

    def check(value: Value, watch: Watch) -> bool:
        return not isinstance(value, dict) or all(
            inner(each, watch)
            for pattern, inner in checks
            for key, each in value.items()
            if isinstance(key, str) and search(pattern, key, watch)
        )

    return check


def _names(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    inner = maker.make(rule)
    return lambda value, watch: (
        not isinstance(value, dict) or all(inner(key, watch) for key in value)
    )


def _items(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    if not isinstance(rule, bool | dict):
        raise NoVerdict
    inner = maker.make(rule)

    def check(value: Value, watch: Watch) -> bool:
        if not isinstance(value, list):
            return True
        watch.check()
        return all(inner(each, watch) for each in value)

    return check


def _all_of(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    return every([maker.make(each) for each in rule])


def _any_of(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    checks = [maker.make(each) for each in rule]

    def check(value: Value, watch: Watch) -> bool:
        watch.check()
        return any(each(value, watch) for each in checks)

    return check


def _one_of(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    checks = [maker.make(each) for each in rule]

    def check(value: Value, watch: Watch) -> bool:
        watch.check()
        return sum(each(value, watch) for each in checks) == 1

    return check


def _not(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    inner = maker.make(rule)
    return lambda value, watch: not inner(value, watch)


def _if(maker: Maker, rule: Value, schema: Mapping[str, Value]) -> Check:
    condition = maker.make(rule)
    then, otherwise = (maker.make(schema.get(each, True)) for each in ("then", "else"))
    return lambda value, watch: (then if condition(value, watch) else otherwise)(value, watch)


def _dependent_required(_maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    needs = {name: frozenset(names) for name, names in rule.items()}
    return lambda value, _: (
        not isinstance(value, dict)
        or all(names <= value.keys() for name, names in needs.items() if name in value)
    )


def _dependent_schemas(maker: Maker, rule: Value, _schema: Mapping[str, Value]) -> Check:
    checks = {name: maker.make(each) for name, each in rule.items()}
    return lambda value, watch: (
        not isinstance(value, dict)
        or all(check(value, watch) for name, check in checks.items() if name in value)
    )


ROWS: Final[Mapping[str, Row]] = {
    "additionalProperties": _additional,
    "allOf": _all_of,
    "anyOf": _any_of,
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
    "oneOf": _one_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "properties": _properties,
    "propertyNames": _names,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique,
}
