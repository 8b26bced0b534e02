"""Which branch of an `anyOf` or `oneOf` a form shows; the value is never changed by the guess."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from registry.forms.facts import consts_of, suits
from registry.forms.keys import declared_keys
from registry.forms.scope import Branching, Collector, Scope, Sub
from registry.forms.values import ABSENT, Value, equal

if TYPE_CHECKING:
    from registry.forms.form import Form


def offered(branching: Branching) -> tuple[int, ...]:
    """List the branches that a person can choose from.

    Null is a control of its own, constants are options, and branches that only restrict what is
    declared elsewhere (`{"required": [...]}`) are no alternatives to draw.
    """
    if consts_of([branch.schema for branch in branching.branches]):
        return ()
    if not any(_describes(branch) for branch in branching.branches):
        return ()
    return tuple(i for i, branch in enumerate(branching.branches) if not is_null(branch))


def is_null(branch: Sub) -> bool:
    """Tell whether a branch allows null and nothing else."""
    keywords = branch.keywords
    return keywords.get("type") == "null" or ("const" in keywords and keywords["const"] is None)


_DESCRIBING = {
    "type", "properties", "items", "prefixItems", "enum", "const", "$ref", "$dynamicRef",
    "additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf",
}  # fmt: skip


def _describes(branch: Sub) -> bool:
    return not _DESCRIBING.isdisjoint(branch.keywords)


def choose(form: "Form", branching: Branching, value: Value, stored: int | None) -> int | None:
    """Choose the branch to show: the person's choice, else the one that fits the value best.

    Several fit: the one that declares most of the present keys. None fits: the right type first, then
    agreeing constants, then declared keys, then order.

    Returns:
        None when nothing is chosen yet: no value, and more than one branch to choose from.
    """
    candidates = offered(branching)
    if stored is not None and stored in candidates:
        return stored
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    if value is ABSENT or value is None:
        return None
    return max(candidates, key=lambda i: (*_score(form, branching.branches[i], value), -i))


def _score(form: "Form", branch: Sub, value: Value) -> tuple[bool, bool, int, int]:
    scope = branch_scope(form, branch, value)
    typed = suits(value, form.facts(scope))
    valid = typed and form.document.matches(branch.schema, branch.resolver, value)
    if not isinstance(value, dict):
        return (valid, typed, 0, 0)
    declared = [key for key in declared_keys(scope) if key in value]
    return (valid, typed, sum(_agrees(scope, key, value[key]) for key in declared), len(declared))


def branch_scope(form: "Form", branch: Sub, value: Value) -> Scope:
    """Collect what a branch puts in force, unions inside it left undecided."""
    return Collector(form.document, value, lambda _: None).collect((branch,))


def _agrees(scope: Scope, key: str, value: Value) -> bool:
    for sub in scope.subs:
        schema = sub.keywords.get("properties", {}).get(key)
        if isinstance(schema, Mapping) and value is not ABSENT:
            if "const" in schema:
                return equal(schema["const"], value)
            if isinstance(schema.get("enum"), list):
                return any(equal(option, value) for option in schema["enum"])
    return False


def branch_label(form: "Form", branching: Branching, index: int) -> str:
    """Name a branch for people: its title, else the constant or the type that marks it."""
    branch = branching.branches[index]
    facts = form.facts(branch_scope(form, branch, ABSENT))
    if facts.title:
        return facts.title
    if facts.options and len(facts.options) == 1:
        return facts.options[0].label
    return " or ".join(sorted(facts.types)) or f"Choice {index + 1}"
