"""Model groups: names under which models are shown together, as in Scale's API."""

from datetime import datetime

from pydantic import Field

from registry.domain.entity import TEXTAREA, Entity
from registry.domain.freeform import Text
from registry.domain.names import Label, Name
from registry.domain.owner import IdentityType


class GroupInput(Entity, title="Model group"):
    """Models that belong together, such as everything that was trained from one base model."""

    name: Label = Field(
        description="Unique in the workspace. Any text.", examples=["Llama 3.1, fine-tuned"]
    )
    description: Text | None = Field(
        default=None,
        description="What the models have in common.",
        json_schema_extra=TEXTAREA,
    )


class Group(GroupInput, title="Model group"):
    """A group as it is stored; its models name it, it does not name them."""

    id: Text = Field(description="Made when the group is created, never changed.")
    workspace: Name = Field(description="The workspace that owns it.")
    revision: int = Field(ge=1, description="1 when created, one more with each change.")
    created_at: datetime = Field(description="When it was created (UTC).")
    updated_at: datetime = Field(description="When it last changed (UTC).")
    created_by_user_id: Text = Field(description="Who created it.")
    created_by_identity_type: IdentityType = Field(
        default=IdentityType.USER, description="Whether a person or a service created it."
    )

    def to_input(self) -> GroupInput:
        """Return what a person gave: the start of a change."""
        return GroupInput.take(self)
