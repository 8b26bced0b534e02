"""Draws the forms of `streamlit_jsonschema_form.model` with native Streamlit widgets."""

from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.sources import Source
from streamlit_jsonschema_form.ui.field_types import Field, FieldType, register
from streamlit_jsonschema_form.ui.labels import (
    escape_markdown,
    icon_label,
    inline_code,
    without_images,
)
from streamlit_jsonschema_form.ui.renderer import Result, form, refuse
from streamlit_jsonschema_form.ui.review import review, review_value
from streamlit_jsonschema_form.ui.session import (
    FormSession,
    close_session,
    get_session,
    open_session,
)

__all__ = [
    "Field",
    "FieldType",
    "FormSession",
    "Option",
    "Result",
    "Source",
    "close_session",
    "escape_markdown",
    "form",
    "get_session",
    "icon_label",
    "inline_code",
    "open_session",
    "refuse",
    "register",
    "review",
    "review_value",
    "without_images",
]
