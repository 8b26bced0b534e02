"""Saved prompts: messages with gaps to fill, and the tools that belong to them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from registry.domain.entity import TEXTAREA, Entity
from registry.domain.freeform import FreeObject, Text, strict_text
from registry.domain.names import MAX_NAME, Description, Name, Project
from registry.domain.prompt import InferenceParams


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    DEVELOPER = "developer"
    USER = "user"
    ASSISTANT = "assistant"


class Message(Entity):
    """One message."""

    role: Role = Field(description="Who speaks.")
    content: Text = Field(description="What is said.", json_schema_extra=TEXTAREA)


class Function(Entity):
    """The function that a tool calls, as models see it."""

    name: Annotated[str, StringConstraints(max_length=MAX_NAME), strict_text] = Field(
        description="The function's name."
    )
    description: Text | None = Field(default=None, description="What it does.")
    parameters: FreeObject | None = Field(default=None, description="JSON Schema of its arguments.")
    strict: bool | None = Field(default=None, description="Whether the schema is kept to.")


class Tool(Entity):
    """A tool that the model may call."""

    type: Literal["function"] = Field(description="The kind of tool.")
    function: Function = Field(description="What it does.")


class SavedPromptInput(Entity, title="Prompt"):
    """A prompt: messages with gaps to fill, and how they are sent."""

    name: Name = Field(description="Unique in the workspace.", examples=["summarise"])
    project: Project | None = Field(default=None, description="The project that it belongs to.")
    description: Description | None = Field(
        default=None, description="What it is for.", json_schema_extra=TEXTAREA
    )
    messages: tuple[Message, ...] = Field(default=(), description="The messages, in order.")
    input_variables: tuple[Text, ...] = Field(default=(), description="The gaps to fill, by name.")
    tools: tuple[Tool, ...] | None = Field(default=None, description="Tools to call.")
    tool_choice: Text | FreeObject | None = Field(
        default=None, description="Whether tools must be called, and which."
    )
    response_format: FreeObject | None = Field(default=None, description="The answer's shape.")
    inference_params: InferenceParams | None = Field(
        default=None, description="Parameters that every request starts from."
    )
    tags: tuple[Text, ...] = Field(default=(), description="Words to find it by.")


class SavedPrompt(SavedPromptInput, title="Prompt"):
    """A prompt as it is stored: one revision."""

    id: Text = Field(description="Made when the prompt is created, never changed.")
    workspace: Name = Field(description="The workspace that owns it.")
    revision: int = Field(ge=1, description="1 when created, one more with each change.")
    created_at: datetime = Field(description="When it was created (UTC).")
    updated_at: datetime = Field(description="When it was last changed (UTC).")
