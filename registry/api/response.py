"""JSON answers, written once and strictly."""

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response
from typing_extensions import override

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.problems import JsonValue


class StrictResponse(Response):
    """A JSON value as the body, or bytes that are JSON already."""

    media_type = "application/json"

    @override
    def render(self, content: Any) -> bytes:
        return content if isinstance(content, bytes) else write(content)


def write(value: JsonValue) -> bytes:
    """Write JSON; half surrogate pairs are escaped, property order is kept."""
    return write_json(value, compact=True).encode()


def write_list(texts: Iterable[bytes]) -> bytes:
    """Write a list of what is JSON already."""
    return b"[" + b",".join(texts) + b"]"


def write_around(name: str, texts: Iterable[bytes], rest: dict[str, Any]) -> bytes:
    """Write an object that begins with a list of what is JSON already.

    Args:
        name: the list's property.
        texts: its items.
        rest: the other properties, at least one.
    """
    return b"".join((b'{"', name.encode(), b'":', write_list(texts), b",", write(rest)[1:]))
