"""Models: made from a template, or registered without one.

The fields are those of NeMo's model entity and of Scale's model, which see the same model from two
sides, and the template that it was made from. `workspace` is Scale's account. What Scale only
answers with (`request_schema`, `deployment_count`, …) is computed by the routes.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from registry.domain.adapter import Adapter, FinetuningType
from registry.domain.base_model import FreeBaseModelMetadata
from registry.domain.endpoint import APIEndpointData, BackendFormat
from registry.domain.entity import TEXTAREA, Entity, hint
from registry.domain.freeform import FreeObject, Text
from registry.domain.names import Description, Name, Project
from registry.domain.owner import IdentityType
from registry.domain.prompt import PromptData
from registry.domain.review import Review
from registry.domain.spec import ModelSpec
from registry.domain.template import ModelType

_IDENTITY = hint(section="Identity")
_ORIGIN = hint(section="Origin")
_SERVING = hint(section="Serving")
_CARDS = hint(section="Cards")
_MORE = hint(section="More")
_TEMPLATE = hint(section="Template")


class ModelVendor(StrEnum):
    """Who offers the model."""

    OPENAI = "OPENAI"
    COHERE = "COHERE"
    GOOGLE = "GOOGLE"
    VERTEX_AI = "VERTEX_AI"
    ANTHROPIC = "ANTHROPIC"
    LAUNCH = "LAUNCH"
    LLMENGINE = "LLMENGINE"
    BEDROCK = "BEDROCK"
    FIREWORKS_AI = "FIREWORKS_AI"
    OTHER = "OTHER"


def _null_to(empty: type) -> BeforeValidator:
    """Take null for the empty container, as NeMo does."""
    return BeforeValidator(lambda given: empty() if given is None else given)


def _empty_to_null(given: Any) -> Any:
    return None if given == "" else given


class ModelInput(Entity, title="Model"):
    """A model: what it is, where it comes from and how it is served."""

    name: Name = Field(
        description="Unique in the workspace. Letters, digits, underscores, hyphens and dots.",
        examples=["llama-3.1-8b-chat"],
        json_schema_extra=_IDENTITY,
    )
    display_name: Text | None = Field(
        default=None,
        description="The name that people read, if it should differ.",
        examples=["Llama 3.1 8B, chat"],
        json_schema_extra=_IDENTITY,
    )
    project: Project | None = Field(
        default=None,
        description="The project that the model belongs to, with slashes for its levels.",
        examples=["search/ranking"],
        json_schema_extra=_IDENTITY,
    )
    description: Description | None = Field(
        default=None,
        description="What the model is for, in a few sentences.",
        json_schema_extra={**_IDENTITY, **TEXTAREA},
    )
    model_type: ModelType | None = Field(
        default=None,
        description="What the model does. Without an answer it is the template's.",
        json_schema_extra=_IDENTITY,
    )
    model_vendor: ModelVendor | None = Field(
        default=None,
        title="Vendor",
        description="Who offers the model.",
        json_schema_extra=_IDENTITY,
    )
    model_group_id: Text | None = Field(
        default=None,
        title="Model group",
        description="Id of the group that the model is shown in.",
        json_schema_extra=_IDENTITY,
    )
    model_template_id: Text | None = Field(
        default=None,
        title="Template",
        description="Id of the template that the model is made from.",
        json_schema_extra=_TEMPLATE,
    )
    model_template_version: int | None = Field(
        default=None,
        title="Template version",
        description="The version that the parameters were given for; the newest if left out.",
        json_schema_extra={"minimum": 1, **_TEMPLATE},
    )
    model_creation_parameters: FreeObject | None = Field(
        default=None,
        title="Parameters",
        description="What the template asks for, by name.",
        json_schema_extra=_TEMPLATE,
    )
    base_model: Text | None = Field(
        default=None,
        description="The model that this one was trained from or wraps.",
        examples=["meta/llama-3.1-8b-instruct"],
        json_schema_extra=_ORIGIN,
    )
    base_model_id: Text | None = Field(
        default=None,
        title="Base model id",
        description="Id of the base model, where it is registered.",
        json_schema_extra=_ORIGIN,
    )
    base_model_metadata: FreeBaseModelMetadata | None = Field(
        default=None,
        title="Base model facts",
        description="What is published about the base model.",
        json_schema_extra=_ORIGIN,
    )
    finetuning_type: FinetuningType | None = Field(
        default=None,
        title="Fine-tuning",
        description="How it was trained from its base model, if its own weights were.",
        json_schema_extra=_ORIGIN,
    )
    fileset: Annotated[Text | None, BeforeValidator(_empty_to_null)] = Field(
        default=None,
        description="Fileset with the checkpoint: workspace/name, or a name alone.",
        examples=["default/llama-3.1-8b"],
        json_schema_extra=_ORIGIN,
    )
    trust_remote_code: bool = Field(
        default=False,
        description="Whether Python code inside the checkpoint may run when it is loaded. "
        "Only for sources that you trust.",
        json_schema_extra=_ORIGIN,
    )
    spec: ModelSpec | None = Field(
        default=None,
        title="Specification",
        description="Size and architecture of the checkpoint.",
        json_schema_extra=_ORIGIN,
    )
    api_endpoint: APIEndpointData | None = Field(
        default=None,
        title="Endpoint",
        description="Where the model answers, if it is served already.",
        json_schema_extra=_SERVING,
    )
    backend_format: BackendFormat | None = Field(
        default=None,
        description="Wire format of the inference server. Without an answer it is OPENAI_CHAT.",
        json_schema_extra=_SERVING,
    )
    model_providers: Annotated[tuple[Text, ...], _null_to(tuple)] = Field(
        default=(),
        title="Providers",
        description="Providers that serve the model: workspace/name each.",
        examples=[["default/nim"]],
        json_schema_extra=_SERVING,
    )
    prompt: PromptData | None = Field(
        default=None,
        description="Texts and parameters that are put around every request.",
        json_schema_extra=_SERVING,
    )
    model_card: Text | None = Field(
        default=None,
        description="What users should know: purpose, limits, evaluation. Markdown.",
        json_schema_extra={**_CARDS, **TEXTAREA},
    )
    training_data_card: Text | None = Field(
        default=None,
        description="What the model was trained on. Markdown.",
        json_schema_extra={**_CARDS, **TEXTAREA},
    )
    ownership: FreeObject | None = Field(
        default=None,
        description="Who is responsible for the model, in fields of your own.",
        examples=[{"team": "search", "contact": "search@example.com"}],
        json_schema_extra=_MORE,
    )
    custom_fields: Annotated[FreeObject, _null_to(dict)] = Field(
        default_factory=dict,
        description="Anything else that you keep about models.",
        examples=[{"cost_center": "4711"}],
        json_schema_extra=_MORE,
    )

    @property
    def tool_call_plugin(self) -> str | None:
        """The fileset of a custom parser of tool calls, if it names one."""
        config = self.spec.tool_call_config if self.spec else None
        return config.tool_call_plugin if config else None


class Model(ModelInput, title="Model"):
    """A model as it is stored: one revision."""

    id: Text = Field(description="Made when the model is created, never changed.")
    workspace: Name = Field(description="The workspace that owns it.")
    revision: int = Field(ge=1, description="1 when created, one more with each change.")
    model_type: ModelType = Field(description="What the model does.")
    given_name: Text | None = Field(
        default=None, description="The name that a program gave, where it is no legal one."
    )
    adapters: tuple[Adapter, ...] = Field(
        default=(), description="Adapters that were made for the model."
    )
    review: Review = Field(default_factory=Review, description="Whether it may be used.")
    created_at: datetime = Field(description="When the model was created (UTC).")
    updated_at: datetime = Field(description="When this revision was made (UTC).")
    created_by_user_id: Text = Field(description="Who created it.")
    created_by_identity_type: IdentityType = Field(
        default=IdentityType.USER, description="Whether a person or a service created it."
    )
    updated_by: Text = Field(description="Who made this revision.")

    def to_input(self) -> ModelInput:
        """Return what a person gave: the start of a change or a clone."""
        return ModelInput.take(self)
