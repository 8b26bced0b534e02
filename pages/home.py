"""Home: counts, drafts, next steps and recent activity."""

import streamlit as st

from registry.ui import home, session

services, workspace = session.services(), session.workspace()
st.title("Home", anchor=False)
home.draw_overview(services, workspace)
st.subheader("Recent activity", anchor=False)
home.draw_activity(services, workspace)
home.draw_advice(session.registry().advice())
