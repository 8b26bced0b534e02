"""Templates, models and workspaces in our own dialect."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Final

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from registry.api.components import exemplify
from registry.api.payloads.v1.base import (
    CHANGE,
    ChangeEntry,
    CountedPage,
    drop_kept,
    entity_page_example,
)
from registry.domain.entity import Entity
from registry.domain.model import Model, ModelInput
from registry.domain.names import Description
from registry.domain.review import ReviewState
from registry.domain.template import Template, TemplateInput
from registry.domain.workspace import Workspace, WorkspaceInput
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
_TEMPLATE: Final[dict[str, JsonValue]] = Template.model_validate(
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

    _take = model_validator(mode="before")(partial(drop_kept, entity=Template, sent=TemplateInput))


class TemplateVersion(Template):
    """One version of a template, defaults written out."""

    model_config = exemplify(_TEMPLATE)


class TemplateListing(CountedPage[TemplateVersion]):
    """Templates in their newest versions."""

    model_config = exemplify(entity_page_example(_TEMPLATE))


InModel = Annotated[str, Path(description="The model's name.", examples=["support-bot"])]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        message = "expected a time in the years 1 to 9999 of UTC; give another"
        raise PydanticCustomError("value_error", message) from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A time with its zone."""

MODEL_EXAMPLE: Final[dict[str, Any]] = {
    "name": "support-bot",
    "description": "Answers questions of customers.",
    "model_template_id": "template-3mJr7AoUXx2Wqd",
    "model_creation_parameters": {"model": "meta-llama/Llama-3.1-8B-Instruct"},
}
_MODEL: Final[dict[str, JsonValue]] = Model.model_validate(
    {
        **MODEL_EXAMPLE,
        "model_type": "CHAT_COMPLETION",
        "model_template_version": 1,
        "id": "model-9xFq2LmTzv5KbN",
        "workspace": "default",
        "revision": 1,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "created_by_user_id": "ada",
        "updated_by": "ada",
    }
).to_json()


class ModelContent(ModelInput):
    """A whole model; what only the registry sets may be sent back and is passed over.

    A masked secret that comes back keeps what is stored.
    """

    model_config = exemplify(MODEL_EXAMPLE)

    _take = model_validator(mode="before")(partial(drop_kept, entity=Model, sent=ModelInput))


class ModelRevision(Model):
    """One revision of a model, defaults written out and secrets masked."""

    model_config = exemplify(_MODEL)


class ModelListing(CountedPage[ModelRevision]):
    """Models as they are now."""

    model_config = exemplify(entity_page_example(_MODEL))


class ReviewBody(Entity):
    """The word of a reviewer."""

    model_config = exemplify({"state": "approved", "note": "Evaluated on our tickets."})

    state: ReviewState
    note: Description | None = None


class ModelDifference(BaseModel):
    """What leads from the first model to another."""

    model: str
    changes: list[ChangeEntry]


class ModelComparison(BaseModel, title="Comparison"):
    """Models side by side."""

    __qualname__ = "Comparison"

    model_config = exemplify(
        {
            "first": "support-bot",
            "others": [{"model": "support-bot-2", "changes": [CHANGE]}],
        }
    )

    first: str = Field(description="The model that the others are held against.")
    others: list[ModelDifference]


_NEW_WORKSPACE: Final[dict[str, Any]] = {
    "name": "search-team",
    "description": "Ranking and retrieval.",
}
_WORKSPACE: Final[dict[str, JsonValue]] = {
    **_NEW_WORKSPACE,
    "id": "workspace-8cNd4WqTz2MxKb",
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
}


class WorkspaceContent(WorkspaceInput):
    """A new workspace."""

    model_config = exemplify(_NEW_WORKSPACE)

    _take = model_validator(mode="before")(
        partial(drop_kept, entity=Workspace, sent=WorkspaceInput)
    )


class KeptWorkspace(Workspace):
    """A workspace as it is kept."""

    model_config = exemplify(_WORKSPACE)


class WorkspaceListing(BaseModel):
    """Every workspace, `default` first, the others by name."""

    model_config = exemplify({"items": [_WORKSPACE]})

    items: list[KeptWorkspace]
