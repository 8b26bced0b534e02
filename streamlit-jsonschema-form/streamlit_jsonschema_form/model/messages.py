"""The words that a schema's author gives for the problems of a place."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.tree import Node, Planner
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.validation.messages import ABOUT_CHILDREN

if TYPE_CHECKING:
    from streamlit_jsonschema_form.model.form import Form


def own_words(form: "Form", value: Value) -> Callable[[JsonPath, str], str | None]:
    """Return what finds the `message` of a place for a keyword, wherever the hint stands.

    One text speaks for every rule of the place itself. That a key is missing or unknown is a rule of
    the object around it: a place, or else its object, gives words for that by keyword alone.
    """
    nodes: dict[JsonPath, Node] = {(): Planner(form, State(value)).root()}

    def node_at(path: JsonPath) -> Node:
        if path not in nodes:
            above, part = node_at(path[:-1]), path[-1]
            nodes[path] = above.item(part) if isinstance(part, int) else above.entry(part)
        return nodes[path]

    def words(path: JsonPath, keyword: str) -> str | None:
        about_child = keyword in ABOUT_CHILDREN and bool(path)
        told = _pick(node_at(path).facts.ui.get("message"), keyword, any_rule=not about_child)
        if told is None and about_child:
            return _pick(node_at(path[:-1]).facts.ui.get("message"), keyword, any_rule=False)
        return told

    return words


def _pick(message: Any, keyword: str, *, any_rule: bool) -> str | None:
    text = message.get(keyword) if isinstance(message, dict) else message if any_rule else None
    return text if isinstance(text, str) else None
