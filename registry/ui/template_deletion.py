"""Deleting a template: refused while models use it, and never by a slip of the hand."""

from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.errors import InUse, NotFound
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.ui import flash, links, session, text
from streamlit_jsonschema_form.ui import escape_markdown

NAMED: Final = 5


@st.dialog("Delete this template", icon=":material/delete:")
def confirm(services: Services, template: Template) -> None:
    """Ask for the template's name, then delete it; say which models stand against it."""
    users = services.models.list(None, ModelFilter(templates=(template.id,)), limit=NAMED)
    if users.total:
        names = [(model.workspace, model.name) for model in users.items]
        _draw_users(template, names, text.count(users.total, "model", exactly=users.exact))
        return
    plural = text.count(template.version, "version")
    st.write(
        f"This removes **{escape_markdown(template.name)}** with {plural}. It cannot be undone here; "
        "no model uses it."
    )
    typed = st.text_input(
        f"Type {escape_markdown(template.name)} to confirm",
        key="delete-name",
        live=True,
        autocomplete="off",
    )
    pressed = st.button(
        "Delete the template",
        type="primary",
        icon=":material/delete:",
        disabled=typed != template.name,
    )
    if pressed:
        _delete(services, template)


def _delete(services: Services, template: Template) -> None:
    try:
        services.templates.delete(template.id, actor=session.actor())
    except InUse as error:
        names = [user.split("/", 1) for user in error.users]
        _draw_users(template, [(w, n) for w, n in names], text.count(error.total, "model"))
        return
    except NotFound:
        pass  # someone else was faster, and the wish is fulfilled
    flash.leave(f"{template.name} deleted.")
    links.page_link(links.TEMPLATES, template.workspace).open()


def _draw_users(template: Template, names: list[tuple[str, str]], total: str) -> None:
    st.warning(
        f"{total[:1].upper()}{total[1:]} made from this template would lose it. Delete those first, or "
        "register them from another template.",
        icon=":material/link:",
        title="This template is in use",
    )
    for workspace, name in names:
        links.model_link(workspace, name).draw(escape_markdown(name), icon=":material/package_2:")
    links.models_link(template.workspace, template=template.name).draw(
        "See them among the models", icon=links.MODELS.icon
    )
