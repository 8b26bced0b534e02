"""Workspaces in our own dialect."""

from typing import Any, Final

from pydantic import BaseModel, model_validator

from registry.api.components import exemplify
from registry.api.payloads.v1.base import drop_kept
from registry.domain.workspace import Workspace, WorkspaceInput
from streamlit_jsonschema_form.problems import JsonValue

_SENT: Final[dict[str, Any]] = {"name": "search-team", "description": "Ranking and retrieval."}
_KEPT: Final[dict[str, JsonValue]] = {
    **_SENT,
    "id": "workspace-8cNd4WqTz2MxKb",
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
}


class WorkspaceContent(WorkspaceInput):
    """A new workspace."""

    model_config = exemplify(_SENT)

    @model_validator(mode="before")
    @classmethod
    def _take(cls, given: Any) -> Any:
        return drop_kept(given, Workspace, WorkspaceInput)


class KeptWorkspace(Workspace):
    """A workspace as it is kept."""

    model_config = exemplify(_KEPT)


class WorkspaceListing(BaseModel):
    """Every workspace, `default` first, the others by name."""

    model_config = exemplify({"items": [_KEPT]})

    items: list[KeptWorkspace]
