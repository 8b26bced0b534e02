"""What pydantic finds wrong in an entity, as problems in plain words."""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from registry.domain.entity import Entity
from registry.domain.names import NAME_PATTERN, PROJECT_PATTERN
from registry.errors import Invalid
from streamlit_jsonschema_form.problems import JsonPath, Problem

E = TypeVar("E", bound=Entity)

_LONGEST_QUOTE = 60
_SECRET = "api_key"
_HOLDER = "api_endpoint"

_LETTERS = "ASCII letters, digits, underscores, hyphens and dots"
_PATTERNS = {NAME_PATTERN: f"{_LETTERS} only", PROJECT_PATTERN: f"{_LETTERS}, with slashes, only"}


def read(entity: type[E], data: object, what: str) -> E:
    """Return `data` as an entity. Raises Invalid, which calls the data `what`."""
    try:
        return entity.model_validate(data)
    except ValidationError as error:
        raise Invalid(what, problems_of(error)) from error


def problems_of(error: ValidationError) -> list[Problem]:
    """Translate pydantic's errors, each at its place."""
    return [problem_of(detail) for detail in error.errors(include_url=False)]


def problem_of(detail: ErrorDetails) -> Problem:
    """Translate one of pydantic's errors."""
    keyword, write = _WORDING.get(detail["type"], _AS_IT_IS)
    return Problem(_place(detail), keyword, write(detail))


def _place(detail: ErrorDetails) -> JsonPath:
    """Return the place as JSON has it: pydantic marks errors in a key with `[key]` after it."""
    place = detail["loc"]
    return place[:-1] if place[-1:] == ("[key]",) else place


def _got(detail: ErrorDetails) -> str:
    if _SECRET in detail["loc"] or detail["loc"][-1:] == (_HOLDER,):
        return "something else (not shown, it is a secret)"
    given = detail["input"]
    try:
        text = json.dumps(given, ensure_ascii=False)
    except (TypeError, ValueError):
        text = f"a {type(given).__name__}"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def _expect(what: str) -> Callable[[ErrorDetails], str]:
    """Write `expected …, got …`, with facts of the error in braces."""
    return lambda detail: f"expected {what.format(**detail.get('ctx', {}))}, got {_got(detail)}"


def _say_pattern(detail: ErrorDetails) -> str:
    pattern = detail["ctx"]["pattern"]
    return f"expected {_PATTERNS.get(pattern, f'text like {pattern}')}, got {_got(detail)}"


def _say_length(detail: ErrorDetails) -> str:
    most = detail["ctx"]["max_length"]
    length = len(detail["input"])
    return f"expected at most {most} characters, got {length}; shorten it by {length - most}"


def _say(text: str) -> Callable[[ErrorDetails], str]:
    return lambda _: text


def _say_message(detail: ErrorDetails) -> str:
    return detail["msg"]


_AS_IT_IS = ("rule", _say_message)

_TYPES = {
    "string_type": "a text",
    "string_unicode": "Unicode text without half surrogate pairs",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of at most 4300 digits",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "datetime_type": "a date and time (RFC 3339)",
    "datetime_parsing": "a date and time (RFC 3339)",
    "datetime_from_date_parsing": "a date and time (RFC 3339)",
}

_WORDING: Mapping[str, tuple[str, Callable[[ErrorDetails], str]]] = {
    **{name: ("type", _expect(what)) for name, what in _TYPES.items()},
    "missing": ("required", _say("required, but missing; fill it in")),
    "extra_forbidden": (
        "additionalProperties",
        _say("no field of that name exists; remove it or correct its name"),
    ),
    "string_pattern_mismatch": ("pattern", _say_pattern),
    "string_too_long": ("maxLength", _say_length),
    "string_too_short": ("minLength", _expect("at least {min_length} character(s)")),
    "enum": ("enum", _expect("one of {expected}")),
    "literal_error": ("const", _expect("{expected}")),
    "greater_than_equal": ("minimum", _expect("{ge} or more")),
    "less_than_equal": ("maximum", _expect("{le} or less")),
    "finite_number": ("type", _expect("a finite number")),
    "url_parsing": ("format", _expect("a URL such as https://example.com/v1 ({error})")),
    "strict_json": ("json", _say_message),
    "duplicate_name": ("uniqueItems", _say_message),
    "value_error": ("rule", _say_message),
}
