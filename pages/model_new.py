"""Register a model: choose a template, fill its form, say what it is, review, done."""

import streamlit as st

from registry.domain.template import Template
from registry.errors import NotFound
from registry.ui import links, session
from registry.ui.registration import Registration, Step, current
from registry.ui.registration_done import draw_done
from registry.ui.registration_steps import DRAW, Desk, draw_steps
from registry.ui.text import show_empty
from streamlit_jsonschema_form.ui import escape_markdown


def _draw(registration: Registration, workspace: str) -> None:
    services = session.services()
    template = _template(registration)
    named = escape_markdown(registration.origin or "")
    st.title(f"Edit {named}" if registration.edits else "Register a model")
    if named and not registration.edits:
        st.caption(f"Begun from {named}.")
    desk = Desk(services, workspace, registration, template)
    draw_steps(desk)
    DRAW[registration.step](desk)


def _template(registration: Registration) -> Template | None:
    """Return the chosen template; where it was deleted meanwhile, ask for another one."""
    if registration.template is None:
        return None
    try:
        return session.services().templates.get(registration.template, registration.version)
    except NotFound:
        st.warning(
            "The template was deleted meanwhile. Choose another one; what you filled in is kept.",
            icon=":material/delete_forever:",
        )
        registration.step = Step.TEMPLATE
        return None


def _show_missing(error: NotFound, workspace: str) -> None:
    show_empty(
        "There is nothing to go on with",
        f"{escape_markdown(str(error))}. It may have been sent or deleted.",
        ":material/search_off:",
        ("Start anew", ":material/add_circle:", links.register_link(workspace)),
        (
            "Look at the models",
            ":material/deployed_code:",
            links.page_link(links.MODELS, workspace),
        ),
    )


workspace = session.workspace()
try:
    if "done" in st.query_params:
        draw_done(session.services(), workspace, st.query_params["done"])
    else:
        _draw(current(session.services(), workspace), workspace)
except NotFound as error:
    _show_missing(error, workspace)
