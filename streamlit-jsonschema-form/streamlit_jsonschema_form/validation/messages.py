"""Messages for errors of validation: what was expected, what came, what to do."""

import json
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from jsonschema import ValidationError

from streamlit_jsonschema_form.validation.context import Undecided
from streamlit_jsonschema_form.validation.dialect import APPLIED_IN_PLACE, children

MAX_QUOTED = 60
MAX_NAMES = 8
TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}
FORMATS = {
    "date": "a date like 2026-12-31",
    "date-time": "a date and time like 2026-12-31T23:59:00Z",
    "duration": "a duration like P1DT2H",
    "email": "an e-mail address like ada@example.org",
    "hostname": "a host name like db.example.org",
    "ipv4": "an IPv4 address like 192.0.2.1",
    "ipv6": "an IPv6 address like 2001:db8::1",
    "json-pointer": "a JSON Pointer like /a/0",
    "regex": "a regular expression of ECMA-262",
    "time": "a time with its offset like 23:59:00Z",
    "uri": "a URI like https://example.org/a",
    "uuid": "a UUID like 123e4567-e89b-12d3-a456-426614174000",
}


def message_of(error: ValidationError, *, secret: bool = False) -> str:
    """Write the message of an error; a secret value is not quoted.

    A `message` of the schema's author wins, as `ui:message` or `x-ui.message`: a text for every
    rule of that subschema, or an object that gives one for each keyword.
    """
    if isinstance(error.cause, Undecided):
        return str(error.message)
    author_message = _authors_message(error)
    if author_message is not None:
        return author_message
    template = MESSAGES.get(error.validator)
    expected = template(error) if template else error.message
    return f"{expected}{_actual(error, secret=secret)}"


def quote(value: Any) -> str:
    """Write a value for a message, shortened; what is inside a list or an object stays out."""
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list):
        return f"a list of {count(len(value), 'item')}" if value else "an empty list"
    if isinstance(value, int) and value.bit_length() > 1000:
        return "a very large number"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_QUOTED else f"{text[: MAX_QUOTED - 1]}…"


def count(number: int, noun: str) -> str:
    """Write a number with its noun: `1 item`, `2 items`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def join(words: Iterable[str], last: str = "or") -> str:
    """Join words as a sentence does: `a, b or c`."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end


def suggest(word: object, known: Iterable[object]) -> str:
    """Return `; did you mean x?` when a known word is near."""
    if not isinstance(word, str):
        return ""
    near = get_close_matches(word, [each for each in known if isinstance(each, str)], n=1)
    return f"; did you mean {near[0]}?" if near else ""


def name_types(types: Any) -> str:
    """Write the types of a `type` keyword: `a whole number or null`."""
    return join(TYPES.get(each, each) for each in ([types] if isinstance(types, str) else types))


def demand_of(schema: Any) -> str:
    """Write what a subschema requires: `a whole number`, `"a" or "b"`; empty where that is not short."""
    if not isinstance(schema, dict):
        return ""
    if isinstance(schema.get("title"), str):
        return str(schema["title"])
    if "const" in schema:
        return quote(schema["const"])
    if "enum" in schema:
        values = [quote(each) for each in schema["enum"]]
        return join(values) if 0 < len(values) <= MAX_NAMES else ""
    kind = name_types(schema["type"]) if "type" in schema else ""
    held = [f"{key} {demand_of(each)}" for key, each in _constants(schema)] or schema.get(
        "required"
    )
    return f"{kind or 'an object'} with {join(held, 'and')}" if held else kind


def _constants(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, each in schema.get("properties", {}).items():
        if isinstance(each, dict) and "const" in each:
            yield key, each


def name_branch(branch: Any, number: int) -> str:
    """Name a branch of a union by its title, else by its number, which counts from 1."""
    title = branch.get("title") if isinstance(branch, dict) else None
    return title if isinstance(title, str) else f"number {number + 1}"


def _actual(error: ValidationError, *, secret: bool) -> str:
    """Write what came, where the message does not say it already."""
    if error.validator in _WITHOUT_VALUE or error.validator is None:
        return ""
    if error.validator in _SIZES:
        has = count(len(error.instance), _SIZES[error.validator])
        return f", has {has}{_amount(error)}"
    return "" if secret else f", got {quote(error.instance)}{_nearest(error)}"


def _amount(error: ValidationError) -> str:
    """Say how many to add or remove; a text is too long by no count that helps."""
    if isinstance(error.instance, str):
        return ""
    short = int(error.validator_value) - len(error.instance)
    return f"; add {short} more" if short > 0 else f"; remove {-short}"


def _nearest(error: ValidationError) -> str:
    return suggest(error.instance, error.validator_value) if error.validator == "enum" else ""


def _authors_message(error: ValidationError) -> str | None:
    """Look at the subschema, and for a rule about a child at the child's subschema too."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    messages = _messages(schema)
    if error.validator in ABOUT_CHILDREN:
        child = schema.get("properties", {}).get(error.path[-1] if error.path else None)
        messages = {**_by_keyword(messages), **_by_keyword(_messages(child))}
    if isinstance(messages, str):
        return messages
    text = _by_keyword(messages).get(str(error.validator))
    return text if isinstance(text, str) else None


def _messages(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return {}
    hints = schema.get("x-ui")
    fallback = hints.get("message") if isinstance(hints, dict) else None
    return schema.get("ui:message", fallback) or {}


def _by_keyword(messages: Any) -> dict[str, Any]:
    return messages if isinstance(messages, dict) else {}


def _known_names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for path, each in children(schema):
            if path[0] in APPLIED_IN_PLACE:
                yield from _known_names(each)


def _unknown_field(error: ValidationError) -> str:
    known = list(dict.fromkeys(_known_names(error.schema)))
    if not known:
        return "is not a known field; remove it"
    more = len(known) - MAX_NAMES
    named = [*known[:MAX_NAMES], *([f"{more} more"] if more > 0 else [])]
    verb = "is" if len(known) == 1 else "are"
    hint = suggest(error.path[-1], known) if error.path else ""
    return f"is not a known field; known {verb} {join(named, 'and')}{hint or '; remove it'}"


def _one_of_values(error: ValidationError) -> str:
    values = [quote(each) for each in error.validator_value[:20]]
    more = len(error.validator_value) - len(values)
    return f"must be one of {', '.join(values)}" + (f" and {more} more" if more > 0 else "")


def _forbidden(error: ValidationError) -> str:
    rule = error.validator_value
    demand = demand_of(rule)
    if not demand:
        return "is what its schema rules out by `not`; change it"
    listed = isinstance(rule, dict) and ("const" in rule or "enum" in rule)
    return f"must be anything but {demand}" if listed else f"must not be {demand}; change it"


def _bound(phrase: str) -> Callable[[ValidationError], str]:
    return lambda error: f"must be {phrase} {quote(error.validator_value)}"


def _size(quantifier: str, noun: str) -> Callable[[ValidationError], str]:
    return lambda error: f"must have at {quantifier} {count(error.validator_value, noun)}"


def _format(error: ValidationError) -> str:
    return f"must be {FORMATS.get(error.validator_value, error.validator_value)}"


ABOUT_CHILDREN = frozenset(
    {
        "additionalProperties",
        "dependencies",
        "dependentRequired",
        "required",
        "unevaluatedProperties",
    }
)
_WITHOUT_VALUE = ABOUT_CHILDREN | {
    "$dynamicRef",
    "$ref",
    "additionalItems",
    "anyOf",
    "contains",
    "items",
    "maxContains",
    "minContains",
    "not",
    "oneOf",
    "unevaluatedItems",
    "uniqueItems",
}
_NOUNS = {"Items": "item", "Length": "character", "Properties": "field"}
"""What the keywords that limit a size count."""
_SIZES = {f"{bound}{size}": noun for bound in ("max", "min") for size, noun in _NOUNS.items()}
MESSAGES: dict[str | None, Callable[[ValidationError], str]] = {
    None: lambda _: "is not allowed here",
    "additionalProperties": _unknown_field,
    "anyOf": lambda _: "fits none of the choices",
    "const": _bound("exactly"),
    "enum": _one_of_values,
    "exclusiveMaximum": _bound("less than"),
    "exclusiveMinimum": _bound("more than"),
    "format": _format,
    "maximum": _bound("at most"),
    "minimum": _bound("at least"),
    "multipleOf": _bound("a multiple of"),
    "not": _forbidden,
    "pattern": lambda e: f"must match the pattern {e.validator_value}",
    "type": lambda e: f"must be {name_types(e.validator_value)}",
    "unevaluatedProperties": _unknown_field,
    **{f"max{size}": _size("most", noun) for size, noun in _NOUNS.items()},
    **{f"min{size}": _size("least", noun) for size, noun in _NOUNS.items()},
}
