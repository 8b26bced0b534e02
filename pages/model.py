"""One model."""

import streamlit as st

from registry.errors import NotFound
from registry.ui import model_not_found, model_page, session

services, workspace = session.services(), session.workspace()
name = st.query_params.get("name", "")
try:
    view = model_page.open_model(services, workspace, name, st.query_params.get("revision"))
except NotFound as error:
    model_not_found.draw(services, workspace, name, error)
else:
    st.set_page_config(page_title=f"{view.model.name} · Patternshop")
    model_page.draw_head(services, view)
    model_page.draw_tabs(services, view)
