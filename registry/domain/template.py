"""Templates: what models are made from.

Fields are those of Scale's model templates; `workspace` is its account and `version` the record's
revision. `description` and `display_name` are Patternshop's own. Scale publishes no rule for names;
here they are names as everywhere, and what is no legal name can stay as the display name.
"""

from datetime import datetime
from enum import StrEnum

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from registry.domain.entity import TEXTAREA, Entity, hint
from registry.domain.freeform import FreeObject, Text
from registry.domain.names import Description, Name
from registry.domain.owner import IdentityType
from registry.domain.vendor import ModelEndpointType, VendorConfiguration

_IDENTITY = hint(section="Identity")
_CALLING = hint(section="Calling")
_PARAMETERS = hint(section="Parameters")


class ModelType(StrEnum):
    """The kinds of models."""

    COMPLETION = "COMPLETION"
    CHAT_COMPLETION = "CHAT_COMPLETION"
    AGENT = "AGENT"
    EMBEDDING = "EMBEDDING"
    RERANKING = "RERANKING"
    GENERIC = "GENERIC"
    BUNDLE = "BUNDLE"

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Leave BUNDLE out: Scale uses it for display, and no form offers it; responses may have it."""
        written = handler(core)
        if handler.mode == "serialization":
            return written
        handler.resolve_ref_schema(written)["enum"] = [
            offered.value for offered in OFFERED_MODEL_TYPES
        ]
        return written


OFFERED_MODEL_TYPES = tuple(kind for kind in ModelType if kind is not ModelType.BUNDLE)
"""The types that people may choose; BUNDLE is legal, but not to be used directly."""


class EndpointProtocol(StrEnum):
    """The calling convention that the container understands."""

    SGP = "SGP"
    COHERE = "COHERE"
    VLLM = "VLLM"


class TemplateInput(Entity, title="Template"):
    """A pattern for models: an image, the shape of its endpoint, and its parameters."""

    name: Name = Field(
        description="Unique in the workspace. Letters, digits, underscores, hyphens and dots.",
        examples=["vllm-openai", "tei-embedding"],
        json_schema_extra=_IDENTITY,
    )
    display_name: Text | None = Field(
        default=None,
        description="The name that people read, if it should differ.",
        json_schema_extra=_IDENTITY,
    )
    description: Description | None = Field(
        default=None,
        description="What the template is for and when to choose it.",
        json_schema_extra={**_IDENTITY, **TEXTAREA},
    )
    endpoint_type: ModelEndpointType = Field(
        description="How models of this template are called.", json_schema_extra=_CALLING
    )
    model_type: ModelType = Field(
        description="What models of this template do.", json_schema_extra=_CALLING
    )
    endpoint_protocol: EndpointProtocol | None = Field(
        default=None,
        description="Calling convention that the container understands.",
        json_schema_extra=_CALLING,
    )
    vendor_configuration: VendorConfiguration = Field(
        title="Launch configuration",
        description="The container image, its scaling and its resources.",
    )
    model_creation_parameters_schema: FreeObject | None = Field(
        default=None,
        title="Creation parameters",
        description="What may be set when a model is made: a JSON Schema (draft-07 or 2020-12), or "
        'a list {"parameters": [{"name", "type", "description", "required"}]}.',
        json_schema_extra=_PARAMETERS,
    )
    model_request_parameters_schema: FreeObject | None = Field(
        default=None,
        title="Request parameters",
        description="What a caller may set with each request to the model, in the same two forms.",
        json_schema_extra=_PARAMETERS,
    )


class Template(TemplateInput, title="Template"):
    """A template as it is stored: one immutable version."""

    id: Text = Field(description="Made when the template is created, never changed.")
    workspace: Name = Field(description="The workspace that owns it.")
    version: int = Field(ge=1, description="1 when created, one more with each change.")
    given_name: Text | None = Field(
        default=None, description="The name that a program gave, where it is no legal one."
    )
    created_at: datetime = Field(description="When the template was created (UTC).")
    updated_at: datetime = Field(description="When this version was made (UTC).")
    created_by_user_id: Text = Field(description="Who created it.")
    created_by_identity_type: IdentityType = Field(
        default=IdentityType.USER, description="Whether a person or a service created it."
    )

    @property
    def revision(self) -> int:
        """The version, as other entities call it."""
        return self.version

    def to_input(self) -> TemplateInput:
        """Return what a person gave: the start of a change or a clone."""
        return TemplateInput.take(self)
