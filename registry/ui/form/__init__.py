"""The renderer of `registry.forms` with native Streamlit widgets."""

from registry.forms.facts import Option
from registry.forms.sources import Source
from registry.ui.form.field_types import FieldType, Place, register
from registry.ui.form.renderer import Result, form, refuse
from registry.ui.form.review import review
from registry.ui.form.sheets import close_sheet

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
