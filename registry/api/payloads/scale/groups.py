"""Model groups in Scale's dialect."""

from typing import Final

from pydantic import ConfigDict, Field

from registry.api.payloads.scale.base import (
    EXAMPLE_OWNER,
    OPEN,
    Body,
    EntityView,
    JsonObject,
    absent,
    write_entity,
)
from registry.domain.freeform import Text
from registry.domain.group import Group
from registry.domain.names import Label

_FIELDS = frozenset({"name", "description"})
_EXAMPLE: Final[JsonObject] = {"name": "Llama 3.1, fine-tuned", "description": "All of our own."}


class GroupCreate(Body):
    """A new model group."""

    model_config = ConfigDict(
        **OPEN, json_schema_extra={"examples": [{**_EXAMPLE, "account_id": "default"}]}
    )

    name: Label = Field(description="Any text that no group of the account is called.")
    account_id: Text = Field(description="The workspace.")
    description: Text | None = None


class GroupUpdate(Body):
    """What is to be different; what is left out stays as it is, null takes it away."""

    model_config = ConfigDict(**OPEN, json_schema_extra={"examples": [_EXAMPLE]})

    name: Label = Field(default_factory=absent)
    description: Text | None = None


class GroupView(EntityView):
    """A model group; in `/v3` a missing description is an empty text."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "group-3mJr7AoUXx2Wqd", **EXAMPLE_OWNER, **_EXAMPLE}]
        }
    )

    name: str
    description: str | None


def show_group(group: Group) -> JsonObject:
    """Write a group."""
    return write_entity(group, _FIELDS)
