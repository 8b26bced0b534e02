"""Export and import: what the registry holds, carried out as a file and taken in from one."""

import streamlit as st

from registry.ui import exporting, importing, session

st.title("Export and import", anchor=False)
exporting.draw(session.registry(), session.workspace())
st.space("small")
importing.draw(session.registry())
