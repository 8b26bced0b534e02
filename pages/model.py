"""One model."""

import streamlit as st

from registry.errors import NotFound
from registry.ui import model_missing, model_page, session

services, workspace = session.services(), session.workspace()
name = st.query_params.get("name", "")
try:
    shown = model_page.open_model(services, workspace, name, st.query_params.get("revision"))
except NotFound as error:
    model_missing.draw(services, workspace, name, error)
else:
    st.set_page_config(page_title=f"{shown.model.name} · Patternshop")
    model_page.draw_head(services, shown)
    model_page.draw_banner(services, shown)
    model_page.draw_tabs(services, shown)
