"""Deployments in Scale's dialect."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field, Tag

from registry.api.payloads.scale.base import (
    EXAMPLE_OWNER,
    OPEN,
    Body,
    EntityView,
    JsonObject,
    absent,
    write_entity,
)
from registry.domain import deployment
from registry.domain.deployment import RECORDED, Deployment
from registry.domain.freeform import FreeObject, Text
from registry.domain.names import Label

_FIELDS = frozenset(
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

_EXAMPLE: Final[JsonObject] = {
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

    model_config = ConfigDict(**OPEN, json_schema_extra={"examples": [_EXAMPLE]})

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
        return {name: written[name] for name in _FIELDS}


class DeploymentUpdate(Body):
    """What is to be different; what is left out stays as it is, null takes it away."""

    model_config = ConfigDict(
        **OPEN, json_schema_extra={"examples": [{"deployment_metadata": {"region": "us"}}]}
    )

    name: Label = Field(default_factory=absent)
    model_creation_parameters: FreeObject | None = None
    vendor_configuration: Scaling | None = None
    deployment_metadata: FreeObject | None = None


class DeploymentView(EntityView):
    """A deployment. Its status says that it is on record and not running."""

    model_config = ConfigDict(
        protected_namespaces=(),
        json_schema_extra={
            "examples": [
                {
                    "id": "deployment-3mJr7AoUXx2Wqd",
                    **EXAMPLE_OWNER,
                    **_EXAMPLE,
                    "status": RECORDED,
                    "model_instance_id": "model-3mJr7AoUXx2Wqd",
                    "model_endpoint_id": None,
                }
            ]
        },
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
        **write_entity(deployment, _FIELDS),
        "status": RECORDED,
        "model_instance_id": deployment.model_id,
        "model_endpoint_id": None,
    }
