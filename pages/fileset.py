"""One fileset."""

import streamlit as st

from registry.errors import NotFound
from registry.ui import links, session
from registry.ui.records import filesets, page

workspace = session.workspace()
try:
    opened = filesets.open_one(session.services(), workspace, st.query_params.get("name", ""))
except NotFound as error:
    page.draw_missing(links.FILESETS, "fileset", workspace, error)
else:
    page.draw(opened)
