"""What else could be in force at a place: every branch and condition, and what brings each about."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from streamlit_jsonschema_form.model.field_info import display_text
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.keys import property_declaration
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Branching,
    Collector,
    Schema,
    Scope,
    mapping,
    schemas,
)
from streamlit_jsonschema_form.model.unions import branch_label

Via = tuple[str, ...]


def activation_condition(form: Form, parent: Node, key: str) -> str | None:
    """Say what would have to be chosen for an object's key to be described.

    Returns:
        Words such as `when “Kind” is a`; empty where it cannot be said in a few; None where nothing in
        the schema describes the key.
    """
    every = _Every(form, parent)
    for sub in every.collect(parent.scope.subs).subs:
        declaration = property_declaration(Scope((sub,)), key)
        described = declaration.origin in ("property", "pattern")
        if described and not any(each.schema is False for each in declaration.subs):
            return every.reason(sub.via)
    return None


class _Every(Collector):
    """Collects what any choice could put in force at a place, and notes what each depends on."""

    def __init__(self, form: Form, parent: Node) -> None:
        super().__init__(form.document, parent.value, lambda _: None)
        self._form, self._holder = form, parent
        self._why: dict[Via, str] = {}
        self._holds = {sub.via for sub in parent.scope.subs}

    def reason(self, via: Via) -> str:
        """Return what brings about the outermost step that is not in force now."""
        ways = (via[:length] for length in range(1, len(via) + 1))
        return next((self._why[way] for way in ways if way in self._why), "")

    def _note(self, inner: AppliedSchema, why: str) -> AppliedSchema:
        if inner.via not in self._holds:
            self._why.setdefault(inner.via, why)
        return inner

    def _conditions(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        keywords = sub.keywords
        for branch in ("then", "else"):
            if "if" in keywords and branch in keywords:
                why = _condition(keywords["if"], self._label, holds=branch == "then")
                yield self._note(sub.inner(keywords[branch], branch), why)

    def _dependents(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        for keyword in ("dependentSchemas", "dependencies"):
            for key, schema in mapping(sub, keyword).items():
                if isinstance(schema, (bool, dict)):
                    why = f"when “{self._label(key)}” is set"
                    yield self._note(sub.inner(schema, f"{keyword}/{key}"), why)

    def _union(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        for keyword in ("anyOf", "oneOf"):
            members = schemas(sub, keyword)
            branches = tuple(
                sub.inner(member, f"{keyword}/{index}") for index, member in enumerate(members)
            )
            for index, branch in enumerate(branches):
                name = branch_label(self._form.context, Branching(keyword, 0, branches), index)
                yield self._note(branch, f"when “{name}” is chosen")

    def _label(self, key: str) -> str:
        return self._holder.entry(key).label


def _condition(test: Schema, label: Callable[[str], str], *, holds: bool) -> str:
    """Say in words when a simple condition holds or does not; empty where it is not simple."""
    if not isinstance(test, Mapping):
        return ""
    tests = test.get("properties") or dict.fromkeys(test.get("required") or (), True)
    if not isinstance(tests, Mapping) or not tests:
        return ""
    said = [_test(label(key), rule, holds=holds) for key, rule in tests.items()]
    if not all(said) or (len(said) > 1 and not holds):
        names = " and ".join(f"“{label(key)}”" for key in tests)
        return f"when {names} {'change' if len(said) > 1 else 'changes'}"
    return f"when {' and '.join(said)}"


def _test(name: str, rule: Any, *, holds: bool) -> str:
    no = "" if holds else "not "
    if rule is True:
        return f"“{name}” is {no}set"
    options = rule.get("enum", [rule["const"]] if "const" in rule else ()) if rule else ()
    if not isinstance(options, (list, tuple)) or not options:
        return ""
    return f"“{name}” is {no}{' or '.join(map(display_text, options))}"
