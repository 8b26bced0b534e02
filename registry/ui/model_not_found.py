"""A model or revision that does not exist: whether it was deleted, and links back."""

from typing import Final

import streamlit as st

from registry.errors import NotFound
from registry.services import Services
from registry.services.history import Entry
from registry.ui import history, links
from registry.ui.text import draw_empty_state, format_age, format_utc
from streamlit_jsonschema_form.ui import escape_markdown

_SEARCHED: Final = 1000


def draw(services: Services, workspace: str, name: str, error: NotFound) -> None:
    """Draw that there is no such model or revision, or who deleted it."""
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
                on_click=st.query_params.from_dict,
                args=({"workspace": workspace, "name": name},),
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
        f"({format_utc(deletion.at)}). Its history is stored, but its content is no longer "
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
    """Return the deletion of a model of this name, if it was lately."""
    deletion = ("model", name, "deleted")
    entries = services.activity.recent(workspace, limit=_SEARCHED)
    return next((each for each in entries if (each.kind, each.name, each.verb) == deletion), None)
