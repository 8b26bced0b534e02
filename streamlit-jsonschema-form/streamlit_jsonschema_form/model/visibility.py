"""Which places a form shows and locks, where hints say so: `x-ui.when`, the widget `hidden`, and others.

What is hidden stays in the value and is sent; only the schema decides what is valid. A schema's own
conditions (`if`, `dependentSchemas`) set values aside instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value


def apply_visibility(context: FormContext, node: Node, parent: Node) -> Node:
    """Return a place as hints want it: hidden, locked, or as it is.

    What is in a locked place is locked too, unless its own `readonly` is false.

    Args:
        context: the compiled schema.
        node: the place.
        parent: the object or list that it is in.
    """
    ui = node.info.ui
    if not (ui or node.info.deprecated or parent.info.read_only):
        return node
    locked = parent.info.read_only and ui.get("readonly") is not False
    hidden = ui.get("widget") == "hidden"
    if node.info.deprecated:
        hidden |= ui.get("deprecatedHandling") == "hide"
        locked |= ui.get("deprecatedHandling") == "disable"
    allowed = condition_holds(context, ui, parent.value)
    if not allowed:
        locked |= _is_lock(ui["when"])
        hidden |= not _is_lock(ui["when"])
    info = node.info
    if locked and not info.read_only:
        info = replace(info, read_only=True)
    if allowed and not hidden and info is node.info:
        return node
    return replace(node, info=info, hidden=hidden, condition_met=allowed)


def condition_holds(context: FormContext, ui: Mapping[str, Any], parent: Value) -> bool:
    """Tell whether what `when` asks for holds, or nothing is asked for."""
    if "when" not in ui:
        return True
    when = ui["when"]
    rule = when["enable"] if _is_lock(when) else when
    return context.matches_rule(rule, {} if parent is ABSENT else parent)


def _is_lock(when: dict[str, Any]) -> bool:
    return when.keys() == {"enable"} and isinstance(when["enable"], (bool, dict))
