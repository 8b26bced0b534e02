"""Which branch of an `anyOf` or `oneOf` a form shows; the value is never changed by the guess."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from streamlit_jsonschema_form.model.context import Discriminators, FormContext, Labels
from streamlit_jsonschema_form.model.declarations import (
    declared_keys,
    item_schemas,
    property_declaration,
)
from streamlit_jsonschema_form.model.field_info import TYPE_WORDS, FieldInfo, Option, humanize_key
from streamlit_jsonschema_form.model.field_reader import consts_of
from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Branching,
    Collector,
    Declaration,
    DiscriminatorField,
    Scope,
    mapping,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.validation.equality import equal


def selectable_branches(branching: Branching) -> tuple[int, ...]:
    """List the branches that a person can choose from.

    Null is a control of its own, constants are options, and branches that only restrict what is
    declared elsewhere (`{"required": [...]}`) are no alternatives to draw.
    """
    if consts_of([branch.schema for branch in branching.branches]):
        return ()
    if not any(_describes(branch) for branch in branching.branches):
        return ()
    return tuple(i for i, branch in enumerate(branching.branches) if not is_null(branch))


def is_null(branch: AppliedSchema) -> bool:
    """Tell whether a branch allows null and nothing else."""
    keywords = branch.keywords
    return keywords.get("type") == "null" or ("const" in keywords and keywords["const"] is None)


_DESCRIBING = {
    "type", "properties", "items", "prefixItems", "enum", "const", "$ref", "$dynamicRef",
    "additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf",
}  # fmt: skip


def _describes(branch: AppliedSchema) -> bool:
    return not _DESCRIBING.isdisjoint(branch.keywords)


def choose_branch(
    context: FormContext,
    branching: Branching,
    value: Value,
    stored: int | None,
    locked: int | None = None,
) -> int | None:
    """Choose the branch to show: the person's choice, else the one that fits the value best.

    The property that marks the branches decides where it can. Else a branch that fits wins; several
    fit: the one that declares most of the present keys. None fits: the one that is held, else the
    right type first, then agreeing constants, then declared keys, then order.

    Args:
        context: the compiled schema.
        branching: the union.
        value: what is at its place.
        stored: the branch that the person chose there.
        locked: the branch that was shown there before an edit inside.

    Returns:
        None when nothing is chosen yet: no value, and more than one branch to choose from.
    """
    candidates = selectable_branches(branching)
    if stored is not None and stored in candidates:
        return stored
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    if value is ABSENT or value is None:
        return None
    marks = branch_discriminators(context, branching) if isinstance(value, dict) else ()
    marked = [i for i in candidates if marks and _has(value, marks[i])]
    scores = {i: _score(context, branching.branches[i], value) for i in marked or candidates}
    best = max(scores, key=lambda i: (*scores[i], -i))
    fits = scores[best][0]
    return locked if locked in scores and fits == scores[locked][0] else best


def is_discriminated(context: FormContext, branching: Branching, index: int, value: Value) -> bool:
    """Tell whether a property of the value marks this branch and no other."""
    return _has(value, branch_discriminators(context, branching)[index])


def _has(value: Value, marks: Discriminators) -> bool:
    return isinstance(value, dict) and any(
        key in value and equal(value[key], mark) for key, mark in marks
    )


def _score(context: FormContext, branch: AppliedSchema, value: Value) -> tuple[int, ...]:
    scope = branch_scope(context, branch, value)
    typed = context.info(scope).allows(value)
    valid = typed and context.document.matches(branch.schema, branch.resolver, value)
    if not isinstance(value, dict):
        return (valid, typed, 0, 0)
    declared = [key for key in declared_keys(scope) if key in value]
    constants = _constants(scope) or {}
    agreeing = sum(
        1 if any(equal(each, value[key]) for each in constants[key]) else -1
        for key in declared
        if key in constants
    )
    return (valid, typed, agreeing, len(declared))


def branch_discriminators(context: FormContext, branching: Branching) -> tuple[Discriminators, ...]:
    """Return what marks each branch of a union; cached."""
    key = tuple(id(branch.schema) for branch in branching.branches)
    if key not in context.branch_discriminators:
        context.branch_discriminators[key] = find_discriminators(context, branching)
    return context.branch_discriminators[key]


def find_discriminators(context: FormContext, branching: Branching) -> tuple[Discriminators, ...]:
    """Say for each branch which values of which properties mark it and no other branch.

    They are the names that `discriminator` gives, and constants and options that no other branch has
    of a property that all branches of objects declare so.
    """
    named = tuple(
        declared_discriminator(branching, index) for index in range(len(branching.branches))
    )
    listed = [_constants(branch_scope(context, branch, ABSENT)) for branch in branching.branches]
    objects = [each for each in listed if each is not None]
    keys = [key for key in (objects[0] if objects else {}) if all(key in o for o in objects)]
    apart = [key for key in keys if _disjoint([o[key] for o in objects])]
    return tuple(
        (
            *((mark,) if mark else ()),
            *((key, value) for key in apart for value in (constants or {}).get(key, ())),
        )
        for mark, constants in zip(named, listed, strict=True)
    )


def _disjoint(lists: list[list[JsonValue]]) -> bool:
    return not any(
        equal(a, b)
        for at, one in enumerate(lists)
        for other in lists[at + 1 :]
        for a in one
        for b in other
    )


def _constants(scope: Scope) -> dict[str, list[JsonValue]] | None:
    """List the constants of a branch by property; None when it is not one of objects."""
    found: dict[str, list[JsonValue]] = {}
    for sub in scope.subs:
        for key, schema in mapping(sub, "properties").items():
            if isinstance(schema, Mapping) and "const" in schema:
                found.setdefault(key, [schema["const"]])
            elif isinstance(schema, Mapping) and isinstance(schema.get("enum"), list):
                found.setdefault(key, schema["enum"])
    return found if any("properties" in sub.keywords for sub in scope.subs) else None


def declared_discriminator(branching: Branching, index: int) -> tuple[str, str] | None:
    """Return the property and its value by which `discriminator` marks a branch, if it does."""
    key = branching.discriminator.get("propertyName")
    reference = branching.branches[index].keywords.get("$ref")
    if not isinstance(key, str) or not isinstance(reference, str):
        return None
    names = branching.discriminator.get("mapping")
    last = reference.rsplit("/", 1)[-1]
    given = names.items() if isinstance(names, Mapping) else ()
    return key, next((name for name, target in given if target in (reference, last)), last)


def branch_scope(context: FormContext, branch: AppliedSchema, value: Value) -> Scope:
    """Collect what a branch puts in force, unions inside it left undecided."""
    return context.interned(Collector(context.document, value, lambda _: None).collect((branch,)))


def branch_labels(context: FormContext, branching: Branching, numbers: tuple[int, ...]) -> Labels:
    """Name branches so that no two names are the same; cached."""
    key = tuple(branch.identity for branch in branching.branches)
    if key not in context.branch_labels:
        names = [branch_label(context, branching, number) for number in numbers]
        unique = (n if names.count(n) == 1 else f"{n} ({i})" for i, n in enumerate(names, 1))
        context.branch_labels[key] = tuple(zip(numbers, unique, strict=True))
    return context.branch_labels[key]


def branch_label(context: FormContext, branching: Branching, index: int) -> str:
    """Name a branch for people: its title, what marks it, or what it holds."""
    branch = branching.branches[index]
    scope = branch_scope(context, branch, ABSENT)
    info = context.info(scope)
    if info.title:
        return info.title
    if info.options and len(info.options) == 1:
        return info.options[0].label
    marks = [
        mark
        for _, mark in branch_discriminators(context, branching)[index]
        if isinstance(mark, str)
    ]
    if len(marks) == 1:
        return humanize_key(marks[0])
    return _held(context, branch, scope, info) or f"Choice {index + 1}"


def _constant_of(scope: Scope) -> str:
    """Return the one constant text of a branch; empty where there is none, or are several."""
    lists = (_constants(scope) or {}).values()
    texts = [each[0] for each in lists if len(each) == 1 and isinstance(each[0], str)]
    return texts[0] if len(texts) == 1 else ""


_NAMED: Final = re.compile(r"#/(?:\$defs|definitions|components/schemas)/([^/]*[^/\d][^/]*)")


def _held(context: FormContext, branch: AppliedSchema, scope: Scope, info: FieldInfo) -> str:
    """Say what a branch holds: the name of a referred object, the type of a list's items, the types."""
    if info.types == {"array"}:
        items = context.info(
            Collector(context.document, ABSENT, lambda _: None).collect(item_schemas(scope, 0))
        )
        inner = " or ".join(TYPE_WORDS[name].casefold() for name in sorted(items.types))
        return f"List of {inner}" if inner else TYPE_WORDS["array"]
    named = _NAMED.fullmatch(str(branch.keywords.get("$ref")))
    if named and (info.types == {"object"} or not info.types):
        return humanize_key(named[1])
    if constant := _constant_of(scope):
        return humanize_key(constant)
    if info.options:
        return " or ".join(option.label for option in info.options[:3])
    first, *others = [TYPE_WORDS[name] for name in sorted(info.types)] or [""]
    return " or ".join([first, *(word.casefold() for word in others)])


def discriminator_fields(context: FormContext, scope: Scope) -> tuple[DiscriminatorField, ...]:
    """List the unions of a place that a field of it decides on; found out once for each scope."""
    if scope.discriminator_fields is None:
        scope.discriminator_fields = tuple(_find(context, scope)) if scope.unions else ()
    return scope.discriminator_fields


def _find(context: FormContext, scope: Scope) -> Iterator[DiscriminatorField]:
    for branching, _ in scope.unions:
        outside = Scope(tuple(sub for sub in scope.subs if not branching.introduced(sub)))
        for key in _marking(context, branching):
            declaration = property_declaration(outside, key)
            if declaration.origin == "property" and _offers(context, declaration, branching, key):
                yield DiscriminatorField(branching.index, key, replace(declaration, scope=None))
                break


def _marking(context: FormContext, branching: Branching) -> list[str]:
    """List the properties that mark every branch that could be chosen."""
    marks = branch_discriminators(context, branching)
    lists = [dict(marks[number]) for number in selectable_branches(branching)]
    return [key for key in lists[0] if all(key in each for each in lists)] if lists else []


def _offers(context: FormContext, declaration: Declaration, branching: Branching, key: str) -> bool:
    """Tell whether a field lists every value that marks a branch."""
    inner = Collector(context.document, ABSENT, lambda _: None).collect(declaration.subs)
    options: tuple[Option, ...] = context.info(inner).options or ()
    values = [
        value
        for marks in branch_discriminators(context, branching)
        for name, value in marks
        if name == key
    ]
    return all(any(equal(option.value, value) for option in options) for value in values)
