"""The renderer of `streamlit_jsonschema_form.model` with native Streamlit widgets."""

from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.sources import Source
from streamlit_jsonschema_form.ui.field_types import FieldType, Place, register
from streamlit_jsonschema_form.ui.renderer import Result, form, refuse
from streamlit_jsonschema_form.ui.review import review
from streamlit_jsonschema_form.ui.sheets import close_sheet

__all__ = [
    "FieldType",
    "Option",
    "Place",
    "Result",
    "Source",
    "close_sheet",
    "form",
    "refuse",
    "register",
    "review",
]
