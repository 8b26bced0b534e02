"""After registering: the commands that run the model, and where to go from here."""

import streamlit as st

from registry.services import Services
from registry.ui import links
from registry.ui.launch_preview import draw_result
from streamlit_jsonschema_form.ui import escape_markdown


def draw_done(services: Services, workspace: str, name: str) -> None:
    """Draw what a person takes away. Raises NotFound when there is no such model."""
    model = services.models.find(workspace, name)
    st.title(f"{escape_markdown(name)} is registered")
    with st.container(horizontal=True):
        links.model_link(workspace, name).draw("Open the model", icon=":material/package_2:")
        links.register_link(workspace, source=name).draw(
            "Register another like it", icon=":material/content_copy:"
        )
        links.page_link(links.MODELS, workspace).draw("All models", icon=":material/list:")
    template = services.models.template_of(model)
    if template is None:
        st.info("It has no template, so there is no image to run.", icon=":material/info:")
        return
    st.markdown("#### Run it")
    draw_result(
        template,
        model.model_creation_parameters,
        schema=services.schemas.of(template),
        name=name,
        workspace=workspace,
        key=f"done {model.id}",
    )
