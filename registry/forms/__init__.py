"""The form engine, without a screen: compile a schema, plan a tree, apply edits, read the value.

form = compile(schema)
state = form.load(form.new())
state = apply(form, state, Set(("model",), "meta-llama/Llama-3.1-8B"))
form.errors(state.value)
"""

from registry.forms.choice import Choose
from registry.forms.edits import Copy, Edit, Insert, Move, Remove, Rename, Set, Write, apply
from registry.forms.form import Form, compile
from registry.forms.layout import Page
from registry.forms.plan import Kind, Node
from registry.forms.state import State
from registry.forms.values import ABSENT, Change, Value, diff
from registry.schema.parameters import from_parameters, to_parameters

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
    "Page",
    "Remove",
    "Rename",
    "Set",
    "State",
    "Value",
    "Write",
    "apply",
    "compile",
    "diff",
    "from_parameters",
    "to_parameters",
]
