"""Models, as they are sent and answered."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from registry.api.components import exemplify
from registry.api.payloads.nemo.adapter import NemoAdapter, write_adapter
from registry.api.payloads.nemo.spec import NemoModelSpec
from registry.api.payloads.nemo.wire import (
    DATES,
    NemoBody,
    WireDescription,
    WireName,
    WireProject,
    without_nulls,
    write_fields,
)
from registry.domain import model as domain
from registry.domain.adapter import FinetuningType
from registry.domain.endpoint import BackendFormat, Url

_FREE: Final = ("custom_fields", "ownership")
_EXAMPLE: Final = {
    "name": "llama-3.1-8b-chat",
    "description": "Answers customers.",
    "base_model": "meta/llama-3.1-8b-instruct",
    "custom_fields": {"team": "search"},
}
_NEVER_TOLD = ("minimum_gpus_all_weights", "minimum_gpus_lora")


class NemoInferenceParams(NemoBody):
    """Parameters that every request starts from; further ones are kept."""

    model_config = ConfigDict(extra="allow")

    model: str | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    stop: list[str] | None = None


class NemoPromptData(NemoBody):
    """Texts and parameters that are put around every request."""

    system_prompt: str | None = None
    icl_few_shot_examples: str | None = None
    inference_params: NemoInferenceParams | None = None
    system_prompt_template: str | None = None


class NemoAPIEndpointData(NemoBody):
    """Where the model answers."""

    url: Url | None = None
    model_id: str | None = None
    api_key: str | None = None
    format: str | None = None


class _Changeable(NemoBody):
    """What can be given when a model is made and when it is changed."""

    description: WireDescription | None = None
    spec: NemoModelSpec | None = None
    finetuning_type: FinetuningType | None = None
    fileset: str | None = None
    base_model: str | None = None
    api_endpoint: NemoAPIEndpointData | None = None
    backend_format: BackendFormat | None = None
    prompt: NemoPromptData | None = None
    custom_fields: dict[str, Any] | None = None
    ownership: dict[str, Any] | None = None
    model_providers: list[str] | None = None


class _Named(NemoBody):
    name: WireName
    project: WireProject | None = None


class CreateModel(_Changeable, _Named):
    """A new model."""

    model_config = exemplify(_EXAMPLE)

    trust_remote_code: bool = False

    def fields(self) -> dict[str, Any]:
        """Return the model's fields; what is null takes its default."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class UpdateModel(_Changeable):
    """What changes; absent and null leave a field as it is, but null clears `backend_format`."""

    model_config = exemplify({"description": "Answers customers and colleagues."})

    trust_remote_code: bool | None = None

    def changes(self) -> dict[str, Any]:
        """Return the model's fields that change."""
        changes = self.given()
        if not changes.get("fileset"):
            changes.pop("fileset", None)
        if "backend_format" in self.model_fields_set:
            changes["backend_format"] = self.backend_format
        if changes.get("base_model") == "":
            changes["base_model"] = None
        return changes


class ModelEntity(NemoBody):
    """A model as it is answered, every field in NeMo's order; lists leave out what is null."""

    model_config = exemplify(
        {
            "id": "model-3mJr7AoUXx2Wqd",
            "workspace": "default",
            **DATES,
            **dict.fromkeys(_Changeable.model_fields),
            "project": None,
            "trust_remote_code": False,
            "adapters": [],
            "model_providers": [],
            **_EXAMPLE,
        }
    )

    id: str
    name: str
    workspace: str
    project: str | None = None
    created_at: str
    updated_at: str
    description: str | None = None
    spec: NemoModelSpec | None = None
    finetuning_type: FinetuningType | None = None
    fileset: str | None = None
    trust_remote_code: bool
    base_model: str | None = None
    api_endpoint: NemoAPIEndpointData | None = None
    backend_format: BackendFormat | None = None
    adapters: list[NemoAdapter]
    prompt: NemoPromptData | None = None
    custom_fields: dict[str, Any]
    ownership: dict[str, Any] | None = None
    model_providers: list[str]


def write_model(model: domain.Model, *, verbose: bool) -> dict[str, Any]:
    """Write a model with every field.

    Args:
        model: as it is kept.
        verbose: whether its linear layers are told.
    """
    body = write_fields(ModelEntity, model)
    body["adapters"] = [write_adapter(adapter) for adapter in model.adapters]
    if body["spec"] is not None:
        body["spec"].update(dict.fromkeys(_NEVER_TOLD))
        if not verbose:
            body["spec"]["linear_layers"] = None
    return body


def write_listed(model: domain.Model, *, verbose: bool) -> dict[str, Any]:
    """Write a model as lists do: without what is null."""
    return without_nulls(write_model(model, verbose=verbose), _FREE)
