"""One deployment."""

import streamlit as st

from registry.errors import NotFound
from registry.ui import links, session
from registry.ui.records import deployments, page

workspace = session.workspace()
try:
    opened = deployments.open_one(session.services(), workspace, st.query_params.get("id", ""))
except NotFound as error:
    page.draw_missing(links.DEPLOYMENTS, "deployment", workspace, error)
else:
    page.draw(opened)
