"""Decoding of drafts: usually a form wrote them, but REST clients can, too."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from registry.errors import NotFound
from streamlit_jsonschema_form.model import State

T = TypeVar("T")


def decode_draft(id: str, read: Callable[[], T]) -> T:
    """Decode a draft. Raises NotFound if no form wrote it."""
    try:
        return read()
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        hint = "its content was not written by this form; discard it"
        raise NotFound("draft", id, hint) from error


def decode_state(saved: Any) -> dict[str, Any] | None:
    """Return the state of a form as it was written, or None. Raises as `State.from_json` does."""
    if saved is None:
        return None
    if not isinstance(saved, Mapping):
        raise TypeError(saved)
    State.from_json(saved)
    return dict(saved)


def decode_text(saved: Any) -> str:
    """Return a text. Raises TypeError for anything else."""
    if not isinstance(saved, str):
        raise TypeError(saved)
    return saved


def decode_optional_text(saved: Any) -> str | None:
    """Return a text or None. Raises TypeError for anything else."""
    return None if saved is None else decode_text(saved)


def decode_edited(saved: Any) -> tuple[str, int] | None:
    """Return the id and the revision of what is edited, or None."""
    return (decode_text(saved[0]), int(saved[1])) if saved else None
