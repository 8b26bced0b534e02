"""Register a model: choose a template, fill its form, say what it is, review, done."""

import streamlit as st

from registry.domain.template import Template
from registry.errors import NotFound
from registry.ui import links, session
from registry.ui.registration import Registration, Step, StepContext, current
from registry.ui.registration_steps import DRAW, draw_registered, draw_steps
from registry.ui.text import draw_empty_state
from streamlit_jsonschema_form.ui import escape_markdown


def _draw(registration: Registration, workspace: str) -> None:
    services = session.services()
    template = _template(registration)
    based_on = escape_markdown(registration.origin or "")
    st.title(f"Edit {based_on}" if registration.edits else "Register a model")
    if based_on and not registration.edits:
        st.caption(f"Based on {based_on}.")
    context = StepContext(services, workspace, registration, template)
    draw_steps(context)
    DRAW[registration.step](context)


def _template(registration: Registration) -> Template | None:
    """Return the chosen template; where it was deleted meanwhile, ask for another one."""
    if registration.template is None:
        return None
    try:
        return session.services().templates.get(registration.template, registration.version)
    except NotFound:
        st.warning(
            "The template was deleted. Choose another one; your entries are kept.",
            icon=":material/delete_forever:",
        )
        registration.step = Step.TEMPLATE
        return None


def _show_missing(error: NotFound, workspace: str) -> None:
    draw_empty_state(
        "Nothing to continue",
        f"{escape_markdown(str(error))}. It may have been submitted or deleted.",
        ":material/search_off:",
        ("Start over", ":material/add_circle:", links.register_link(workspace)),
        (
            "View models",
            ":material/deployed_code:",
            links.page_link(links.MODELS, workspace),
        ),
    )


workspace = session.workspace()
try:
    if "done" in st.query_params:
        draw_registered(session.services(), workspace, st.query_params["done"])
    else:
        _draw(current(session.services(), workspace), workspace)
except NotFound as error:
    _show_missing(error, workspace)
