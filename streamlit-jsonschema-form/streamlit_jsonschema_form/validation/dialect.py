"""The two dialects of JSON Schema: how a schema tells which, and where its subschemas sit."""

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit_jsonschema_form.problems import JsonPath

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"
OLD_DRAFTS = {f"http://json-schema.org/draft-0{n}/schema": f"draft-0{n}" for n in (3, 4, 6)}
"""Drafts that are not read here; draft-07 is the nearest to them."""
DIALECTS = {DRAFT_7.rstrip("#"): DRAFT_7, DRAFT_2020_12: DRAFT_2020_12}

ONE_SCHEMA = (
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
LIST_OF_SCHEMAS = ("allOf", "anyOf", "items", "oneOf", "prefixItems")
MAP_OF_SCHEMAS = (
    "$defs",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "patternProperties",
    "properties",
)
APPLIED_IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"})
"""Keywords whose subschemas may describe the same value as the schema around them (2020-12 core §10.2)."""
_SEVERAL = dict.fromkeys(LIST_OF_SCHEMAS, list) | dict.fromkeys(MAP_OF_SCHEMAS, dict)
_HOLDING = frozenset((*ONE_SCHEMA, *LIST_OF_SCHEMAS, *MAP_OF_SCHEMAS))


def known_dialect(uri: object) -> str | None:
    """Return the dialect that a `$schema` names, with or without a trailing `#`."""
    return DIALECTS.get(uri.rstrip("#")) if isinstance(uri, str) else None


def old_draft(schema: object) -> str | None:
    """Return the name of the draft before draft-07 that a schema says it is written in."""
    uri = schema.get("$schema") if isinstance(schema, dict) else None
    return OLD_DRAFTS.get(uri.rstrip("#")) if isinstance(uri, str) else None


def find_dialect(schema: object) -> str:
    """Tell which dialect a schema is written in, as the URI of its metaschema.

    `$schema` decides. Without it a schema that uses a list as `items`, or `additionalItems` or
    `dependencies`, is draft-07, because 2020-12 gives those no meaning; any other is 2020-12. An
    older draft is read as draft-07, any other `$schema` as 2020-12.
    """
    if old_draft(schema):
        return DRAFT_7
    if isinstance(schema, dict) and "$schema" in schema:
        return known_dialect(schema["$schema"]) or DRAFT_2020_12
    return DRAFT_7 if any(map(_is_older, _all_subschemas(schema))) else DRAFT_2020_12


def is_leaf(schema: Mapping[str, Any]) -> bool:
    """Tell whether a schema plainly holds no others."""
    return _HOLDING.isdisjoint(schema)


def children(schema: object) -> Iterator[tuple[JsonPath, Any]]:
    """Yield the subschemas directly inside a schema, each with its place relative to it.

    Anything else in those positions (a list of names in `dependencies`, a mistake) is skipped.
    """
    if not isinstance(schema, dict) or is_leaf(schema):
        return
    for keyword, value in schema.items():
        if keyword not in _HOLDING:
            continue
        if keyword in _SEVERAL and isinstance(value, _SEVERAL[keyword]):
            named = value.items() if isinstance(value, dict) else enumerate(value)
            for name, each in named:
                if isinstance(each, dict | bool):
                    yield (keyword, name), each
        elif keyword in ONE_SCHEMA and isinstance(value, dict | bool):
            yield (keyword,), value


def _all_subschemas(schema: object) -> Iterator[Any]:
    pending = [schema]
    while pending:
        current = pending.pop()
        yield current
        pending += [each for _, each in children(current)]


def _is_older(schema: object) -> bool:
    return isinstance(schema, dict) and (
        isinstance(schema.get("items"), list)
        or "additionalItems" in schema
        or "dependencies" in schema
    )
