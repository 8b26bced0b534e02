"""Forms for Streamlit from any JSON Schema: draft-07 and 2020-12, exact and without loss.

The names that draw a form are loaded when they are first used, so that nothing imports Streamlit before.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from streamlit_jsonschema_form.model import ABSENT, Form, Set, State, apply, compile
from streamlit_jsonschema_form.problems import JsonPath, JsonValue, Problem

if TYPE_CHECKING:
    from streamlit_jsonschema_form.ui import Option, Result, Source, form, review

__all__ = [
    "ABSENT",
    "Form",
    "JsonPath",
    "JsonValue",
    "Option",
    "Problem",
    "Result",
    "Set",
    "Source",
    "State",
    "apply",
    "compile",
    "form",
    "review",
]

_DRAWING: Final = frozenset(("Option", "Result", "Source", "form", "review"))


def __getattr__(name: str) -> Any:
    if name in _DRAWING:
        return getattr(import_module(f"{__name__}.ui"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
