"""Keywords of JSON Schema that are checked here, and the validators made of them.

`jsonschema` checks the rest. Ours differ in three ways: patterns run under a time limit, nothing is
ever fetched, and an error is put where a person can act on it (at the missing child, at each extra
key, at each repeated item) and not at the object or list around it. What is valid does not change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from jsonschema import ValidationError
from jsonschema._utils import find_evaluated_item_indexes_by_schema
from jsonschema.validators import Draft7Validator, Draft202012Validator, extend

from streamlit_jsonschema_form.validation.context import cache_key, current_context
from streamlit_jsonschema_form.validation.dialect import (
    DRAFT_7,
    DRAFT_2020_12,
    known_dialect,
)
from streamlit_jsonschema_form.validation.equality import identity, is_multiple
from streamlit_jsonschema_form.validation.messages import count, demand_of, join, name_branch
from streamlit_jsonschema_form.validation.pattern import BadPattern, matches_any, search
from streamlit_jsonschema_form.validation.references import Unresolvable

Validator: TypeAlias = Any
"""A validator of `jsonschema`, which has no types."""
Errors = Iterator[ValidationError]
Keyword = Callable[[Validator, Any, Any, Any], Errors]


def _pattern(validator: Validator, pattern: str, value: Any, schema: Any) -> Errors:
    if isinstance(value, str) and not search(pattern, value, current_context().limits):
        yield ValidationError(f"does not match {pattern}")


def _pattern_properties(validator: Validator, patterns: Any, value: Any, schema: Any) -> Errors:
    limits = current_context().limits
    for pattern, subschema in patterns.items():
        for key in value:
            if matches_any((pattern,), key, limits):
                yield from validator.descend(value[key], subschema, path=key, schema_path=pattern)


def _additional_properties(validator: Validator, subschema: Any, value: Any, schema: Any) -> Errors:
    yield from _check_keys(validator, subschema, value, _extra_properties(value, schema))


def _unevaluated_properties(
    validator: Validator, subschema: Any, value: Any, schema: Any
) -> Errors:
    known = _evaluated_properties(validator, value, schema)
    yield from _check_keys(validator, subschema, value, (key for key in value if key not in known))


def _check_keys(validator: Validator, subschema: Any, value: Any, keys: Iterable[str]) -> Errors:
    """Check the values of these keys; where none is allowed, each key is an error."""
    for key in keys:
        if subschema is False:
            yield ValidationError("is not a known field", path=[key], instance=value[key])
        else:
            yield from validator.descend(value[key], subschema, path=key)


def _property_names(validator: Validator, subschema: Any, value: Any, schema: Any) -> Errors:
    for key in value:
        yield from validator.descend(key, subschema, path=key)


def _required(validator: Validator, names: Iterable[str], value: Any, schema: Any) -> Errors:
    for name in names:
        if name not in value:
            yield ValidationError("is required", path=[name])


def _dependent_required(validator: Validator, needs: Any, value: Any, schema: Any) -> Errors:
    for name, needed in needs.items():
        if name in value:
            for each in needed:
                if each not in value:
                    message = f"is required with {name}; fill it in, or remove {name}"
                    yield ValidationError(message, path=[each])


def _dependencies(validator: Validator, needs: Any, value: Any, schema: Any) -> Errors:
    """Draft-07 §6.5.7: each entry is a list of names or a schema."""
    for name, needed in needs.items():
        if isinstance(needed, list):
            yield from _dependent_required(validator, {name: needed}, value, schema)
        elif name in value:
            yield from validator.descend(value, needed, schema_path=name)


def _unique_items(validator: Validator, asserted: Any, value: Any, schema: Any) -> Errors:
    if not asserted:
        return
    seen: dict[Any, int] = {}
    for index, item in enumerate(value):
        first = seen.setdefault(identity(item), index)
        if first != index:
            yield ValidationError(
                f"repeats item {first + 1}; change or remove it", path=[index], instance=item
            )


def _multiple_of(validator: Validator, step: Any, value: Any, schema: Any) -> Errors:
    if validator.is_type(value, "number") and not is_multiple(value, step):
        yield ValidationError(f"is not a multiple of {step}")


def _one_of(validator: Validator, branches: Any, value: Any, schema: Any) -> Errors:
    found = [
        list(validator.descend(value, branch, schema_path=index))
        for index, branch in enumerate(branches)
    ]
    fitting = [index for index, errors in enumerate(found) if not errors]
    if not fitting:
        yield ValidationError("fits none of the choices", context=[e for es in found for e in es])
    elif len(fitting) > 1:
        names = join((name_branch(branches[index], index) for index in fitting), "and")
        yield ValidationError(
            f"fits {len(fitting)} of the choices, {names}, and may fit only one; "
            "change what should tell them apart"
        )


def _reference(validator: Validator, ref: str, value: Any, schema: Any) -> Errors:
    context = current_context()
    try:
        target = context.references.look_up(ref, validator._resolver)
    except Unresolvable as error:
        yield context.add_undecided(str(error))
        return
    key = cache_key(type(validator), target.contents, target.resolver, value)
    if context.is_known_valid(key):
        return
    undecided = len(context.undecided)
    with context.entering(target.contents, value) as fresh:
        found = (
            list(validator.descend(value, target.contents, resolver=target.resolver))
            if fresh
            else [context.add_undecided(f"the reference {ref} leads back to itself without end")]
        )
    if not found and len(context.undecided) == undecided:
        context.add_valid(key, target.contents, value)
    yield from found


def _items(validator: Validator, rule: Any, value: Any, schema: Any) -> Errors:
    """Check the items behind those that have positions of their own (2020-12 core §10.3.1.2)."""
    yield from _check_from(validator, rule, value, len(schema.get("prefixItems", ())))


def _additional_items(validator: Validator, rule: Any, value: Any, schema: Any) -> Errors:
    """Check the items behind a list of `items`; without one it says nothing (draft-07 §6.4.2)."""
    listed = schema.get("items")
    if isinstance(listed, list):
        yield from _check_from(validator, rule, value, len(listed))


def _check_from(validator: Validator, rule: Any, value: Any, most: int) -> Errors:
    """Check the items from a position on; where none is allowed, each is an error."""
    for index, item in enumerate(value[most:], start=most):
        if rule is False:
            limit = f"at most {count(most, 'item')} may be here" if most else "none may be here"
            message = f"is one item too many, {limit}; remove it"
            yield ValidationError(message, path=[index], instance=item)
        else:
            yield from validator.descend(item, rule, path=index)


def _unevaluated_items(validator: Validator, rule: Any, value: Any, schema: Any) -> Errors:
    """Check the items that nothing else looked at (2020-12 core §11.2)."""
    known = frozenset(find_evaluated_item_indexes_by_schema(validator, value, schema))
    for index, item in enumerate(value):
        if index not in known:
            message = "is an item that no rule of this list allows; change or remove it"
            yield ValidationError(message, path=[index], instance=item)


def _contains(validator: Validator, rule: Any, value: Any, schema: Any) -> Errors:
    """Check how many items are of one kind (2020-12 core §10.3.1.3, validation §6.4.4, §6.4.5)."""
    least, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
    found = [n for n, item in enumerate(value, 1) if _holds(validator, item, rule)]
    kind = demand_of(rule)
    described = f"of this kind: {kind}" if kind else "of the kind that is asked for"
    if len(found) < least:
        message = (
            f"must contain at least {_count_items(least)} {described}, has {len(found) or 'none'}"
        )
        keyword = {"validator": "minContains", "validator_value": least} if found else {}
        yield ValidationError(f"{message}; add {_count_items(least - len(found))}", **keyword)
    if len(found) > most:
        places = join(map(str, found), "and")
        has = f"has {len(found)} (items {places})"
        message = f"must contain at most {_count_items(most)} {described}, {has}"
        advice = f"change or remove {_count_items(len(found) - most)}"
        yield ValidationError(f"{message}; {advice}", validator="maxContains", validator_value=most)


def _contains_one(validator: Validator, rule: Any, value: Any, schema: Any) -> Errors:
    """Check that an item is of one kind; draft-07 knows no numbers (§6.4.6)."""
    yield from _contains(validator, rule, value, {})


def _count_items(number: float) -> str:
    return count(int(number), "item")


def _extra_properties(value: dict[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys that neither `properties` nor `patternProperties` covers, in order."""
    declared = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    limits = current_context().limits
    for key in value:
        if key not in declared and not matches_any(patterns, key, limits):
            yield key


def _evaluated_properties(validator: Validator, value: dict[str, Any], schema: Any) -> set[str]:
    """Return the keys that a schema and the subschemas that hold have evaluated."""
    if not isinstance(schema, dict):
        return set()
    keys: set[str] = set()
    for keyword, rule in schema.items():
        if keyword in _EVALUATORS:
            keys |= _EVALUATORS[keyword](validator, value, rule, schema)
    return keys


def _holds(validator: Validator, value: Any, schema: Any) -> bool:
    return next(validator.descend(value, schema), None) is None


def _evaluated_by_properties(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    return set(rule) & set(value)


def _evaluated_by_patterns(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    limits = current_context().limits
    return {key for key in value if matches_any(rule, key, limits)}


def _evaluated_by_additional(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    return {key for key in _extra_properties(value, schema) if _holds(validator, value[key], rule)}


def _evaluated_by_unevaluated(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    return {key for key in value if _holds(validator, value[key], rule)}


def _evaluated_by_reference(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    try:
        target = current_context().references.look_up(rule, validator._resolver)
    except Unresolvable:  # the keyword itself reports it
        return set()
    inside = validator.evolve(schema=target.contents, _resolver=target.resolver)
    return _evaluated_properties(inside, value, target.contents)


def _evaluated_by_branches(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    keys: set[str] = set()
    for branch in rule:
        if _holds(validator, value, branch):
            keys |= _evaluated_properties(validator, value, branch)
    return keys


def _evaluated_by_dependents(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    keys: set[str] = set()
    for name, branch in rule.items():
        if name in value:
            keys |= _evaluated_properties(validator, value, branch)
    return keys


def _evaluated_by_condition(validator: Validator, value: Any, rule: Any, schema: Any) -> set[str]:
    if _holds(validator, value, rule):
        then = _evaluated_properties(validator, value, schema.get("then"))
        return then | _evaluated_properties(validator, value, rule)
    return _evaluated_properties(validator, value, schema.get("else"))


_EVALUATORS: dict[str, Callable[[Validator, Any, Any, Any], set[str]]] = {
    "$ref": _evaluated_by_reference,
    "$dynamicRef": _evaluated_by_reference,
    "properties": _evaluated_by_properties,
    "patternProperties": _evaluated_by_patterns,
    "additionalProperties": _evaluated_by_additional,
    "unevaluatedProperties": _evaluated_by_unevaluated,
    "dependentSchemas": _evaluated_by_dependents,
    "allOf": _evaluated_by_branches,
    "anyOf": _evaluated_by_branches,
    "oneOf": _evaluated_by_branches,
    "if": _evaluated_by_condition,
}


def _of_numbers(name: str) -> Keyword:
    """Ignore draft-04's `true` and `false`, about which reading the schema warns."""
    stock: Keyword = Draft202012Validator.VALIDATORS[name]

    def checked(validator: Validator, bound: Any, value: Any, schema: Any) -> Errors:
        return iter(()) if isinstance(bound, bool) else stock(validator, bound, value, schema)

    return checked


def _with_pattern_errors(keyword: Keyword) -> Keyword:
    """Turn a pattern that is too slow or cannot be read into an error at its place."""

    def checked(validator: Validator, rule: Any, value: Any, schema: Any) -> Errors:
        try:
            yield from keyword(validator, rule, value, schema)
        except TimeoutError:
            message = "could not be checked: a pattern took too long; simplify it"
            yield current_context().add_undecided(message)
        except BadPattern as error:
            message = f"could not be checked: a pattern cannot be read: {error}"
            yield current_context().add_undecided(message)

    return checked


def _for_type(kind: type, keyword: Keyword) -> Keyword:
    """Apply a keyword to values of one type alone, as the specification says."""

    def checked(validator: Validator, rule: Any, value: Any, schema: Any) -> Errors:
        return keyword(validator, rule, value, schema) if isinstance(value, kind) else iter(())

    return checked


_ALL_DIALECTS: dict[str, Keyword] = {
    "$ref": _reference,
    "additionalProperties": _with_pattern_errors(_for_type(dict, _additional_properties)),
    "exclusiveMaximum": _of_numbers("exclusiveMaximum"),
    "exclusiveMinimum": _of_numbers("exclusiveMinimum"),
    "multipleOf": _multiple_of,
    "oneOf": _one_of,
    "pattern": _with_pattern_errors(_for_type(str, _pattern)),
    "patternProperties": _with_pattern_errors(_for_type(dict, _pattern_properties)),
    "propertyNames": _for_type(dict, _property_names),
    "required": _for_type(dict, _required),
    "uniqueItems": _for_type(list, _unique_items),
}
_DRAFT_7: dict[str, Keyword] = {
    "additionalItems": _for_type(list, _additional_items),
    "contains": _for_type(list, _contains_one),
    "dependencies": _for_type(dict, _dependencies),
}
_DRAFT_2020_12: dict[str, Keyword] = {
    "$dynamicRef": _reference,
    "contains": _for_type(list, _contains),
    "dependentRequired": _for_type(dict, _dependent_required),
    "items": _for_type(list, _items),
    "unevaluatedItems": _for_type(list, _unevaluated_items),
    "unevaluatedProperties": _with_pattern_errors(_for_type(dict, _unevaluated_properties)),
}


def _evolve(self: Validator, **changes: Any) -> Validator:
    """Move to a subschema; every step of a validation passes here, so the deadline is checked.

    The method that this replaces would leave our keywords at a subschema with a `$schema`.
    """
    current_context().limits.check()
    schema = changes.get("schema", self.schema)
    named = known_dialect(schema.get("$schema")) if isinstance(schema, dict) else None
    validator_class = VALIDATORS[named] if named else type(self)
    return validator_class(
        schema=schema,
        format_checker=self.format_checker,
        registry=self._registry,
        _resolver=changes.get("_resolver", self._resolver),
    )


def _is_valid(self: Validator, instance: Any) -> bool:
    """Ask the fast validator before looking for errors."""
    known = current_context().is_valid(type(self), self.schema, instance)
    return next(self.iter_errors(instance), None) is None if known is None else known


def _descend_with(stock: Callable[..., Errors]) -> Callable[..., Errors]:
    """Skip what the fast validator finds valid; else find the errors, each at its place.

    The method that this wraps drops the place of the error of a `false` subschema.
    """

    def descend(
        self: Validator,
        instance: Any,
        schema: Any,
        path: Any = None,
        schema_path: Any = None,
        resolver: Any = None,
    ) -> Errors:
        if current_context().is_valid(type(self), schema, instance):
            return
        if resolver is None and isinstance(schema, dict) and "$id" not in schema:
            resolver = (
                self._resolver
            )  # the resolver that the wrapped method would find, more slowly
        if schema is not False:
            yield from stock(self, instance, schema, path, schema_path, resolver)
            return
        yield ValidationError(
            "is not allowed here",
            validator=None,
            validator_value=None,
            instance=instance,
            schema=schema,
            path=() if path is None else (path,),
            schema_path=() if schema_path is None else (schema_path,),
        )

    return descend


def _make_class(base: Validator, keywords: dict[str, Keyword]) -> Validator:
    validator_class = extend(base, validators=keywords)
    validator_class.evolve = _evolve
    validator_class.is_valid = _is_valid
    validator_class.descend = _descend_with(validator_class.descend)
    return validator_class


VALIDATORS: dict[str, Any] = {
    DRAFT_7: _make_class(Draft7Validator, _ALL_DIALECTS | _DRAFT_7),
    DRAFT_2020_12: _make_class(Draft202012Validator, _ALL_DIALECTS | _DRAFT_2020_12),
}
