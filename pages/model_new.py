"""Register a model: choose a template, set its parameters, enter details, review."""

import streamlit as st

from registry.domain.template import Template
from registry.errors import NotFound
from registry.ui import form_draft, links, session
from registry.ui.registration import Registration, Step, StepContext, current
from registry.ui.registration_steps import DRAW, draw_registered, draw_steps
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
    """Return the chosen template; if it was deleted meanwhile, open the choice of templates."""
    if registration.template is None:
        return None
    try:
        return session.services().templates.get(registration.template, registration.version)
    except NotFound:
        st.warning(
            "The template was deleted. Choose another one; your entries stay.",
            icon=":material/delete_forever:",
        )
        registration.step = Step.TEMPLATE
        return None


workspace = session.workspace()
try:
    if "done" in st.query_params:
        draw_registered(session.services(), workspace, st.query_params["done"])
    else:
        _draw(current(session.services(), workspace), workspace)
except NotFound as error:
    form_draft.draw_missing(error, links.register_link(workspace), links.MODELS)
