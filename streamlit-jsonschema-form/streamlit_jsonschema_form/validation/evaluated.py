"""Which properties of an object a schema has looked at (JSON Schema 2020-12 §11.3)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from streamlit_jsonschema_form.validation.dialect import Value
from streamlit_jsonschema_form.validation.limits import Watch, current
from streamlit_jsonschema_form.validation.pattern import search
from streamlit_jsonschema_form.validation.references import Unresolvable

Validator: TypeAlias = Any
"""A validator of `jsonschema`, which has no types."""


def extra_properties(
    value: dict[str, Any], schema: Mapping[str, Any], watch: Watch | None = None
) -> Iterator[str]:
    """Yield the keys that neither `properties` nor `patternProperties` covers, in order."""
    declared = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    for key in value:
        if key not in declared and not _matches_any(patterns, key, watch):
            yield key


def evaluated_properties(validator: Validator, value: dict[str, Any], schema: Value) -> set[str]:
    """Return the keys that a schema and the subschemas that hold have evaluated."""
    if not isinstance(schema, dict):
        return set()
    keys: set[str] = set()
    for keyword, rule in schema.items():
        if keyword in _EVALUATORS:
            keys |= _EVALUATORS[keyword](validator, value, rule, schema)
    return keys


def _matches_any(patterns: Value, key: str, watch: Watch | None = None) -> bool:
    return isinstance(key, str) and any(search(pattern, key, watch) for pattern in patterns)


def _holds(validator: Validator, value: Value, schema: Value) -> bool:
    return next(validator.descend(value, schema), None) is None


def _declared(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    return set(rule) & set(value)


def _patterned(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    return {key for key in value if _matches_any(rule, key)}


def _additional(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    return {key for key in extra_properties(value, schema) if _holds(validator, value[key], rule)}


def _unevaluated(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    return {key for key in value if _holds(validator, value[key], rule)}


def _referenced(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    try:
        target = current().references.look_up(rule, validator._resolver)
    except Unresolvable:  # the keyword itself reports it
        return set()
    inside = validator.evolve(schema=target.contents, _resolver=target.resolver)
    return evaluated_properties(inside, value, target.contents)


def _branches(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    keys: set[str] = set()
    for branch in rule:
        if _holds(validator, value, branch):
            keys |= evaluated_properties(validator, value, branch)
    return keys


def _dependent(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    keys: set[str] = set()
    for name, branch in rule.items():
        if name in value:
            keys |= evaluated_properties(validator, value, branch)
    return keys


def _conditional(validator: Validator, value: Value, rule: Value, schema: Value) -> set[str]:
    if _holds(validator, value, rule):
        then = evaluated_properties(validator, value, schema.get("then"))
        return then | evaluated_properties(validator, value, rule)
    return evaluated_properties(validator, value, schema.get("else"))


_EVALUATORS: dict[str, Callable[[Validator, Value, Value, Value], set[str]]] = {
    "$ref": _referenced,
    "$dynamicRef": _referenced,
    "properties": _declared,
    "patternProperties": _patterned,
    "additionalProperties": _additional,
    "unevaluatedProperties": _unevaluated,
    "dependentSchemas": _dependent,
    "allOf": _branches,
    "anyOf": _branches,
    "oneOf": _branches,
    "if": _conditional,
}
