"""How entities refer to one another, and what every record has."""

from datetime import datetime
from typing import Protocol

import streamlit as st

from registry.domain.model import Model
from registry.services import Services
from registry.ui.links import Link
from registry.ui.text import format_age, format_utc, to_one_line
from streamlit_jsonschema_form.ui import escape_markdown


class Timestamped(Protocol):
    """What is kept, with its times."""

    @property
    def id(self) -> str:
        """Made when it is created, never changed."""

    @property
    def revision(self) -> int:
        """1 when created, one more with each change."""

    @property
    def created_at(self) -> datetime:
        """When it was created (UTC)."""

    @property
    def updated_at(self) -> datetime:
        """When it was last changed (UTC)."""


def parse_reference(reference: str, workspace: str) -> tuple[str, str]:
    """Read `workspace/name`, or a name alone, which is in the workspace of what refers to it."""
    home, slash, name = reference.partition("/")
    return (home, name) if slash else (workspace, reference)


def draw_related(*found: tuple[str, str, str, Link]) -> None:
    """Draw what an entity belongs to: what it is, its name, its icon and the link to it."""
    for noun, name, icon, link in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.caption(noun, width="content")
            link.draw(escape_markdown(to_one_line(name)), icon=icon)


def record_rows(entity: Timestamped, creator: str | None = None) -> dict[str, str]:
    """Say when an entity was made and changed, as rows of a table."""
    by = f" by {escape_markdown(creator)}" if creator else ""
    return {
        "Created": f"{format_age(entity.created_at)}{by}  \n:small[{format_utc(entity.created_at)}]",
        "Updated": f"{format_age(entity.updated_at)}  \n:small[{format_utc(entity.updated_at)}]",
        "Revision": str(entity.revision),
        "ID": f"`{entity.id}`",
    }


def find_latest_model(services: Services, workspace: str) -> Model | None:
    """Return the model that changed last, for examples; None when there is none."""
    found = services.models.list(workspace, sort="-updated_at", limit=1).items
    return found[0] if found else None
