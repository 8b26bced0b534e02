"""Adapters, as they are sent and answered."""

from typing import Annotated, Any

from pydantic import Field

from registry.api.components import exemplify
from registry.api.payloads.nemo.wire import DATES, NemoBody, WireDescription, WireName, write_fields
from registry.domain import adapter as domain
from registry.domain.adapter import FinetuningType

_MAX_PARENT = 127
_PARENT = r"^[A-Za-z0-9_.\-]+(/[A-Za-z0-9_.\-]+)?$"

_EXAMPLE: dict[str, Any] = {
    "name": "support-tone",
    "fileset": "default/support-tone-weights",
    "finetuning_type": "lora",
    "lora_config": {"rank": 16, "alpha": 32},
}


class NemoLora(NemoBody):
    """The shape of a low-rank adapter."""

    rank: int
    alpha: int | None = None


class CreateModelAdapter(NemoBody):
    """An adapter of the model that the path names."""

    model_config = exemplify(_EXAMPLE)

    name: WireName
    fileset: str
    finetuning_type: FinetuningType
    description: WireDescription | None = None
    enabled: bool = True
    lora_config: NemoLora | None = None


class CreateAdapter(CreateModelAdapter):
    """An adapter of the model that the body names."""

    model_config = exemplify({**_EXAMPLE, "model": "default/llama-3.1-8b"})

    model: Annotated[str, Field(pattern=_PARENT, max_length=_MAX_PARENT)]


class UpdateAdapter(NemoBody):
    """What of an adapter can change; absent and null leave it as it is."""

    model_config = exemplify({"enabled": False})

    description: WireDescription | None = None
    enabled: bool | None = None
    fileset: str | None = None


class NemoAdapter(NemoBody):
    """An adapter as it is answered; it has no id."""

    model_config = exemplify(
        {
            "name": "support-tone",
            "workspace": "default",
            "description": None,
            "fileset": "default/support-tone-weights",
            "finetuning_type": "lora",
            "enabled": True,
            "lora_config": {"rank": 16, "alpha": 32},
            "model": "default/llama-3.1-8b",
            **DATES,
        }
    )

    name: str
    workspace: str
    description: str | None = None
    fileset: str
    finetuning_type: FinetuningType
    enabled: bool
    lora_config: NemoLora | None = None
    model: str
    created_at: str
    updated_at: str


def write_adapter(adapter: domain.Adapter) -> dict[str, Any]:
    """Write an adapter."""
    return write_fields(NemoAdapter, adapter)
