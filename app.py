"""The one entry: `patternshop serve`, `streamlit run app.py` and `uvicorn app:app` all serve it.

Streamlit finds the app by reading this file, so it has to be this literal call.
"""

import streamlit as st

from registry.server import MAIN, explain, lifespan, rest, routes

api = rest()
app = st.App(MAIN, routes=routes(api), lifespan=lifespan(api), on_script_error=explain)
