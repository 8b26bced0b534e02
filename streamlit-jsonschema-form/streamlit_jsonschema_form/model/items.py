"""What rules the items of a list: fixed positions first, then one rule for all that follow."""

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Declaration,
    Schema,
    Scope,
    is_schema,
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
    return tuple(found or _unevaluated(scope, index))


def _unevaluated(scope: Scope, index: int) -> Iterator[AppliedSchema]:
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
