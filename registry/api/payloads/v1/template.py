"""Templates in our own dialect."""

from typing import Annotated, Any, Final

from fastapi import Path
from pydantic import model_validator

from registry.api.components import exemplify
from registry.api.payloads.v1.base import CountedPage, drop_kept, entity_page_example
from registry.domain.template import Template, TemplateInput
from streamlit_jsonschema_form.problems import JsonValue

InTemplate = Annotated[str, Path(description="The template's name.", examples=["vllm-openai"])]

TEMPLATE_EXAMPLE: Final[dict[str, Any]] = {
    "name": "vllm-openai",
    "endpoint_type": "STREAMING",
    "model_type": "CHAT_COMPLETION",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v0.11.0"}
    },
    "model_creation_parameters_schema": {
        "type": "object",
        "properties": {"model": {"type": "string"}, "max_model_len": {"type": "integer"}},
        "required": ["model"],
    },
}
_KEPT: Final[dict[str, JsonValue]] = Template.model_validate(
    {
        **TEMPLATE_EXAMPLE,
        "id": "template-3mJr7AoUXx2Wqd",
        "workspace": "default",
        "version": 1,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "created_by_user_id": "ada",
    }
).to_json()


class TemplateContent(TemplateInput):
    """A whole template; what only the registry sets may be sent back and is passed over."""

    model_config = exemplify(TEMPLATE_EXAMPLE)

    @model_validator(mode="before")
    @classmethod
    def _take(cls, given: Any) -> Any:
        return drop_kept(given, Template, TemplateInput)


class TemplateVersion(Template):
    """One version of a template, defaults written out."""

    model_config = exemplify(_KEPT)


class TemplateListing(CountedPage[TemplateVersion]):
    """Templates in their newest versions."""

    model_config = exemplify(entity_page_example(_KEPT))
