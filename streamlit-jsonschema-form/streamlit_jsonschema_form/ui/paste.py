"""What reads the text that a person pastes into a form."""

from collections.abc import Callable

from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.model.scope import Schema
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.problems import InvalidInput, Problem

Reader = Callable[[str, Schema], tuple[Value, tuple[str, ...]]]
"""Reads pasted text for a schema into a value and notes for the person; raises InvalidInput."""


def read_json_only(text: str, _schema: Schema) -> tuple[Value, tuple[str, ...]]:
    """Read parameters that are given as JSON text. Raises InvalidInput."""
    try:
        return read_json(text), ()
    except InvalidText as error:
        raise InvalidInput(
            "the text", [Problem((), "text", reason) for reason in error.reasons]
        ) from error
