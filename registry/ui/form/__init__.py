"""The renderer of `registry.forms` with native Streamlit widgets."""

from registry.ui.form.renderer import Result, form, refuse
from registry.ui.form.review import review
from registry.ui.form.sheet import close_sheet

__all__ = ["Result", "close_sheet", "form", "refuse", "review"]
