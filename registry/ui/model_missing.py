"""A model that is not there: what became of it, and the way back."""

from collections.abc import Iterator
from typing import Final

import streamlit as st

from registry.errors import NotFound
from registry.services import Services
from registry.services.activity import Entry
from registry.ui import history, links
from registry.ui.text import ago, exact, show_empty
from streamlit_jsonschema_form.ui import escape_markdown

_SEARCHED: Final = 1000
_BATCH: Final = 200


def draw(services: Services, workspace: str, name: str, error: NotFound) -> None:
    """Say that there is no such model, what became of it, and lead back."""
    ways = [
        ("See all models", ":material/deployed_code:", links.page_link(links.MODELS, workspace))
    ]
    if _exists(services, workspace, name):
        show_empty(
            "There is no such revision",
            f"{escape_markdown(str(error))}.",
            ":material/history_toggle_off:",
            *ways,
        )
        with st.container(horizontal_alignment="center"):
            st.button(
                "Show the newest",
                icon=":material/update:",
                key="show-newest",
                on_click=history.show,
                args=(None,),
            )
        return
    gone = _find_deletion(services, workspace, name)
    if gone is None:
        title = "There is no such model"
        text = f"No model of workspace {escape_markdown(workspace)} is named “{escape_markdown(name)}”."
        show_empty(title, text, ":material/search_off:", *ways)
        return
    show_empty(
        f"{name} was deleted",
        f"**{escape_markdown(gone.actor)}** deleted it {ago(gone.at)} ({exact(gone.at)}). "
        "Its history stays; its content can no longer be shown.",
        ":material/delete:",
        *ways,
    )
    st.subheader("What happened to it", anchor=False)
    history.draw_lines(services.models.history(gone.id))


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
