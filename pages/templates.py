"""Templates: every pattern of the workspace, as cards."""

import streamlit as st

from registry.ui import links, session, template_cards

services, workspace = session.services(), session.workspace()
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.title("Templates", anchor=False, width="content")
    if st.button("New template", type="primary", icon=":material/add:"):
        links.new_template_link(workspace).open()
template_cards.draw(services, workspace)
