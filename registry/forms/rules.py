"""Which places a form shows, where hints say so: `x-ui.when`, and the widget `hidden`.

What is hidden stays in the value and is sent; only the schema decides what is valid. A schema's own
conditions (`if`, `dependentSchemas`) set values aside instead.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from registry.forms.values import ABSENT, Value

if TYPE_CHECKING:
    from registry.forms.form import Form
    from registry.forms.plan import Node


def obey(form: "Form", node: "Node", holder: Value) -> "Node":
    """Return a place as its hints want it: hidden, locked, or as it is.

    Args:
        form: the compiled schema.
        node: the place.
        holder: the object or list that it is in.
    """
    ui = node.facts.ui
    if ui.get("widget") == "hidden":
        return replace(node, hidden=True)
    if "when" not in ui or _holds(form, ui["when"], holder):
        return node
    if _is_lock(ui["when"]):
        return replace(node, facts=replace(node.facts, read_only=True))
    return replace(node, hidden=True)


def _is_lock(when: dict[str, Any]) -> bool:
    return when.keys() == {"enable"} and isinstance(when["enable"], (bool, dict))


def _holds(form: "Form", when: dict[str, Any], holder: Value) -> bool:
    rule = when["enable"] if _is_lock(when) else when
    return form.holds(rule, {} if holder is ABSENT else holder)
