"""The models of a workspace."""

import streamlit as st

from registry.services.listing import ModelFilter
from registry.ui import links, model_filters, model_table, session, url_state
from registry.ui.text import draw_empty_state

services, workspace = session.services(), session.workspace()

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Models", width="stretch")
    url_state.forget_unnamed("register-model", model_filters.KEYS)
    if st.button("Register model", icon=":material/add_circle:", key="register-model"):
        links.register_link(workspace).open()

where, sort = model_filters.draw(services, workspace)
total = services.models.list(workspace, where, limit=0)
if total.total or total.damaged:
    model_table.draw(services, workspace, where, sort, total)
elif where != ModelFilter():
    draw_empty_state(
        "No models found",
        "Try another search or fewer filters.",
        ":material/search_off:",
    )
    with st.container(horizontal_alignment="center"):
        st.button("Clear search and filters", key="clear", on_click=model_filters.clear_filters)
else:
    draw_empty_state(
        "No models yet",
        "Register one from a template.",
        ":material/deployed_code:",
        ("Register a model", ":material/add_circle:", links.register_link(workspace)),
        (
            "View templates",
            ":material/design_services:",
            links.page_link(links.TEMPLATES, workspace),
        ),
    )
