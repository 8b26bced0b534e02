"""What can be done with a model from its page: edit, clone, review, delete."""

from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.review import ReviewState
from registry.errors import Conflict, InUse, Invalid, NotFound
from registry.services import Services
from registry.ui import links, session
from registry.ui.deletion import draw_confirmation
from streamlit_jsonschema_form.ui import escape_markdown

_MAX_NOTE: Final = 1000
_STALE_HINT: Final = "Close this and reload the page to see what changed."


def draw(services: Services, model: Model) -> None:
    """Draw the buttons of a model that is shown as it is now."""
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
    """Ask whether the model may be used, and why."""
    st.markdown(
        f"Approve revision {model.revision} of **{escape_markdown(model.name)}** for use? You are "
        f"reviewing as **{escape_markdown(session.actor())}**. Any change to the model starts a new review."
    )
    note = st.text_area(
        "Note", key="review-note", max_chars=_MAX_NOTE, placeholder="Reason, or what should change"
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        ask = st.button("Request changes", icon=":material/rate_review:", key="request-changes")
        approve = st.button("Approve", type="primary", icon=":material/verified:", key="approve")
    if approve or ask:
        _review(services, model, _STATES[approve], note or "")


_STATES: Final = {True: ReviewState.APPROVED, False: ReviewState.CHANGES_REQUESTED}


def _review(services: Services, model: Model, state: ReviewState, note: str) -> None:
    try:
        services.models.review(
            model.id, state, note, expected=model.revision, actor=session.actor()
        )
    except Invalid as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
    except (Conflict, NotFound) as error:
        st.error(f"{escape_markdown(str(error))}. {_STALE_HINT}", icon=":material/sync_problem:")
    else:
        st.rerun()


@st.dialog("Delete this model?", icon=":material/delete:")
def confirm_deletion(services: Services, model: Model) -> None:
    """Delete the model when its name is typed."""
    st.markdown(
        f"**{escape_markdown(model.name)}** is removed from lists and comparisons, and its name can be "
        "used again. Its activity is kept, but its content cannot be restored here."
    )
    if draw_confirmation("model", model.name):
        _delete(services, model)


def _delete(services: Services, model: Model) -> None:
    try:
        services.models.delete(model.id, actor=session.actor(), expected=model.revision)
    except InUse as error:
        st.error(escape_markdown(str(error)), icon=":material/link:")
    except (Conflict, NotFound) as error:
        st.error(f"{escape_markdown(str(error))}. {_STALE_HINT}", icon=":material/sync_problem:")
    else:
        st.rerun()
