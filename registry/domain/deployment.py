"""Deployments: records of where and how a model is meant to be served, as in Scale's API.

Patternshop starts nothing. A deployment records what is wanted, and its status says that it is on
record and not running.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, ValidationError, WrapValidator
from pydantic_core import InitErrorDetails

from registry.domain.entity import COUNT, Entity
from registry.domain.freeform import FreeObject, Text
from registry.domain.names import Label, Name
from registry.domain.owner import IdentityType
from registry.domain.vendor import Resources

RECORDED = "RECORDED_NOT_RUNNING"
"""The status of every deployment."""


class LaunchScaling(Entity):
    """Scaling that takes the place of the template's."""

    vendor: Literal["LAUNCH"] = Field(
        default="LAUNCH", description="The service that runs the containers."
    )
    min_workers: int = Field(
        default=0, description="Workers that stay up without any traffic.", json_schema_extra=COUNT
    )
    max_workers: int = Field(
        default=1, description="Workers that scaling never exceeds.", json_schema_extra=COUNT
    )
    per_worker: int = Field(
        default=10,
        description="Concurrent requests that one worker should have before another is started.",
        json_schema_extra=COUNT,
    )


class LLMEngineScaling(Resources):
    """Scaling and resources of a model that LLM Engine serves."""

    vendor: Literal["LLMENGINE"] = Field(description="The service that runs the containers.")
    min_workers: int = Field(default=0, description="Workers that stay up without any traffic.")
    max_workers: int = Field(default=1, description="Workers that scaling never exceeds.")
    per_worker: int = Field(
        default=10,
        description="Concurrent requests that one worker should have before another is started.",
    )
    high_priority: bool = Field(
        default=False, description="Whether its workers may displace those of other endpoints."
    )
    num_shards: int = Field(default=4, description="GPUs that the weights are spread over.")
    checkpoint_path: Text | None = Field(default=None, description="Where the weights are.")
    model_name: Text | None = Field(
        default=None, description="The engine's name for the model, if it should differ."
    )
    base_model_name: Text | None = Field(
        default=None, description="The engine's name for the model that this one is based on."
    )
    inference_framework_image_tag: Text | None = Field(
        default=None, description="Tag of the inference server's image."
    )


_SCALINGS: dict[str, type[Entity]] = {"LAUNCH": LaunchScaling, "LLMENGINE": LLMEngineScaling}


def _choose(given: object, _: object) -> object:
    """Read the one that `vendor` names, LAUNCH if it names none; mistakes keep their places."""
    if isinstance(given, (*_SCALINGS.values(),)):
        return given
    vendor = given.get("vendor", "LAUNCH") if isinstance(given, dict) else "LAUNCH"
    if not isinstance(vendor, str) or vendor not in _SCALINGS:
        known = {"expected": " or ".join(map(repr, _SCALINGS))}
        error = InitErrorDetails(type="literal_error", loc=("vendor",), input=vendor, ctx=known)
        raise ValidationError.from_exception_data("vendor", [error])
    return _SCALINGS[vendor].model_validate(given)


DeploymentVendorConfiguration = Annotated[LaunchScaling | LLMEngineScaling, WrapValidator(_choose)]
"""What a deployment overrides; `vendor` names one of the two."""


class DeploymentInput(Entity, title="Deployment"):
    """Where and how a model is meant to be served."""

    name: Label = Field(
        description="Unique among the deployments of the model. Any text.", examples=["production"]
    )
    model_creation_parameters: FreeObject | None = Field(
        default=None,
        title="Parameters",
        description="Parameters that go before the model's own, by name.",
    )
    vendor_configuration: DeploymentVendorConfiguration | None = Field(
        default=None,
        title="Scaling",
        description="Scaling that goes before the template's.",
    )
    deployment_metadata: FreeObject | None = Field(
        default=None, title="Facts", description="Anything else that is kept about it."
    )


class Deployment(DeploymentInput, title="Deployment"):
    """A deployment as it is stored."""

    id: Text = Field(description="Made when the deployment is created, never changed.")
    workspace: Name = Field(description="The workspace that owns it: the model's.")
    model_id: Text = Field(description="Id of the model.")
    revision: int = Field(ge=1, description="1 when created, one more with each change.")
    created_at: datetime = Field(description="When it was created (UTC).")
    updated_at: datetime = Field(description="When it last changed (UTC).")
    created_by_user_id: Text = Field(description="Who created it.")
    created_by_identity_type: IdentityType = Field(
        default=IdentityType.USER, description="Whether a person or a service created it."
    )

    @property
    def address(self) -> str:
        """The model's id and the name, which only one deployment has."""
        return f"{self.model_id}/{self.name}"

    def to_input(self) -> DeploymentInput:
        """Return what was given: the start of a change."""
        return DeploymentInput.take(self)
