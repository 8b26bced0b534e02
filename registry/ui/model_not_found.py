"""A model that is not there: what became of it, and the way back."""

from collections.abc import Iterator
from typing import Final

import streamlit as st

from registry.errors import NotFound
from registry.services import Services
from registry.services.history import Entry
from registry.ui import history, links
from registry.ui.text import draw_empty_state, format_age, format_utc
from streamlit_jsonschema_form.ui import escape_markdown

_SEARCHED: Final = 1000
_BATCH: Final = 200


def draw(services: Services, workspace: str, name: str, error: NotFound) -> None:
    """Say that there is no such model, what became of it, and lead back."""
    next_steps = [
        ("All models", ":material/deployed_code:", links.page_link(links.MODELS, workspace))
    ]
    if _exists(services, workspace, name):
        draw_empty_state(
            "Revision not found",
            f"{escape_markdown(str(error))}.",
            ":material/history_toggle_off:",
            *next_steps,
        )
        with st.container(horizontal_alignment="center"):
            st.button(
                "View the latest",
                icon=":material/update:",
                key="show-newest",
                on_click=history.open_revision,
                args=(None,),
            )
        return
    deletion = _find_deletion(services, workspace, name)
    if deletion is None:
        title = "Model not found"
        text = (
            f"Workspace {escape_markdown(workspace)} has no model named “{escape_markdown(name)}”."
        )
        draw_empty_state(title, text, ":material/search_off:", *next_steps)
        return
    draw_empty_state(
        f"{name} was deleted",
        f"**{escape_markdown(deletion.actor)}** deleted it {format_age(deletion.at)} "
        f"({format_utc(deletion.at)}). Its history is kept, but its content is no longer "
        "available.",
        ":material/delete:",
        *next_steps,
    )
    st.subheader("History", anchor=False)
    history.draw_summary(services.models.history(deletion.id))


def _exists(services: Services, workspace: str, name: str) -> bool:
    try:
        services.models.find(workspace, name)
    except NotFound:
        return False
    return True


def _find_deletion(services: Services, workspace: str, name: str) -> Entry | None:
    """Look through what happened lately for the deletion of a model of this name."""
    return next(
        (
            entry
            for entry in _recent(services, workspace)
            if (entry.kind, entry.name, entry.verb) == ("model", name, "deleted")
        ),
        None,
    )


def _recent(services: Services, workspace: str) -> Iterator[Entry]:
    before: int | None = None
    for _ in range(_SEARCHED // _BATCH):
        entries = services.activity.recent(workspace, before=before, limit=_BATCH)
        yield from entries
        if len(entries) < _BATCH:
            return
        before = entries[-1].sequence
