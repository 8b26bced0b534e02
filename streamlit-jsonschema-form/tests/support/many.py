"""One page that shows one form after another: far quicker than a page for each."""

from itertools import count
from typing import Any

from streamlit.testing.v1 import AppTest

from streamlit_jsonschema_form.model.form import Form


def _page(box):  # its text becomes a script: no name from outside is known
    import streamlit as st

    from streamlit_jsonschema_form.ui import form

    for key in [key for key in st.session_state if not str(key).startswith(box["prefix"])]:
        del st.session_state[key]
    box["result"] = form(box["form"], key=box["key"], value=box["value"])


class Album:
    """A page that is turned from form to form."""

    def __init__(self) -> None:
        self._box: dict[str, Any] = {"prefix": ""}
        self.page = AppTest.from_function(_page, kwargs={"box": self._box}, default_timeout=60)
        self._numbers = count()

    def show(self, form: Form, value: Any) -> "Album":
        """Turn to another form, begun with a value."""
        key = f"f{next(self._numbers)}"
        self._box |= {"form": form, "key": key, "value": value, "prefix": ("form:" + key, key)}
        return self.run()

    def run(self) -> "Album":
        """Run the page."""
        self.page.run()
        return self

    def type(self, label: str, text: str) -> "Album":
        """Type into the only text field with a label."""
        (box,) = [box for box in self.page.text_input if box.label == label]
        box.set_value(text)
        return self.run()

    @property
    def raised(self) -> str:
        """What the page raised, empty when nothing."""
        return "\n".join(line for found in self.page.exception for line in found.stack_trace)

    @property
    def value(self) -> Any:
        return self._box["result"].value
