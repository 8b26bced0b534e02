"""Workspaces, as they are sent and answered."""

from typing import Any

from pydantic import ConfigDict

from registry.api.payloads.nemo.adapter import WireDescription, WireName
from registry.api.payloads.nemo.wire import Wire, write_fields
from registry.domain import workspace as domain


class CreateWorkspace(Wire):
    """A new workspace."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "search-team"}]})

    name: WireName
    description: WireDescription | None = None


class Workspace(Wire):
    """A workspace as it is answered; `default` was always there and has no dates."""

    id: str
    name: str
    description: str | None = None
    created_at: str | None
    created_by: str
    updated_at: str | None
    updated_by: str


def write_workspace(workspace: domain.Workspace) -> dict[str, Any]:
    """Write a workspace; who made it is in the events, not here."""
    return {**write_fields(Workspace, workspace), "created_by": "", "updated_by": ""}
