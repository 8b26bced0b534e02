"""Home: what is here, what to do next, what happened lately."""

import streamlit as st

from registry.ui import flash, home, session

services, workspace = session.services(), session.workspace()
flash.show()
st.title("Home", anchor=False)
counts = home.count_entities(services, workspace)
home.draw_counts(counts)
home.draw_drafts(services, workspace)
home.draw_next_steps(counts, workspace)
st.subheader("Recent activity", anchor=False)
home.draw_activity(services, workspace)
home.draw_advice(session.registry().advice())
