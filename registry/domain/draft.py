"""Drafts: forms that are not submitted yet."""

from datetime import datetime
from typing import Any

from pydantic import Field

from registry.domain.entity import Entity
from registry.domain.freeform import Text
from registry.domain.names import Name


class Draft(Entity):
    """An unfinished form; its content is whatever the form needs to go on."""

    id: Text = Field(description="Cannot be guessed: whoever has it may go on.")
    workspace: Name = Field(description="The workspace it was begun in.")
    revision: int = Field(ge=1, description="1 when begun, one more each time it is saved.")
    actor: Text = Field(description="Who saved it last.")
    purpose: Text = Field(description="Which form: `new-model`, `edit-template`, …")
    content: dict[str, Any] = Field(description="The form's own state, as it was typed.")
    created_at: datetime = Field(description="When it was begun (UTC).")
    updated_at: datetime = Field(description="When it was last saved (UTC).")
