"""Models, groups and deployments in Scale's dialect."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, Tag, WithJsonSchema

from registry.api.components import exemplify
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
from registry.api.payloads.scale.execution import MULTI_TURN, request_schema, response_schema
from registry.domain import deployment
from registry.domain.deployment import RECORDED, Deployment
from registry.domain.freeform import FreeObject, Text
from registry.domain.group import Group
from registry.domain.model import Model, ModelVendor
from registry.domain.names import Description, Label
from registry.domain.template import Template

_GROUP_FIELDS = frozenset({"name", "description"})
_GROUP: Final[JsonObject] = {"name": "Llama 3.1, fine-tuned", "description": "All of our own."}


class GroupCreate(Body):
    """A new model group."""

    model_config = exemplify({**_GROUP, "account_id": "default"})

    name: Label = Field(description="Any text that no group of the account is called.")
    account_id: Text = Field(description="The workspace.")
    description: Text | None = None


class GroupUpdate(Body):
    """What is to be different; what is left out stays as it is, null takes it away."""

    model_config = exemplify(_GROUP)

    name: Label = Field(default_factory=absent)
    description: Text | None = None


class GroupView(EntityView):
    """A model group; in `/v3` a missing description is an empty text."""

    model_config = exemplify({"id": "group-3mJr7AoUXx2Wqd", **EXAMPLE_OWNER, **_GROUP})

    name: str
    description: str | None


def show_group(group: Group) -> JsonObject:
    """Write a group."""
    return write_entity(group, _GROUP_FIELDS)


_DEPLOYMENT_FIELDS = frozenset(
    {"name", "model_creation_parameters", "deployment_metadata", "vendor_configuration"}
)


class ScaleLaunchScaling(deployment.LaunchScaling, title="LaunchScaling"):
    """Scaling that takes the place of the template's."""

    __qualname__ = "LaunchScaling"

    model_config = OPEN


class ScaleLLMEngineScaling(deployment.LLMEngineScaling, title="LLMEngineScaling"):
    """Scaling and resources of a model that LLM Engine serves."""

    __qualname__ = "LLMEngineScaling"

    model_config = OPEN


_SCALINGS: Final[dict[str, type[ScaleLaunchScaling] | type[ScaleLLMEngineScaling]]] = {
    "LAUNCH": ScaleLaunchScaling,
    "LLMENGINE": ScaleLLMEngineScaling,
}


def _choose(given: Any) -> Any:
    """Read the scaling that `vendor` names, so that mistakes are said of that one alone."""
    if not isinstance(given, dict):
        return given
    vendor = given.get("vendor", "LAUNCH")
    chosen = _SCALINGS.get(vendor) if isinstance(vendor, str) else None
    return given if chosen is None else chosen.model_validate(given)


Scaling = Annotated[
    Annotated[ScaleLaunchScaling, Tag("LaunchScaling")]
    | Annotated[ScaleLLMEngineScaling, Tag("LLMEngineScaling")],
    BeforeValidator(_choose),
]
"""What a deployment sets anew; without `vendor` it is LAUNCH."""

_DEPLOYMENT: Final[JsonObject] = {
    "name": "production",
    "model_creation_parameters": {"model_id": "meta/llama-3.1-8b"},
    "vendor_configuration": {
        "vendor": "LAUNCH",
        "min_workers": 1,
        "max_workers": 4,
        "per_worker": 10,
    },
    "deployment_metadata": {"region": "eu"},
}


class DeploymentCreate(Body):
    """A new record of where a model is meant to be served."""

    model_config = exemplify(_DEPLOYMENT)

    name: Label = Field(description="Any text that no deployment of the model is called.")
    account_id: Text | None = Field(default=None, description="The workspace: the model's.")
    model_creation_parameters: FreeObject | None = Field(
        default=None, description="They go before the model's own."
    )
    vendor_configuration: Scaling | None = None
    deployment_metadata: FreeObject | None = None
    wait_for_ready: bool | None = Field(
        default=None, description="Nothing is started, so nothing is waited for."
    )

    def fields(self) -> JsonObject:
        """Return what is kept of it."""
        written = self.whole()
        return {name: written[name] for name in _DEPLOYMENT_FIELDS}


class DeploymentUpdate(Body):
    """What is to be different; what is left out stays as it is, null takes it away."""

    model_config = exemplify({"deployment_metadata": {"region": "us"}})

    name: Label = Field(default_factory=absent)
    model_creation_parameters: FreeObject | None = None
    vendor_configuration: Scaling | None = None
    deployment_metadata: FreeObject | None = None


class DeploymentView(EntityView):
    """A deployment. Its status says that it is on record and not running."""

    model_config = exemplify(
        {
            "id": "deployment-3mJr7AoUXx2Wqd",
            **EXAMPLE_OWNER,
            **_DEPLOYMENT,
            "status": RECORDED,
            "model_instance_id": "model-3mJr7AoUXx2Wqd",
            "model_endpoint_id": None,
        }
    )

    name: str
    status: str
    model_instance_id: str | None
    model_endpoint_id: str | None
    model_creation_parameters: dict[str, Any] | None
    deployment_metadata: dict[str, Any] | None
    vendor_configuration: ScaleLaunchScaling | ScaleLLMEngineScaling | None


def show_deployment(deployment: Deployment) -> JsonObject:
    """Write a deployment whose secrets are masked."""
    return {
        **write_entity(deployment, _DEPLOYMENT_FIELDS),
        "status": RECORDED,
        "model_instance_id": deployment.model_id,
        "model_endpoint_id": None,
    }


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

_MODEL: Final[JsonObject] = {
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

    model_config = exemplify({**_MODEL, "account_id": "default"})

    name: Label = Field(description="Any text that no model of the account is called.")
    model_type: AnyModelType
    account_id: Text = Field(description="The workspace.")


class ModelUpdate(_Optional):
    """What is to be different; what is left out stays as it is, null takes it away."""

    model_config = exemplify({"description": "Answers questions of staff."})

    name: Label = Field(default_factory=absent)
    model_type: AnyModelType = Field(default_factory=absent)


class ScaleModelView(EntityView):
    """A model."""

    model_config = exemplify(
        {
            "id": "model-3mJr7AoUXx2Wqd",
            **EXAMPLE_OWNER,
            **dict.fromkeys(sorted(FIELDS)),
            **_MODEL,
            "model_template_id": "template-3mJr7AoUXx2Wqd",
            "request_schema": {"type": "object"},
            "response_schema": {"type": "object"},
            "deployment_count": 1,
            "supports_multi_turn": True,
        }
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


class ViewedModel(ScaleModelView):
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
