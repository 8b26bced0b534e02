"""A quick yes for schemas that plainly obey their metaschema, which nearly all do.

A metaschema is turned into functions, one for each keyword that it uses, so that nothing is said twice.
They may refuse what the validator would accept, which then decides; never the other way round.
"""

from collections.abc import Callable
from typing import Final

from streamlit_jsonschema_form.validation.dialect import Value
from streamlit_jsonschema_form.validation.pattern import compile_pattern

DEEPEST: Final = 30
"""Schemas inside schemas; the validator, which has its own limit, decides about deeper ones."""

Check = Callable[[Value, int], bool]
"""Tells of a value whether it is right, given how many schemas deep it may still go."""


def make_acceptor(metaschema: Value) -> Callable[[Value], bool]:
    """Return a function that tells whether a schema plainly obeys a metaschema.

    Raises:
        KeyError: the metaschema uses a keyword that has no row here.
    """
    check = _Maker(metaschema).check()
    return lambda schema: check(schema, DEEPEST)


class _Maker:
    """Turns one metaschema into a check."""

    def __init__(self, metaschema: Value) -> None:
        self._root: Check | None = None
        self._metaschema = metaschema

    def check(self) -> Check:
        self._root = self.make(self._metaschema)
        return self._again

    def _again(self, value: Value, depth: int) -> bool:
        return depth > 0 and self._root is not None and self._root(value, depth - 1)

    def make(self, rule: Value) -> Check:
        """Return the check of one subschema of the metaschema."""
        made = [] if rule is True else [ROWS[k](self, rule[k]) for k in rule if k not in _SILENT]
        return _every(made)

    def reference(self, ref: str) -> Check:
        """Return the check that a reference inside the metaschema points at."""
        if ref == "#":
            return self._again
        target = self._metaschema
        for part in ref.removeprefix("#/").split("/"):
            target = target[part]
        return self.make(target)


def _every(checks: list[Check]) -> Check:
    if not checks:
        return lambda _value, _depth: True
    first, *rest = checks
    if not rest:
        return first
    others = _every(rest)
    return lambda value, depth: first(value, depth) and others(value, depth)


_SILENT: Final = frozenset(
    (
        "$schema",
        "$id",
        "$comment",
        "$defs",
        "definitions",
        "title",
        "default",
        "deprecated",
        "format",
    )
)


_KINDS: Final[dict[str, Callable[[Value], bool]]] = {
    "array": lambda v: type(v) is list,
    "boolean": lambda v: v is True or v is False,
    "integer": lambda v: type(v) is int or (type(v) is float and v.is_integer()),
    "number": lambda v: type(v) is int or type(v) is float,
    "object": lambda v: type(v) is dict,
    "string": lambda v: type(v) is str,
}


def _type(_maker: _Maker, rule: Value) -> Check:
    if isinstance(rule, str):
        only = _KINDS[rule]
        return lambda value, _: only(value)
    kinds = [_KINDS[each] for each in rule]
    return lambda value, _: any(kind(value) for kind in kinds)


def _enum(_maker: _Maker, rule: Value) -> Check:
    allowed = frozenset(rule)
    return lambda value, _: type(value) is str and value in allowed


def _pattern(_maker: _Maker, rule: Value) -> Check:
    compiled = compile_pattern(rule)
    return lambda value, _: type(value) is str and compiled.search(value) is not None


def _any_of(maker: _Maker, rule: Value) -> Check:
    checks = [maker.make(each) for each in rule]
    return lambda value, depth: any(check(value, depth) for check in checks)


def _all_of(maker: _Maker, rule: Value) -> Check:
    return _every([maker.make(each) for each in rule])


def _properties(maker: _Maker, rule: Value) -> Check:
    checks = {name: maker.make(each) for name, each in rule.items() if each is not True}

    def check(value: Value, depth: int) -> bool:
        if type(value) is not dict:
            return True
        for name, each in value.items():  # noqa: SIM110 - a generator costs more than most checks
            if name in checks and not checks[name](each, depth):
                return False
        return True

    return check


def _values(maker: _Maker, rule: Value) -> Check:
    inner = maker.make(rule)
    return lambda value, depth: (
        type(value) is not dict or all(inner(each, depth) for each in value.values())
    )


def _names(maker: _Maker, rule: Value) -> Check:
    inner = maker.make(rule)
    return lambda value, depth: type(value) is not dict or all(inner(key, depth) for key in value)


def _items(maker: _Maker, rule: Value) -> Check:
    inner = maker.make(rule)
    return lambda value, depth: type(value) is not list or all(inner(each, depth) for each in value)


def _distinct(_maker: _Maker, _rule: Value) -> Check:
    return lambda value, _: (
        type(value) is list
        and all(type(each) is str for each in value)
        and len(set(value)) == len(value)
    )


def _at_least(_maker: _Maker, rule: Value) -> Check:
    return lambda value, _: type(value) in (int, float) and value >= rule


def _above(_maker: _Maker, rule: Value) -> Check:
    return lambda value, _: type(value) in (int, float) and value > rule


def _as_long_as(_maker: _Maker, rule: Value) -> Check:
    return lambda value, _: type(value) is list and len(value) >= rule


ROWS: Final[dict[str, Callable[[_Maker, Value], Check]]] = {
    "$ref": _Maker.reference,
    "additionalProperties": _values,
    "allOf": _all_of,
    "anyOf": _any_of,
    "enum": _enum,
    "exclusiveMinimum": _above,
    "items": _items,
    "minItems": _as_long_as,
    "minimum": _at_least,
    "pattern": _pattern,
    "properties": _properties,
    "propertyNames": _names,
    "type": _type,
    "uniqueItems": _distinct,
}
