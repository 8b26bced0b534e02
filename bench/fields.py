"""Forms of any number of fields, as the measurements of forms take them."""

from typing import Any

WIDGETS: tuple[dict[str, Any], ...] = (
    {"type": "string", "maxLength": 80, "default": "first"},
    {"type": "integer", "minimum": 0, "maximum": 1000, "default": 4},
    {"enum": ["low", "middle", "high"], "default": "low"},
    {"type": "boolean", "default": True},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 1.5},
)
"""Each is one widget; a page written by hand has the same."""
PLACES: tuple[dict[str, Any], ...] = (
    *WIDGETS,
    {"type": "string", "pattern": "^[a-z]", "examples": ["x"]},
    {"$ref": "#/$defs/seconds"},
    {"type": "string", "format": "date"},
    {"type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": 9},
    {
        "type": "object",
        "properties": {"name": {"type": "string"}, "rank": {"type": "integer", "minimum": 1}},
        "required": ["name"],
    },
)
"""Every kind of place that a form commonly has."""
VALUES: tuple[Any, ...] = (
    "abc", 7, "high", True, 0.5, "xyz", 30, "2024-02-01", ["a", "b"], {"name": "n", "rank": 2},
)  # fmt: skip
PER_SECTION = 50


def describe(number: int) -> dict[str, str]:
    return {"title": f"Field {number}", "description": f"What field {number} is for."}


def make_schema(
    count: int, kinds: tuple[dict[str, Any], ...] = PLACES, *, section: int = PER_SECTION
) -> dict[str, Any]:
    """Return a schema of so many fields in sections of one size, one kind after the other."""

    def field(number: int) -> dict[str, Any]:
        place = {"x-ui": {"section": f"Section {number // section}"}}
        return {**describe(number), **kinds[number % len(kinds)], **place}

    return {
        "type": "object",
        "properties": {f"field_{number}": field(number) for number in range(count)},
        "required": [f"field_{number}" for number in range(0, count, 10)],
        "additionalProperties": False,
        "$defs": {"seconds": {"type": "integer", "minimum": 1}},
    }


def make_value(count: int, kinds: tuple[dict[str, Any], ...] = PLACES) -> dict[str, Any]:
    """Return a value that fits `make_schema`."""
    return {f"field_{number}": VALUES[number % len(kinds)] for number in range(count)}
