"""One template: overview, form to try, parameters, versions, models, JSON."""

import streamlit as st

from registry.errors import NotFound
from registry.ui import links, session, template_page
from registry.ui.text import draw_empty_state
from streamlit_jsonschema_form.ui import escape_markdown

services, workspace = session.services(), session.workspace()
name, version = st.query_params.get("name", ""), st.query_params.get("version")
try:
    template_page.draw(template_page.find(services, workspace, name, version))
except NotFound as error:
    draw_empty_state(
        "Template not found",
        f"{escape_markdown(str(error))[:1].upper()}{escape_markdown(str(error))[1:]}.",
        ":material/search_off:",
        *(
            [("Open the latest version", links.TEMPLATE.icon, links.template_link(workspace, name))]
            if version
            else []
        ),
        ("All templates", links.TEMPLATES.icon, links.page_link(links.TEMPLATES, workspace)),
    )
