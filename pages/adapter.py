"""One adapter."""

import streamlit as st

from registry.errors import NotFound
from registry.ui import links, session
from registry.ui.records import adapters, page

workspace = session.workspace()
try:
    opened = adapters.open_one(session.services(), workspace, st.query_params.get("name", ""))
except NotFound as error:
    page.draw_missing(links.ADAPTERS, "adapter", workspace, error)
else:
    page.draw(opened)
