"""Where a model answers: its endpoint, and the wire format that it speaks."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AnyUrl, Field, TypeAdapter

from registry.domain.entity import Entity
from registry.domain.freeform import Text

_URL = TypeAdapter(AnyUrl)


def _normalise(text: str) -> str:
    """Write a URL as NeMo does: host in lower case, no default port, a path."""
    return str(_URL.validate_python(text))


Url = Annotated[Text, AfterValidator(_normalise)]
"""A URL of any scheme, normalised."""


class BackendFormat(StrEnum):
    """The wire format of the inference server."""

    OPENAI_CHAT = "OPENAI_CHAT"
    ANTHROPIC_MESSAGES = "ANTHROPIC_MESSAGES"


class APIEndpointData(Entity, title="Endpoint"):
    """The endpoint that serves the model, where it is served already."""

    url: Url | None = Field(
        default=None,
        title="URL",
        description="Base address of the inference server.",
        examples=["https://models.example.com/v1/"],
        json_schema_extra={"format": "uri"},
    )
    model_id: Text | None = Field(
        default=None,
        title="Model id",
        description="Name that the server knows the model by.",
        examples=["meta/llama-3.1-8b-instruct"],
    )
    api_key: Text | None = Field(
        default=None,
        title="API key",
        description="Secret that requests are signed with. It is never shown again.",
        json_schema_extra={"format": "password", "writeOnly": True},
    )
    format: Text | None = Field(
        default=None,
        description="Kind of API that the server offers.",
        examples=["openai", "nim"],
    )
