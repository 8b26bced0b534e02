"""The entities: pydantic models that say what a template or a model is, one noun per file."""
