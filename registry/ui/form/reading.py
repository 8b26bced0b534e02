"""What reads the text that a person pastes into a form."""

from collections.abc import Callable

from registry.errors import Invalid, Problem
from registry.forms.scope import Schema
from registry.forms.values import Value
from registry.json_text import Unreadable, read_json

Reader = Callable[[str, Schema], tuple[Value, tuple[str, ...]]]
"""Reads pasted text for a schema into a value and notes for the person; raises Invalid."""


def read_json_only(text: str, _schema: Schema) -> tuple[Value, tuple[str, ...]]:
    """Read parameters that are given as JSON text. Raises Invalid."""
    try:
        return read_json(text), ()
    except Unreadable as error:
        raise Invalid(
            "the text", [Problem((), "text", reason) for reason in error.reasons]
        ) from error
