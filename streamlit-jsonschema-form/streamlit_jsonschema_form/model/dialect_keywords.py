"""Which keywords of a subschema mean anything in its dialect; the others are text like any other."""

from collections.abc import Mapping
from typing import Any, Final

from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12

_ONLY_IN: Final[dict[str, frozenset[str]]] = {
    DRAFT_7: frozenset(("additionalItems", "dependencies")),
    DRAFT_2020_12: frozenset(
        (
            "$dynamicRef",
            "dependentRequired",
            "dependentSchemas",
            "prefixItems",
            "unevaluatedItems",
            "unevaluatedProperties",
        )
    ),
}
_WORDS: Final = frozenset(
    ("$ref", "title", "description", "default", "examples", "deprecated", "x-ui")
)


def meaningful(schema: Mapping[str, Any], dialect: str) -> Mapping[str, Any]:
    """Return the keywords that count; the schema itself where all of them do.

    Draft-07 ignores what constrains a value beside a `$ref` (§8.3), and each dialect ignores the
    keywords that only the other knows; those that forms do not read at all are not listed.
    """
    if dialect == DRAFT_7 and "$ref" in schema:
        return {k: v for k, v in schema.items() if k in _WORDS or k.startswith("ui:")}
    foreign = _FOREIGN[dialect]
    if foreign.isdisjoint(schema):
        return schema
    return {k: v for k, v in schema.items() if k not in foreign}


_FOREIGN: Final = {DRAFT_7: _ONLY_IN[DRAFT_2020_12], DRAFT_2020_12: _ONLY_IN[DRAFT_7]}
