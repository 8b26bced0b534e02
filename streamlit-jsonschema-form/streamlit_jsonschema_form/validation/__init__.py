"""JSON Schema, draft-07 and 2020-12: schemas read once, values checked, secrets masked."""

from streamlit_jsonschema_form.validation.document import SchemaDocument, read_schema
from streamlit_jsonschema_form.validation.form_pages import join_pages
from streamlit_jsonschema_form.validation.masking import MASK, unmask, without_masks
from streamlit_jsonschema_form.validation.secrets import SecretNames

__all__ = [
    "MASK",
    "SchemaDocument",
    "SecretNames",
    "join_pages",
    "read_schema",
    "unmask",
    "without_masks",
]
