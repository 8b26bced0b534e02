"""Home: what is here and what to do next."""

import streamlit as st

st.title("Patternshop")
st.write("A registry of model templates and models.")
