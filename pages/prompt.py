"""One prompt."""

import streamlit as st

from registry.errors import NotFound
from registry.ui import links, session
from registry.ui.records import page, prompts

workspace = session.workspace()
try:
    opened = prompts.open_one(session.services(), workspace, st.query_params.get("name", ""))
except NotFound as error:
    page.draw_missing(links.PROMPTS, "prompt", workspace, error)
else:
    page.draw(opened)
