"""What rules the keys of an object: which are declared, how, and which must be there."""

from collections.abc import Iterator, Sequence

from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Declaration,
    Schema,
    Scope,
    is_schema,
    mapping,
)
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.validation.limits import MATCH_SECONDS
from streamlit_jsonschema_form.validation.pattern import BadPattern, compile_pattern


def property_declaration(scope: Scope, key: str) -> Declaration:
    """Find what rules the value under `key` (2020-12 core §10.3.2, §11.3)."""
    if scope.properties is None:
        scope.properties = {}
    found = scope.properties.get(key)
    if found is None:
        found = _find(scope, key)
        if found.origin == "property":  # the keys of a person's own have no end
            scope.properties[key] = found
    return found


def _find(scope: Scope, key: str) -> Declaration:
    object_schemas = scope.object_schemas
    if len(object_schemas) == 1 and (plain := _plain(object_schemas[0], key)):
        return plain
    found: list[AppliedSchema] = []
    origins: set[str] = set()
    for sub in object_schemas:
        for schema, origin in _declarations(sub, key):
            found.append(sub.below(schema, sub.hints.of_property(key, origin)))
            origins.add(origin)
    for origin in ("property", "pattern", "additional"):
        if origin in origins:
            return Declaration(tuple(found), origin)
    rest = [
        s.below(s.keywords["unevaluatedProperties"], s.hints.of_property(key, "additional"))
        for s in object_schemas
        if _unevaluated(s)
    ]
    return Declaration(tuple(rest), "additional" if rest else "undeclared")


def _plain(sub: AppliedSchema, key: str) -> Declaration | None:
    """Find a key that one subschema declares and no pattern does, as most are."""
    keywords = sub.keywords
    properties = keywords.get("properties")
    if "patternProperties" in keywords or not isinstance(properties, dict):
        return None
    schema = properties.get(key)
    if not is_schema(schema):
        return None
    return Declaration((sub.below(schema, sub.hints.of_property(key, "property")),), "property")


def is_described(declaration: Declaration) -> bool:
    """Tell whether a key is described: something says what it holds, and nothing forbids it."""
    if any(sub.schema is False for sub in declaration.subs):
        return False
    return declaration.origin in ("property", "pattern") or any(
        sub.schema is not True for sub in declaration.subs
    )


def _declarations(sub: AppliedSchema, key: str) -> Iterator[tuple[Schema, str]]:
    declared = False
    keywords = sub.keywords
    properties = keywords.get("properties")
    if isinstance(properties, dict) and is_schema(properties.get(key)):
        declared = True
        yield properties[key], "property"
    if "patternProperties" in keywords:
        for pattern, schema in mapping(sub, "patternProperties").items():
            if _fits(pattern, key):
                declared = True
                yield schema, "pattern"
    extra = keywords.get("additionalProperties")
    if not declared and isinstance(extra, (bool, dict)):
        yield extra, "additional"


def _unevaluated(sub: AppliedSchema) -> bool:
    return is_schema(sub.keywords.get("unevaluatedProperties"))


def _fits(pattern: str, key: str) -> bool:
    try:
        return compile_pattern(pattern).search(key, timeout=MATCH_SECONDS) is not None
    except (BadPattern, TimeoutError):
        return False  # a problem of the schema, reported by validation


def declared_keys(scope: Scope) -> tuple[str, ...]:
    """List the keys that `properties` and `required` name, in the order of the schema."""
    if scope.declared is None:
        keys: dict[str, None] = {}
        for sub in scope.subs:
            keys |= dict.fromkeys(mapping(sub, "properties"))
        scope.declared = tuple(keys | dict.fromkeys(required_keys(scope, {})))
    return scope.declared


def required_keys(scope: Scope, instance: Value | JsonValue) -> list[str]:
    """List the keys that must be there, those that depend on a present key included."""
    keys: dict[str, None] = {}
    present = instance if isinstance(instance, dict) else {}
    for sub in scope.subs:
        lists = [sub.keywords.get("required")]
        for keyword in ("dependentRequired", "dependencies"):
            lists += [names for key, names in mapping(sub, keyword).items() if key in present]
        for names in lists:
            if isinstance(names, list):
                keys |= dict.fromkeys(name for name in names if isinstance(name, str))
    return list(keys)


def ordered(keys: Sequence[str], order: object) -> Sequence[str]:
    """Put keys in the order that `ui:order` asks for; `*` stands for all it does not name."""
    if not isinstance(order, list):
        return keys
    known = frozenset(keys)
    texts = [key for key in order if isinstance(key, str)]
    named = dict.fromkeys(key for key in texts if key in known)
    rest = [key for key in keys if key not in named]
    split = texts.index("*") if "*" in texts else len(texts)
    before = dict.fromkeys(key for key in texts[:split] if key in known)
    return [*before, *rest, *(key for key in named if key not in before)]


def is_closed(scope: Scope) -> bool:
    """Tell whether an object plainly takes no keys that its schema does not name."""
    return any(
        sub.keywords.get("additionalProperties") is False
        and "patternProperties" not in sub.keywords
        for sub in scope.subs
    )


def describes_extra_keys(scope: Scope) -> bool:
    """Tell whether a schema says what keys of a person's own hold, as one that is meant to get some."""
    return any(
        isinstance(sub.keywords.get("additionalProperties"), dict)
        or "patternProperties" in sub.keywords
        for sub in scope.subs
    )
