"""Keywords of JSON Schema that Patternshop checks itself, and the validators made of them.

`jsonschema` checks the rest. Ours differ in three ways: patterns run under a time limit, nothing is
ever fetched, and an error is put where a person can act on it (at the missing child, at each extra
key, at each repeated item) and not at the object or list around it. What is valid does not change.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jsonschema import ValidationError
from jsonschema.validators import Draft7Validator, Draft202012Validator, extend

from streamlit_jsonschema_form.validation.array_keywords import (
    check_additional,
    check_contains,
    check_contains_one,
    check_items,
    check_unevaluated,
)
from streamlit_jsonschema_form.validation.dialect import (
    DRAFT_7,
    DRAFT_2020_12,
    Value,
    known_dialect,
)
from streamlit_jsonschema_form.validation.equality import identity, is_multiple
from streamlit_jsonschema_form.validation.evaluated import (
    Validator,
    evaluated_properties,
    extra_properties,
)
from streamlit_jsonschema_form.validation.limits import ask, current
from streamlit_jsonschema_form.validation.messages import join, name_branch
from streamlit_jsonschema_form.validation.pattern import BadPattern, search
from streamlit_jsonschema_form.validation.references import Unresolvable

Errors = Iterator[ValidationError]
Keyword = Callable[[Validator, Value, Value, Value], Errors]


def _pattern(validator: Validator, pattern: str, value: Value, schema: Value) -> Errors:
    if isinstance(value, str) and not search(pattern, value):
        yield ValidationError(f"does not match {pattern}")


def _pattern_properties(
    validator: Validator, patterns: Value, value: Value, schema: Value
) -> Errors:
    for pattern, subschema in patterns.items():
        for key in value:
            if isinstance(key, str) and search(pattern, key):
                yield from validator.descend(value[key], subschema, path=key, schema_path=pattern)


def _additional_properties(
    validator: Validator, subschema: Value, value: Value, schema: Value
) -> Errors:
    for key in extra_properties(value, schema):
        if subschema is False:
            yield ValidationError("is not a known field", path=[key], instance=value[key])
        else:
            yield from validator.descend(value[key], subschema, path=key)


def _unevaluated_properties(
    validator: Validator, subschema: Value, value: Value, schema: Value
) -> Errors:
    known = evaluated_properties(validator, value, schema)
    for key in value:
        if key in known:
            continue
        if subschema is False:
            yield ValidationError("is not a known field", path=[key], instance=value[key])
        else:
            yield from validator.descend(value[key], subschema, path=key)


def _property_names(validator: Validator, subschema: Value, value: Value, schema: Value) -> Errors:
    for key in value:
        yield from validator.descend(key, subschema, path=key)


def _required(validator: Validator, names: Iterable[str], value: Value, schema: Value) -> Errors:
    for name in names:
        if name not in value:
            yield ValidationError("is required", path=[name])


def _dependent_required(validator: Validator, needs: Value, value: Value, schema: Value) -> Errors:
    for name, needed in needs.items():
        if name in value:
            for each in needed:
                if each not in value:
                    yield ValidationError(_with(name), path=[each])


def _with(name: str) -> str:
    return f"is required with {name}; fill it in, or remove {name}"


def _dependencies(validator: Validator, needs: Value, value: Value, schema: Value) -> Errors:
    """Draft-07 §6.5.7: each entry is a list of names or a schema."""
    for name, needed in needs.items():
        if isinstance(needed, list):
            yield from _dependent_required(validator, {name: needed}, value, schema)
        elif name in value:
            yield from validator.descend(value, needed, schema_path=name)


def _unique_items(validator: Validator, wanted: Value, value: Value, schema: Value) -> Errors:
    if not wanted:
        return
    seen: dict[Any, int] = {}
    for index, item in enumerate(value):
        first = seen.setdefault(identity(item), index)
        if first != index:
            yield ValidationError(
                f"repeats item {first + 1}; change or remove it", path=[index], instance=item
            )


def _multiple_of(validator: Validator, step: Value, value: Value, schema: Value) -> Errors:
    if validator.is_type(value, "number") and not is_multiple(value, step):
        yield ValidationError(f"is not a multiple of {step}")


def _one_of(validator: Validator, branches: Value, value: Value, schema: Value) -> Errors:
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


def _reference(validator: Validator, ref: str, value: Value, schema: Value) -> Errors:
    watch = current()
    try:
        target = watch.references.look_up(ref, validator._resolver)
    except Unresolvable as error:
        yield watch.trouble(str(error))
        return
    question = ask(type(validator), target.contents, target.resolver, value)
    if watch.knows(question):
        return
    troubles = len(watch.troubles)
    with watch.entering(target.contents, value) as fresh:
        found = (
            list(validator.descend(value, target.contents, resolver=target.resolver))
            if fresh
            else [watch.trouble(f"the reference {ref} leads back to itself without end")]
        )
    if not found and len(watch.troubles) == troubles:
        watch.learn(question, target.contents, value)
    yield from found


def _of_numbers(name: str) -> Keyword:
    """Pass over draft-04's `true` and `false`, which is told where the schema is read."""
    stock: Keyword = Draft202012Validator.VALIDATORS[name]

    def checked(validator: Validator, bound: Value, value: Value, schema: Value) -> Errors:
        return iter(()) if isinstance(bound, bool) else stock(validator, bound, value, schema)

    return checked


def _careful(keyword: Keyword) -> Keyword:
    """Turn a pattern that is too slow or unreadable into an error at its place."""

    def checked(validator: Validator, rule: Value, value: Value, schema: Value) -> Errors:
        try:
            yield from keyword(validator, rule, value, schema)
        except TimeoutError:
            yield current().trouble("could not be checked: a pattern took too long; simplify it")
        except BadPattern as error:
            yield current().trouble(f"could not be checked: a pattern cannot be read: {error}")

    return checked


def _for_type(kind: type, keyword: Keyword) -> Keyword:
    """Apply a keyword to values of one type alone, as the specification says."""

    def checked(validator: Validator, rule: Value, value: Value, schema: Value) -> Errors:
        return keyword(validator, rule, value, schema) if isinstance(value, kind) else iter(())

    return checked


_BOTH: dict[str, Keyword] = {
    "$ref": _reference,
    "additionalProperties": _careful(_for_type(dict, _additional_properties)),
    "exclusiveMaximum": _of_numbers("exclusiveMaximum"),
    "exclusiveMinimum": _of_numbers("exclusiveMinimum"),
    "multipleOf": _multiple_of,
    "oneOf": _one_of,
    "pattern": _careful(_for_type(str, _pattern)),
    "patternProperties": _careful(_for_type(dict, _pattern_properties)),
    "propertyNames": _for_type(dict, _property_names),
    "required": _for_type(dict, _required),
    "uniqueItems": _for_type(list, _unique_items),
}
_OLD: dict[str, Keyword] = {
    "additionalItems": _for_type(list, check_additional),
    "contains": _for_type(list, check_contains_one),
    "dependencies": _for_type(dict, _dependencies),
}
_NEW: dict[str, Keyword] = {
    "$dynamicRef": _reference,
    "contains": _for_type(list, check_contains),
    "dependentRequired": _for_type(dict, _dependent_required),
    "items": _for_type(list, check_items),
    "unevaluatedItems": _for_type(list, check_unevaluated),
    "unevaluatedProperties": _careful(_for_type(dict, _unevaluated_properties)),
}


def _evolve(self: Validator, **changes: Value) -> Validator:
    """Move to a subschema; every step of a validation passes here, so the deadline is checked.

    The method that this replaces would leave our keywords at a subschema with a `$schema`.
    """
    current().check()
    schema = changes.get("schema", self.schema)
    named = known_dialect(schema.get("$schema")) if isinstance(schema, dict) else None
    kind = VALIDATORS[named] if named else type(self)
    return kind(
        schema=schema,
        format_checker=self.format_checker,
        registry=self._registry,
        _resolver=changes.get("_resolver", self._resolver),
    )


def _is_valid(self: Validator, instance: Value) -> bool:
    """Ask for a quick verdict before looking for errors."""
    quick = current().verdict(type(self), self.schema, instance)
    return next(self.iter_errors(instance), None) is None if quick is None else quick


def _descend_with(stock: Callable[..., Errors]) -> Callable[..., Errors]:
    """Pass over what is plainly valid; else find the errors, each at its place.

    The method that this wraps drops the place of the error of a `false` subschema.
    """

    def descend(
        self: Validator,
        instance: Value,
        schema: Value,
        path: Value = None,
        schema_path: Value = None,
        resolver: Value = None,
    ) -> Errors:
        if current().verdict(type(self), schema, instance):
            return
        if resolver is None and isinstance(schema, dict) and "$id" not in schema:
            resolver = self._resolver  # as the method that this wraps finds the long way
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


def _make(base: Validator, keywords: dict[str, Keyword]) -> Validator:
    made = extend(base, validators=keywords)
    made.evolve = _evolve
    made.is_valid = _is_valid
    made.descend = _descend_with(made.descend)
    return made


VALIDATORS: dict[str, Any] = {
    DRAFT_7: _make(Draft7Validator, _BOTH | _OLD),
    DRAFT_2020_12: _make(Draft202012Validator, _BOTH | _NEW),
}
