"""The pages, drawn with Streamlit."""
