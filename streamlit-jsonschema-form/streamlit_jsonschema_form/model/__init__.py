"""The form engine, without a screen: compile a schema, apply edits, read the value.

form = compile(schema)
state = form.load(form.new())
state = apply(form, state, Set(("model",), "meta-llama/Llama-3.1-8B"))
form.errors(state.value)
"""

from streamlit_jsonschema_form.model.branch_switch import Choose
from streamlit_jsonschema_form.model.edits import (
    Copy,
    Edit,
    Insert,
    Move,
    Remove,
    Rename,
    Set,
    Write,
    apply,
)
from streamlit_jsonschema_form.model.field_info import display_text, humanize_key
from streamlit_jsonschema_form.model.form import Form, compile
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.source_map import SourceMap
from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Change, Value, diff, get, rebase, same

__all__ = [
    "ABSENT",
    "Change",
    "Choose",
    "Copy",
    "Edit",
    "Form",
    "Insert",
    "Kind",
    "Move",
    "Node",
    "Remove",
    "Rename",
    "Set",
    "SourceMap",
    "State",
    "Value",
    "Write",
    "apply",
    "compile",
    "diff",
    "display_text",
    "get",
    "humanize_key",
    "rebase",
    "same",
]
