"""A first value that a schema accepts: what is required, from defaults and examples, no secret."""

from typing import Final

from streamlit_jsonschema_form.model import ABSENT, Form, Node, Set, apply, blank
from streamlit_jsonschema_form.problems import JsonValue, Problem

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
    """Return the fields to add to an object, and the problems of the result.

    Secrets and unknown texts are placeholders such as `YOUR-HF-TOKEN`.
    """
    state = form.load(form.new("required", given))
    for _ in range(_ROUNDS):
        problems = form.errors(state.value)
        missing = [problem.path for problem in problems if problem.keyword == "required"]
        short = [problem.path for problem in problems if problem.keyword in _TOO_SHORT]
        if not isinstance(state.value, dict) or not missing + short:
            break
        root = form.plan(state)
        for path in missing or short:
            example = _first(form, root.at(path), longer=not missing)
            state = apply(form, state, Set(path, example))
    added = state.value if isinstance(state.value, dict) else {}
    return (
        {name: each for name, each in added.items() if name not in given},
        tuple(form.errors(state.value)),
    )


def _first(form: Form, node: Node, *, longer: bool) -> JsonValue:
    """Return an example for a field; `longer` if its value is too short."""
    info, name = node.info, str(node.path[-1]) if node.path else ""
    if info.secret or name in form.secrets:
        return _placeholder(name)
    shown = [each for each in info.examples if info.allows(each)]
    if shown and not longer:
        return shown[0]
    if isinstance(node.value, list):
        return [*node.value, blank(node.item(len(node.value)))]
    if info.types == {"string"} and info.options is None and info.default is ABSENT:
        return _BY_FORMAT.get(info.format or "") or _placeholder(name)
    return blank(node)


def _placeholder(name: str) -> str:
    return f"YOUR-{name.upper().replace('_', '-')}"
