"""Events in our own dialect."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, Field

from registry.api.components import exemplify
from registry.api.payloads.v1.base import CursorPage, page_example, write_as
from registry.services.history import Entry
from streamlit_jsonschema_form.problems import JsonValue

_EVENT: Final[dict[str, JsonValue]] = {
    "sequence": 17,
    "at": "2026-01-31T12:00:00Z",
    "actor": "ada",
    "verb": "changed",
    "kind": "template",
    "id": "template-3mJr7AoUXx2Wqd",
    "workspace": "default",
    "name": "vllm-openai",
    "revision": 2,
    "note": "More memory",
}


class EventKind(StrEnum):
    """The kinds of entities of which events tell."""

    TEMPLATE = "template"
    MODEL = "model"
    ADAPTER = "adapter"
    DEPLOYMENT = "deployment"
    FILESET = "fileset"
    GROUP = "group"
    PROMPT = "prompt"
    WORKSPACE = "workspace"


class EventBody(BaseModel):
    """One thing that someone did; it holds nothing of the entity's content."""

    sequence: int = Field(description="Orders all events.")
    at: datetime
    actor: str
    verb: str = Field(description="`created`, `changed`, `deleted`, `restored`, `reviewed`, …")
    kind: str
    id: str = Field(description="Of the entity, which may be gone.")
    workspace: str
    name: str = Field(description="As it was then.")
    revision: int | None = Field(description="Which it made; null when the entity was deleted.")
    note: str


class EventPage(CursorPage[EventBody]):
    """Events, the newest first."""

    model_config = exemplify(page_example(_EVENT))


def write_event(entry: Entry) -> dict[str, JsonValue]:
    """Write an event."""
    return write_as(EventBody, entry)
