"""What declares the children of a value: the keys of an object and the items of a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Collector,
    Declaration,
    Schema,
    Scope,
    is_schema,
    mapping,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value
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


def item_declaration(scope: Scope, index: int) -> Declaration:
    """Find how the item at `index` is declared; the rows that are alike are declared alike."""
    first = positional_count(scope)
    looks_same = not any(sub.hints.root for sub in scope.subs)
    at = min(index, first) if looks_same else index
    if scope.rows is None:
        scope.rows = {}
    found = scope.rows.get(at)
    if found is None:
        found = Declaration(item_schemas(scope, index), "position" if index < first else "item")
        if looks_same:  # a list has no end
            scope.rows[at] = found
    return found


def item_schemas(scope: Scope, index: int) -> tuple[AppliedSchema, ...]:
    """Find what rules the item at `index`, in both meanings of `items`."""
    found: list[AppliedSchema] = []
    for sub in scope.subs:
        schema = _item_schema(sub.keywords, index)
        if schema is not None:
            found.append(sub.below(schema, sub.hints.of_item(index)))
    return tuple(found or _unevaluated_items(scope, index))


def _unevaluated_items(scope: Scope, index: int) -> Iterator[AppliedSchema]:
    for sub in scope.subs:
        if is_schema(rest := sub.keywords.get("unevaluatedItems")):
            yield sub.below(rest, sub.hints.of_item(index))


def _item_schema(keywords: Mapping[str, Any], index: int) -> Schema | None:
    positional = keywords.get("prefixItems", keywords.get("items"))
    rest = keywords.get("items")
    if isinstance(rest, list):
        rest = keywords.get("additionalItems")
    if isinstance(positional, list) and index < len(positional):
        return positional[index]  # type: ignore[no-any-return]
    return rest if isinstance(rest, (bool, dict)) else None


def positional_count(scope: Scope) -> int:
    """Count the positions that have a rule of their own, in both meanings of `items`."""
    return max((len(_positional(sub.keywords)) for sub in scope.subs), default=0)


def _positional(keywords: Mapping[str, Any]) -> list[Schema]:
    listed = keywords.get("prefixItems", keywords.get("items"))
    return listed if isinstance(listed, list) else []


def allows_item(scope: Scope, index: int) -> bool:
    """Tell whether an item may stand at `index`, as far as declarations say."""
    most = [sub.keywords.get("maxItems") for sub in scope.subs]
    if any(isinstance(n, (int, float)) and index >= n for n in most):
        return False
    if any(sub.schema is False for sub in item_schemas(scope, index)):
        return False
    closed = any(sub.keywords.get("unevaluatedItems") is False for sub in scope.subs)
    return not closed or index < positional_count(scope) or bool(item_schemas(scope, index))


@dataclass(frozen=True, slots=True)
class KeyRule:
    """What is said of the names.

    Attributes:
        names: all that are allowed, where they are listed.
        patterns: what they match: each of `propertyNames`, or one of those with a rule of their own.
        most: how many entries there may be.
    """

    names: tuple[str, ...] | None = None
    patterns: tuple[str, ...] = ()
    most: int | None = None


def key_rule(context: FormContext, scope: Scope) -> KeyRule:
    """Gather what is said of the names of an object's entries."""
    ruling = tuple(
        AppliedSchema(schema, sub.resolver)
        for sub in scope.subs
        if isinstance(schema := sub.keywords.get("propertyNames"), dict)
    )
    inner = Collector(context.document, ABSENT, lambda _: None).collect(ruling)
    options = context.info(inner).options if ruling else None
    names = None if options is None else tuple(o.value for o in options if isinstance(o.value, str))
    patterns = [str(sub.keywords["pattern"]) for sub in inner.subs if "pattern" in sub.keywords]
    closed = any(sub.keywords.get("additionalProperties") is False for sub in scope.subs)
    if closed:
        patterns += [p for sub in scope.subs for p in mapping(sub, "patternProperties")]
    counts = (sub.keywords.get("maxProperties") for sub in scope.subs)
    most = min((int(n) for n in counts if isinstance(n, (int, float))), default=None)
    return KeyRule(names, tuple(dict.fromkeys(patterns)), most)


def free_name(rule: KeyRule, taken: frozenset[str]) -> str | None:
    """Return a name for one more entry; None when there can be none."""
    if rule.most is not None and len(taken) >= rule.most:
        return None
    if rule.names is not None:
        return next((name for name in rule.names if name not in taken), None)
    names = ("key", *(f"key{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
