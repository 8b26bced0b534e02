"""A first value that a schema accepts: what is required, from defaults and examples, no secret."""

from typing import Any, Final

from streamlit_jsonschema_form.model import ABSENT, Form, Node
from streamlit_jsonschema_form.problems import JsonPath, JsonValue, Problem

_ROUNDS: Final = 32
_TOO_SHORT: Final = frozenset({"minLength", "minItems"})
_BY_FORMAT: Final[dict[str, str]] = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "ada@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "time": "12:00:00Z",
    "uri": "https://example.com",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def complete(
    form: Form, given: dict[str, JsonValue]
) -> tuple[dict[str, JsonValue], tuple[Problem, ...]]:
    """Return what has to be added to an object, by name, and what is wrong with the whole then.

    Secrets and texts that nothing is known of are placeholders such as `YOUR-HF-TOKEN`.
    """
    value: Any = form.new("required", given)
    for _ in range(_ROUNDS):
        problems = form.errors(value)
        missing = [problem.path for problem in problems if problem.keyword == "required"]
        short = [problem.path for problem in problems if problem.keyword in _TOO_SHORT]
        if not isinstance(value, dict) or not missing + short:
            break
        root = form.plan(form.load(value))
        for path in missing or short:
            value = _put(value, path, _first(form, root.at(path), longer=not missing))
    if not isinstance(value, dict):
        return {}, tuple(form.errors(value))
    return {name: each for name, each in value.items() if name not in given}, tuple(
        form.errors(value)
    )


def _first(form: Form, node: Node, *, longer: bool) -> JsonValue:
    """Return an example for a place; `longer` where what was there is too short."""
    info, name = node.info, str(node.path[-1]) if node.path else ""
    if info.secret or name in form.secrets:
        return _placeholder(name)
    shown = [each for each in info.examples if info.allows(each)]
    if shown and not longer:
        return shown[0]
    if isinstance(node.value, list):
        return [*node.value, form.new_at(node.item(len(node.value)))]
    if info.types == {"string"} and info.options is None and info.default is ABSENT:
        return _BY_FORMAT.get(info.format or "") or _placeholder(name)
    return form.new_at(node)


def _placeholder(name: str) -> str:
    return f"YOUR-{name.upper().replace('_', '-')}"


def _put(value: Any, path: JsonPath, new: JsonValue) -> JsonValue:
    """Return a value with another one at a path."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, list):
        return [
            _put(each, rest, new) if index == first else each for index, each in enumerate(value)
        ]
    held = value if isinstance(value, dict) else {}
    return {**held, str(first): _put(held.get(str(first)), rest, new)}
