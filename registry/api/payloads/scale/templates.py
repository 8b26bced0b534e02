"""Model templates in Scale's dialect."""

from typing import Any, Final

from pydantic import ConfigDict, Field

from registry.api.payloads.scale.base import (
    EXAMPLE_OWNER,
    OPEN,
    AnyModelType,
    Body,
    Json,
    View,
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


class BundleConfig(vendor.BundleConfig, title="LaunchBundle"):
    """The image that serves the model, and where in it to ask."""

    model_config = OPEN


class Resources(vendor.Resources, title="LaunchResources"):
    """What one worker may use."""

    model_config = OPEN


class EndpointConfig(vendor.EndpointConfig, title="LaunchEndpoint"):
    """How many workers serve the endpoint, and what each may use."""

    model_config = OPEN


class FineTuningJobBundleConfig(vendor.FineTuningJobBundleConfig, title="LaunchFineTuning"):
    """The image that fine-tunes the model, and what the job may use."""

    model_config = OPEN

    resources: Resources | None = Field(default_factory=Resources)


class VendorConfiguration(vendor.VendorConfiguration, title="LaunchConfiguration"):
    """How models of a template are launched."""

    model_config = OPEN

    bundle_config: BundleConfig
    endpoint_config: EndpointConfig | None = Field(default_factory=EndpointConfig)
    fine_tuning_job_bundle_config: FineTuningJobBundleConfig | None = None


_IMAGE: Final[Json] = {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v0.11.0"}
_LIST: Final[Json] = {
    "parameters": [
        {"name": "model_id", "type": "str", "description": "What to serve.", "required": True}
    ]
}
_EXAMPLE: Final[Json] = {
    "name": "vllm-openai",
    "endpoint_type": "STREAMING",
    "model_type": "CHAT_COMPLETION",
    "vendor_configuration": {"bundle_config": _IMAGE},
    _CREATION: _LIST,
}


class TemplateCreate(Body):
    """A new model template."""

    model_config = ConfigDict(
        **OPEN, json_schema_extra={"examples": [{**_EXAMPLE, "account_id": "default"}]}
    )

    name: Label = Field(description="Any text that no template of the account is called.")
    endpoint_type: ModelEndpointType
    model_type: AnyModelType
    vendor_configuration: VendorConfiguration
    account_id: Text = Field(description="The workspace.")
    model_creation_parameters_schema: ParameterSchema | None = None
    model_request_parameters_schema: ParameterSchema | None = None
    endpoint_protocol: EndpointProtocol | None = None


class TemplateUpdate(Body):
    """What is to be different; what is left out stays as it is."""

    model_config = ConfigDict(
        **OPEN, json_schema_extra={"examples": [{"name": "vllm-openai", _CREATION: _LIST}]}
    )

    name: Label = Field(default_factory=absent, description="Another name.")
    endpoint_type: ModelEndpointType = Field(default_factory=absent)
    model_type: AnyModelType = Field(default_factory=absent)
    vendor_configuration: VendorConfiguration = Field(default_factory=absent)
    model_creation_parameters_schema: ParameterSchema | None = None
    model_request_parameters_schema: ParameterSchema | None = None
    endpoint_protocol: EndpointProtocol | None = None


class TemplateView(View):
    """A model template, defaults written out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "template-3mJr7AoUXx2Wqd",
                    **EXAMPLE_OWNER,
                    **_EXAMPLE,
                    "vendor_configuration": VendorConfiguration.model_validate(
                        {"bundle_config": _IMAGE}
                    ).to_json(),
                    _REQUEST: None,
                    "endpoint_protocol": None,
                }
            ]
        }
    )

    name: str
    endpoint_type: ModelEndpointType
    model_type: AnyModelType
    vendor_configuration: VendorConfiguration
    model_creation_parameters_schema: dict[str, Any] | None
    model_request_parameters_schema: dict[str, Any] | None
    endpoint_protocol: EndpointProtocol | None


def show_template(template: Template) -> Json:
    """Write a template, its schemas as the clients read them."""
    return {
        **write_entity(template, _FIELDS),
        "name": template.given_name or template.name,
        _CREATION: show_schema(template.model_creation_parameters_schema),
        _REQUEST: show_schema(template.model_request_parameters_schema),
    }


def read_schemas(given: Json, current: Template | None = None) -> Json:
    """Return the fields with the schemas as they are to be kept."""
    kept = {
        name: read_schema(given[name], getattr(current, name, None))
        for name in (_CREATION, _REQUEST)
        if name in given
    }
    return {**given, **kept}
