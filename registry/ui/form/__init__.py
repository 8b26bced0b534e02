"""The renderer of `registry.forms` with native Streamlit widgets."""
