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


def obey(context: FormContext, node: Node, holder: Node) -> Node:
    """Return a place as hints want it: hidden, locked, or as it is.

    What is in a locked place is locked too, unless its own `readonly` is false.

    Args:
        context: the compiled schema.
        node: the place.
        holder: the object or list that it is in.
    """
    ui = node.facts.ui
    if not (ui or node.facts.deprecated or holder.facts.read_only):
        return node
    locked = holder.facts.read_only and ui.get("readonly") is not False
    hidden = ui.get("widget") == "hidden"
    if node.facts.deprecated:
        hidden |= ui.get("deprecatedHandling") == "hide"
        locked |= ui.get("deprecatedHandling") == "disable"
    allowed = is_allowed(context, ui, holder.value)
    if not allowed:
        locked |= _is_lock(ui["when"])
        hidden |= not _is_lock(ui["when"])
    facts = node.facts
    if locked and not facts.read_only:
        facts = replace(facts, read_only=True)
    if allowed and not hidden and facts is node.facts:
        return node
    return replace(node, facts=facts, hidden=hidden, allowed=allowed)


def is_allowed(context: FormContext, ui: Mapping[str, Any], holder: Value) -> bool:
    """Tell whether what `when` asks for holds, or nothing is asked for."""
    if "when" not in ui:
        return True
    when = ui["when"]
    rule = when["enable"] if _is_lock(when) else when
    return context.matches_rule(rule, {} if holder is ABSENT else holder)


def _is_lock(when: dict[str, Any]) -> bool:
    return when.keys() == {"enable"} and isinstance(when["enable"], (bool, dict))
