"""What is wrong with a request, each mistake at its place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from registry.api.body import NotJson
from registry.errors import Invalid, RegistryError
from streamlit_jsonschema_form.problems import JsonValue, Problem

Place = tuple[str | int, ...]
"""`body`, `query` or `path`, then names and indexes."""

_LONGEST_QUOTE = 1000

_TYPES: Final[Mapping[str, str]] = {
    "required": "missing",
    "pattern": "string_pattern_mismatch",
    "maxLength": "string_too_long",
    "minLength": "string_too_short",
    "minimum": "greater_than_equal",
    "maximum": "less_than_equal",
    "enum": "enum",
    "format": "url_parsing",
    "additionalProperties": "extra_forbidden",
}
"""The names that pydantic, and so both platforms, have for broken rules."""


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One mistake.

    Attributes:
        type: the kind of mistake, as pydantic names kinds.
        place: where in the request.
        said: what was expected, what came.
        input: what came, if it is at hand.
        context: facts for programs.
    """

    type: str
    location: Place
    message: str
    input: JsonValue = None
    context: Mapping[str, JsonValue] = field(default_factory=dict)

    def to_json(self) -> dict[str, JsonValue]:
        """Write it as FastAPI does."""
        body: dict[str, JsonValue] = {
            "type": self.type,
            "loc": list(self.location),
            "msg": self.message,
            "input": self.input,
        }
        return {**body, "ctx": dict(self.context)} if self.context else body


def details_of(error: RegistryError) -> tuple[ErrorDetail, ...]:
    """Return the mistakes that an error lists; none for one that is about the whole."""
    if isinstance(error, Invalid):
        return tuple(_from_problem(problem) for problem in error.problems)
    if isinstance(error, NotJson):
        context: dict[str, JsonValue] = {"error": str(error)}
        return (
            ErrorDetail("json_invalid", ("body", error.position), "JSON decode error", {}, context),
        )
    return ()


def quote(input: Any) -> JsonValue:
    """Return what came, if it is short JSON; else the beginning of its text."""
    if isinstance(input, bytes):
        return input[:_LONGEST_QUOTE].decode("utf-8", "replace")
    if isinstance(input, str):
        return input if len(input) <= _LONGEST_QUOTE else f"{input[:_LONGEST_QUOTE]}…"
    text = json.dumps(input, default=str)
    value: JsonValue = input if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return value


def _from_problem(problem: Problem) -> ErrorDetail:
    return ErrorDetail(
        _TYPES.get(problem.keyword, "value_error"), ("body", *problem.path), problem.message
    )
