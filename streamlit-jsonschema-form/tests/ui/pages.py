"""Every page that lies beside the tests, by its file's name in the address; without one, nothing."""

from pathlib import Path
from runpy import run_path

import streamlit as st

name = st.query_params.get("page", "")
st.set_page_config(page_title=f"page:{name}")
if name:
    run_path(str(Path(__file__).with_name(name)), run_name=Path(name).stem)
else:
    st.session_state.clear()
