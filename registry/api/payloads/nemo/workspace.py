"""Workspaces, as they are sent and answered."""

from typing import Any

from registry.api.components import exemplify
from registry.api.payloads.nemo.wire import DATES, NemoBody, WireDescription, WireName, write_fields
from registry.domain import workspace as domain


class CreateWorkspace(NemoBody):
    """A new workspace."""

    model_config = exemplify({"name": "search-team"})

    name: WireName
    description: WireDescription | None = None


class NemoWorkspace(NemoBody):
    """A workspace as it is answered; `default` was always there and has no dates."""

    model_config = exemplify(
        {
            "id": "workspace-3mJr7AoUXx2Wqd",
            "name": "search-team",
            "description": None,
            **DATES,
            "created_by": "",
            "updated_by": "",
        }
    )

    id: str
    name: str
    description: str | None = None
    created_at: str | None
    created_by: str
    updated_at: str | None
    updated_by: str


def write_workspace(workspace: domain.Workspace) -> dict[str, Any]:
    """Write a workspace; who made it is in the events, not here."""
    return {**write_fields(NemoWorkspace, workspace), "created_by": "", "updated_by": ""}
