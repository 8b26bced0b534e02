"""Filesets: named sets of files, such as the checkpoint of a model, as in NeMo's files service."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from registry.domain.entity import TEXTAREA, Entity
from registry.domain.freeform import FreeObject, Text
from registry.domain.names import Description, Name, Project


class FilesetPurpose(StrEnum):
    """What the files are for."""

    DATASET = "dataset"
    GENERIC = "generic"
    MODEL = "model"


LOCAL = "local"
"""The kind of storage whose files are stored here; of other kinds only the address is."""


class FilesetInput(Entity, title="Fileset"):
    """A named set of files."""

    name: Name = Field(description="Unique in the workspace.", examples=["llama-3.1-8b"])
    description: Description | None = Field(
        default=None, description="What the files are.", json_schema_extra=TEXTAREA
    )
    project: Project | None = Field(default=None, description="The project that it belongs to.")
    purpose: FilesetPurpose = Field(
        default=FilesetPurpose.GENERIC, description="What the files are for."
    )
    storage: FreeObject = Field(
        default_factory=lambda: {"type": LOCAL},
        description="Where the files are; here, if nothing is said.",
    )
    metadata: FreeObject = Field(default_factory=dict, description="Facts, by their kind.")
    custom_fields: FreeObject = Field(default_factory=dict, description="Anything else.")


class Fileset(FilesetInput, title="Fileset"):
    """A fileset as it is stored: one revision. Its files are not part of it."""

    id: Text = Field(description="Made when the fileset is created, never changed.")
    workspace: Name = Field(description="The workspace that owns it.")
    revision: int = Field(ge=1, description="1 when created, one more with each change.")
    created_at: datetime = Field(description="When it was created (UTC).")
    updated_at: datetime = Field(description="When it was last changed (UTC).")

    @property
    def is_local(self) -> bool:
        """Whether its files are stored here."""
        return bool(self.storage.get("type", LOCAL) == LOCAL)

    @property
    def tool_call_plugin(self) -> Any:
        """The parser of tool calls that its metadata carries, if any."""
        value: Any = self.metadata
        for part in ("model", "tool_calling", "tool_call_plugin"):
            value = value.get(part) if isinstance(value, dict) else None
        return value
