"""JSON answers, written once and strictly."""

from typing import Any

from starlette.responses import Response
from typing_extensions import override

from registry.json_text import write_json


class Answer(Response):
    """A JSON value as the body; half surrogate pairs are escaped, property order is kept."""

    media_type = "application/json"

    @override
    def render(self, content: Any) -> bytes:
        return write_json(content, compact=True).encode()
