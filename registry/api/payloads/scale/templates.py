"""Model templates in Scale's dialect."""

from typing import Any, Final

from pydantic import Field

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
from registry.api.payloads.scale.schemas import ParameterSchema, read_schema, show_schema
from registry.domain import vendor
from registry.domain.freeform import Text
from registry.domain.names import Label
from registry.domain.template import EndpointProtocol, Template
from registry.domain.vendor import ModelEndpointType

_CREATION = "model_creation_parameters_schema"
_REQUEST = "model_request_parameters_schema"
_FIELDS = frozenset(
    {
        "endpoint_type",
        "model_type",
        "vendor_configuration",
        "endpoint_protocol",
    }
)


class ScaleBundleConfig(vendor.BundleConfig, title="LaunchBundle"):
    """The image that serves the model, and where in it to ask."""

    __qualname__ = "BundleConfig"

    model_config = OPEN


class ScaleResources(vendor.Resources, title="LaunchResources"):
    """What one worker may use."""

    __qualname__ = "Resources"

    model_config = OPEN


class ScaleEndpointConfig(vendor.EndpointConfig, title="LaunchEndpoint"):
    """How many workers serve the endpoint, and what each may use."""

    __qualname__ = "EndpointConfig"

    model_config = OPEN


class ScaleFineTuningJobBundleConfig(vendor.FineTuningJobBundleConfig, title="LaunchFineTuning"):
    """The image that fine-tunes the model, and what the job may use."""

    __qualname__ = "FineTuningJobBundleConfig"

    model_config = OPEN

    resources: ScaleResources | None = Field(default_factory=ScaleResources)


class ScaleVendorConfiguration(vendor.VendorConfiguration, title="LaunchConfiguration"):
    """How models of a template are launched."""

    __qualname__ = "VendorConfiguration"

    model_config = OPEN

    bundle_config: ScaleBundleConfig
    endpoint_config: ScaleEndpointConfig | None = Field(default_factory=ScaleEndpointConfig)
    fine_tuning_job_bundle_config: ScaleFineTuningJobBundleConfig | None = None


_IMAGE: Final[JsonObject] = {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v0.11.0"}
_LIST: Final[JsonObject] = {
    "parameters": [
        {"name": "model_id", "type": "str", "description": "What to serve.", "required": True}
    ]
}
_EXAMPLE: Final[JsonObject] = {
    "name": "vllm-openai",
    "endpoint_type": "STREAMING",
    "model_type": "CHAT_COMPLETION",
    "vendor_configuration": {"bundle_config": _IMAGE},
    _CREATION: _LIST,
}


class TemplateCreate(Body):
    """A new model template."""

    model_config = exemplify({**_EXAMPLE, "account_id": "default"})

    name: Label = Field(description="Any text that no template of the account is called.")
    endpoint_type: ModelEndpointType
    model_type: AnyModelType
    vendor_configuration: ScaleVendorConfiguration
    account_id: Text = Field(description="The workspace.")
    model_creation_parameters_schema: ParameterSchema | None = None
    model_request_parameters_schema: ParameterSchema | None = None
    endpoint_protocol: EndpointProtocol | None = None


class TemplateUpdate(Body):
    """What is to be different; what is left out stays as it is."""

    model_config = exemplify({"name": "vllm-openai", _CREATION: _LIST})

    name: Label = Field(default_factory=absent, description="Another name.")
    endpoint_type: ModelEndpointType = Field(default_factory=absent)
    model_type: AnyModelType = Field(default_factory=absent)
    vendor_configuration: ScaleVendorConfiguration = Field(default_factory=absent)
    model_creation_parameters_schema: ParameterSchema | None = None
    model_request_parameters_schema: ParameterSchema | None = None
    endpoint_protocol: EndpointProtocol | None = None


class ScaleTemplateView(EntityView):
    """A model template, defaults written out."""

    model_config = exemplify(
        {
            "id": "template-3mJr7AoUXx2Wqd",
            **EXAMPLE_OWNER,
            **_EXAMPLE,
            "vendor_configuration": ScaleVendorConfiguration.model_validate(
                {"bundle_config": _IMAGE}
            ).to_json(),
            _REQUEST: None,
            "endpoint_protocol": None,
        }
    )

    name: str
    endpoint_type: ModelEndpointType
    model_type: AnyModelType
    vendor_configuration: ScaleVendorConfiguration
    model_creation_parameters_schema: dict[str, Any] | None
    model_request_parameters_schema: dict[str, Any] | None
    endpoint_protocol: EndpointProtocol | None


def show_template(template: Template) -> JsonObject:
    """Write a template, its schemas as the clients read them."""
    return {
        **write_entity(template, _FIELDS),
        "name": template.given_name or template.name,
        _CREATION: show_schema(template.model_creation_parameters_schema),
        _REQUEST: show_schema(template.model_request_parameters_schema),
    }


def read_schemas(given: JsonObject, current: Template | None = None) -> JsonObject:
    """Return the fields with the schemas as they are to be kept."""
    kept = {
        name: read_schema(given[name], getattr(current, name, None))
        for name in (_CREATION, _REQUEST)
        if name in given
    }
    return {**given, **kept}
