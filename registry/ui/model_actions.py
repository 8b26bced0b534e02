"""The actions of a model's page: edit, clone, review, delete."""

from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.review import ReviewState
from registry.errors import Conflict, Invalid, NotFound
from registry.services import Services
from registry.ui import deletion, links, session
from streamlit_jsonschema_form.ui import escape_markdown

_MAX_NOTE: Final = 1000


def draw(services: Services, model: Model) -> None:
    """Draw the buttons of the latest revision."""
    workspace, name = model.workspace, model.name
    with st.container(horizontal=True, width="content", gap="small"):
        if st.button("Edit", icon=":material/edit:", key="edit"):
            links.register_link(workspace, edit=name).open()
        if st.button("Clone", icon=":material/content_copy:", key="clone"):
            links.register_link(workspace, source=name).open()
        if st.button("Review", icon=":material/rate_review:", key="review"):
            ask_review(services, model)
        if st.button("Delete", icon=":material/delete:", key="delete"):
            confirm_deletion(services, model)


@st.dialog("Review this model", icon=":material/rate_review:")
def ask_review(services: Services, model: Model) -> None:
    """Draw the review of the model: approve it or request changes."""
    st.markdown(
        f"Approve revision {model.revision} of **{escape_markdown(model.name)}** for use? You are "
        f"reviewing as **{escape_markdown(session.actor())}**. Any change to the model starts a new review."
    )
    note = st.text_area(
        "Note", key="review-note", max_chars=_MAX_NOTE, placeholder="Reason, or what should change"
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        request_changes = st.button(
            "Request changes", icon=":material/rate_review:", key="request-changes"
        )
        approve = st.button("Approve", type="primary", icon=":material/verified:", key="approve")
    if approve or request_changes:
        state = ReviewState.APPROVED if approve else ReviewState.CHANGES_REQUESTED
        _review(services, model, state, note or "")


def _review(services: Services, model: Model, state: ReviewState, note: str) -> None:
    try:
        services.models.review(
            model.id, state, note, expected=model.revision, actor=session.actor()
        )
    except Invalid as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
    except (Conflict, NotFound) as error:
        st.error(
            f"{escape_markdown(str(error))}. {deletion.STALE_HINT}", icon=":material/sync_problem:"
        )
    else:
        st.rerun()


def confirm_deletion(services: Services, model: Model) -> None:
    """Open the dialog that deletes the model."""
    deletion.confirm(
        "model",
        model.name,
        f"**{escape_markdown(model.name)}** is removed from lists and comparisons, and its name can "
        "be used again. Its history stays, but its content cannot be restored here.",
        lambda: services.models.delete(model.id, actor=session.actor(), expected=model.revision),
        links.page_link(links.MODELS, model.workspace),
    )
