"""Workspaces: the tenants that own templates and models.

NeMo's workspace and Scale's account are the same thing.
"""

from datetime import datetime

from pydantic import Field

from registry.domain.entity import TEXTAREA, Entity
from registry.domain.freeform import Text
from registry.domain.names import Description, Name

DEFAULT_WORKSPACE = "default"
"""The workspace that everything is in unless something else is said."""

SYSTEM_WORKSPACE = "system"
"""The workspace of what belongs to the platform itself."""

ALWAYS_THERE = (DEFAULT_WORKSPACE, SYSTEM_WORKSPACE)
"""The workspaces that exist without being made, as on NeMo's platform."""


class WorkspaceInput(Entity, title="Workspace"):
    """A space of its own for templates and models."""

    name: Name = Field(
        description="Unique. Letters, digits, underscores, hyphens and dots.",
        examples=["search-team"],
    )
    description: Description | None = Field(
        default=None, description="Who works here, on what.", json_schema_extra=TEXTAREA
    )


class Workspace(WorkspaceInput, title="Workspace"):
    """A workspace as it is kept; what was always there has no dates."""

    id: Text = Field(description="Made when the workspace is created, never changed.")
    created_at: datetime | None = Field(default=None, description="When it was created (UTC).")
    updated_at: datetime | None = Field(default=None, description="When it last changed (UTC).")

    @property
    def revision(self) -> int:
        """Always the first, for workspaces do not change."""
        return 1
