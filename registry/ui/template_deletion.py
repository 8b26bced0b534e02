"""The dialog that deletes a template, or lists the models that use it."""

from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.errors import InUse, NotFound
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.ui import flash, links, session, text
from registry.ui.deletion import draw_confirmation
from streamlit_jsonschema_form.ui import escape_markdown

NAMED: Final = 5


@st.dialog("Delete this template?", icon=":material/delete:")
def confirm(services: Services, template: Template) -> None:
    """Ask for the template's name, then delete it; list the models that use it instead if there are any."""
    users = services.models.list(None, ModelFilter(templates=(template.id,)), limit=NAMED)
    if users.total:
        names = [(model.workspace, model.name) for model in users.items]
        _draw_users(template, names, text.pluralize(users.total, "model", exactly=users.exact))
        return
    plural = text.pluralize(template.version, "version")
    st.write(
        f"This deletes **{escape_markdown(template.name)}** with {plural}. You cannot undo this here. No "
        "model uses it."
    )
    if draw_confirmation("template", template.name):
        _delete(services, template)


def _delete(services: Services, template: Template) -> None:
    try:
        services.templates.delete(template.id, actor=session.actor())
    except InUse as error:
        names = [user.split("/", 1) for user in error.users]
        _draw_users(template, [(w, n) for w, n in names], text.pluralize(error.total, "model"))
        return
    except NotFound:
        pass  # someone else has deleted it already
    flash.add(f"{template.name} deleted.")
    links.page_link(links.TEMPLATES, template.workspace).open()


def _draw_users(template: Template, names: list[tuple[str, str]], total: str) -> None:
    st.warning(
        f"It is used by {total}. Delete them first, or register them from another template.",
        icon=":material/link:",
        title="This template is in use",
    )
    for workspace, name in names:
        links.model_link(workspace, name).draw(escape_markdown(name), icon=":material/package_2:")
    links.models_link(template.workspace, template=template.name).draw(
        "View these models", icon=links.MODELS.icon
    )
