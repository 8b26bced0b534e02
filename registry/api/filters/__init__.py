"""NeMo's filters: three ways to write one, read into one tree, and made a question to the store."""
