"""JSON Schema, draft-07 and 2020-12: schemas read once, values checked, secrets masked."""

from streamlit_jsonschema_form.validation.document import SchemaDocument, read_schema
from streamlit_jsonschema_form.validation.form_pages import is_pages, join_pages
from streamlit_jsonschema_form.validation.masking import (
    MASK,
    mask_value,
    masked_places,
    unmask,
    without_masks,
)
from streamlit_jsonschema_form.validation.messages import name_types
from streamlit_jsonschema_form.validation.secrets import SecretNames

__all__ = [
    "MASK",
    "SchemaDocument",
    "SecretNames",
    "is_pages",
    "join_pages",
    "mask_value",
    "masked_places",
    "name_types",
    "read_schema",
    "unmask",
    "without_masks",
]
