"""Models in Scale's dialect."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, WithJsonSchema

from registry.api.payloads.scale.base import (
    EXAMPLE_OWNER,
    OPEN,
    AnyModelType,
    Body,
    EntityView,
    JsonObject,
    absent,
    write_entity,
)
from registry.api.payloads.scale.deployments import DeploymentView
from registry.api.payloads.scale.execution import MULTI_TURN, request_schema, response_schema
from registry.api.payloads.scale.groups import GroupView
from registry.domain.freeform import FreeObject, Text
from registry.domain.model import Model, ModelVendor
from registry.domain.names import Description, Label
from registry.domain.template import Template

_Metadata = Annotated[
    FreeObject,
    WithJsonSchema(
        {
            "type": "object",
            "title": "BaseModelMetadata",
            "description": "Any object; `/v4` has `delivery_date`, `model_developer`, "
            "`model_license_url`, `modelDetails` and `ui_model_section_type` in it.",
            "examples": [{"delivery_date": "2026-03", "modelDetails": {"languages": 8}}],
        }
    ),
]

FIELDS: Final = frozenset(
    {
        "display_name",
        "model_type",
        "model_vendor",
        "model_template_id",
        "model_creation_parameters",
        "base_model_id",
        "base_model_metadata",
        "description",
        "model_card",
        "training_data_card",
        "model_group_id",
    }
)
"""The fields that this dialect shares with the registry under the same names."""

_EXAMPLE: Final[JsonObject] = {
    "name": "llama-3.1-8b-chat",
    "model_type": "CHAT_COMPLETION",
    "model_vendor": "LAUNCH",
    "model_creation_parameters": {"model_id": "meta/llama-3.1-8b"},
    "description": "Answers questions of customers.",
}


class _Optional(Body):
    model_vendor: ModelVendor | None = None
    model_template_id: Text | None = Field(
        default=None, description="The template that the model is made from, in its newest version."
    )
    model_creation_parameters: FreeObject | None = Field(
        default=None,
        description="What the template asks for, by name. They may come with the deployment.",
    )
    base_model_id: Text | None = None
    base_model_metadata: _Metadata | None = None
    description: Description | None = None
    model_card: Text | None = None
    training_data_card: Text | None = None
    display_name: Text | None = None
    model_group_id: Text | None = None


class ModelCreate(_Optional):
    """A new model."""

    model_config = ConfigDict(
        **OPEN, json_schema_extra={"examples": [{**_EXAMPLE, "account_id": "default"}]}
    )

    name: Label = Field(description="Any text that no model of the account is called.")
    model_type: AnyModelType
    account_id: Text = Field(description="The workspace.")


class ModelUpdate(_Optional):
    """What is to be different; what is left out stays as it is, null takes it away."""

    model_config = ConfigDict(
        **OPEN, json_schema_extra={"examples": [{"description": "Answers questions of staff."}]}
    )

    name: Label = Field(default_factory=absent)
    model_type: AnyModelType = Field(default_factory=absent)


class ScaleModelView(EntityView, title="ModelView"):
    """A model."""

    __qualname__ = "ModelView"

    model_config = ConfigDict(
        protected_namespaces=(),
        json_schema_extra={
            "examples": [
                {
                    "id": "model-3mJr7AoUXx2Wqd",
                    **EXAMPLE_OWNER,
                    **dict.fromkeys(sorted(FIELDS)),
                    **_EXAMPLE,
                    "model_template_id": "template-3mJr7AoUXx2Wqd",
                    "request_schema": {"type": "object"},
                    "response_schema": {"type": "object"},
                    "deployment_count": 1,
                    "supports_multi_turn": True,
                }
            ]
        },
    )

    name: str
    display_name: str | None
    model_type: AnyModelType
    model_vendor: ModelVendor | None
    model_template_id: str | None
    model_creation_parameters: dict[str, Any] | None
    base_model_id: str | None
    base_model_metadata: dict[str, Any] | None
    description: str | None
    model_card: str | None
    training_data_card: str | None
    model_group_id: str | None
    request_schema: dict[str, Any]
    response_schema: dict[str, Any]
    deployment_count: int
    supports_multi_turn: bool


class ViewedModel(ScaleModelView, title="ViewedModel"):
    """A model with what `view` asks for."""

    deployments: list[DeploymentView] | None = None
    model_group: GroupView | None = None


def show_model(model: Model, template: Template | None, deployment_count: int) -> JsonObject:
    """Write a model whose secrets are masked.

    Args:
        model: as it is kept, masked.
        template: the version that it was made from, for what requests may hold.
        deployment_count: how many deployments there are of it.
    """
    return {
        **write_entity(model, FIELDS),
        "name": model.given_name or model.name,
        "request_schema": request_schema(model.model_type, template),
        "response_schema": response_schema(model.model_type),
        "deployment_count": deployment_count,
        "supports_multi_turn": model.model_type in MULTI_TURN,
    }
