"""Errors as FastAPI reports them: a list of details, each with its location."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from registry.api.body import NotJson
from registry.errors import Invalid, RegistryError
from streamlit_jsonschema_form.problems import JsonValue, Problem

Location = tuple[str | int, ...]
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
"""JSON Schema keywords to the error types of pydantic, and so of both platforms."""


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One entry of `detail`.

    Attributes:
        type: the kind of error, in the terms of pydantic.
        location: where in the request.
        message: what was expected, what came.
        input: what came, if it is at hand.
        context: facts for programs.
    """

    type: str
    location: Location
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
    """Return the details of an error; none if it is about the request as a whole."""
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
