"""Prompts that are kept by themselves, as they are sent and answered."""

from typing import Annotated, Any, Literal

from pydantic import Field

from registry.api.components import exemplify
from registry.api.payloads.nemo.model import NemoInferenceParams
from registry.api.payloads.nemo.wire import (
    DATES,
    NemoBody,
    WireDescription,
    WireName,
    WireProject,
    write_fields,
)
from registry.domain.names import MAX_NAME
from registry.domain.saved_prompt import Role, SavedPrompt

_MESSAGES = [{"role": "user", "content": "Hello, {{ name }}"}]


class NemoMessage(NemoBody):
    """One message."""

    role: Role
    content: str


class NemoFunction(NemoBody):
    """What a tool does."""

    name: Annotated[str, Field(max_length=MAX_NAME)]
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class NemoTool(NemoBody):
    """A tool that the model may call."""

    type: Literal["function"]
    function: NemoFunction


class UpdatePrompt(NemoBody):
    """The whole new content; what is absent takes its default."""

    model_config = exemplify({"messages": _MESSAGES})

    project: WireProject | None = None
    description: WireDescription | None = None
    messages: Annotated[list[NemoMessage], Field(default_factory=list)]
    input_variables: Annotated[list[str], Field(default_factory=list)]
    tools: list[NemoTool] | None = None
    tool_choice: str | dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    inference_params: NemoInferenceParams | None = None
    tags: list[str] | None = None

    def fields(self) -> dict[str, Any]:
        """Return the prompt's fields."""
        return {**self.model_dump(), "tags": self.tags or []}


class CreatePrompt(UpdatePrompt):
    """A new prompt."""

    model_config = exemplify({"name": "hello", "messages": _MESSAGES})

    name: WireName


class Prompt(NemoBody):
    """A prompt as it is answered; lists leave out what is null."""

    model_config = exemplify(
        {
            "id": "prompt-3mJr7AoUXx2Wqd",
            "name": "hello",
            "workspace": "default",
            "project": None,
            "description": None,
            "messages": _MESSAGES,
            "input_variables": ["name"],
            "tools": None,
            "tool_choice": None,
            "response_format": None,
            "inference_params": None,
            "tags": [],
            **DATES,
        }
    )

    id: str
    name: str
    workspace: str
    project: str | None = None
    description: str | None = None
    messages: list[NemoMessage]
    input_variables: list[str]
    tools: list[NemoTool] | None = None
    tool_choice: str | dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    inference_params: NemoInferenceParams | None = None
    tags: list[str]
    created_at: str
    updated_at: str


def write_prompt(prompt: SavedPrompt) -> dict[str, Any]:
    """Write a prompt."""
    return write_fields(Prompt, prompt)
