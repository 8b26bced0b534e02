"""Forms for Streamlit from any JSON Schema: draft-07 and 2020-12, exact and without loss."""
