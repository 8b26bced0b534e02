"""A model's parameters, each beside what its template says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.ui.attributes import NOTHING, Fact, code, facts_of
from registry.ui.registration import parameters_form
from registry.ui.text import count
from streamlit_jsonschema_form.model import ABSENT
from streamlit_jsonschema_form.model.values import same
from streamlit_jsonschema_form.ui import escape_markdown
from streamlit_jsonschema_form.validation.masking import MASK

ALL, SET, CHANGED = "All", "Set", "Changed"
UNDECLARED: Final = "not in the template"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, set or not.

    Attributes:
        fact: its place, labels and value.
        state: `default`, `changed`, `set` (there is no default), `not set`, or `not in the template`.
    """

    fact: Fact
    state: str

    @property
    def note(self) -> str:
        """Its state for people, as Markdown, with the default where that helps."""
        default = self.fact.node.facts.default
        if self.state == "not set" and default is not ABSENT:
            return f"not set (default {self._default})"
        if self.state == "changed":
            return f":material/edit: changed (default {self._default})"
        return _SIGNS.get(self.state, "") + self.state

    @property
    def _default(self) -> str:
        facts = self.fact.node.facts
        return MASK if facts.secret else code(facts.default)


_SIGNS: Final = {
    "set": ":material/edit: ",
    "default": ":material/check: ",
    UNDECLARED: ":material/help: ",
}
_SHOWN: Final = {
    ALL: frozenset({"default", "changed", "set", "not set", UNDECLARED}),
    SET: frozenset({"default", "changed", "set", UNDECLARED}),
    CHANGED: frozenset({"changed", "set", UNDECLARED}),
}
_NONE: Final = {
    ALL: "This model has no parameters.",
    SET: "No parameter is set.",
    CHANGED: "No parameter differs from its default.",
}


def read_parameters(model: Model, template: Template | None) -> list[Parameter]:
    """List the parameters that the template declares, and the further ones that the model has.

    Args:
        model: masked.
        template: the version that it was made from; None when there is none, or it is gone.
    """
    form = parameters_form(template)
    given = model.model_creation_parameters
    return [
        Parameter(fact, _state(fact, free=template is None))
        for fact in facts_of(form, ABSENT if given is None else given)
    ]


def _state(fact: Fact, *, free: bool) -> str:
    facts = fact.node.facts
    if fact.value is ABSENT:
        return "not set"
    if fact.node.origin == "undeclared" and not free:
        return UNDECLARED
    if facts.default is ABSENT:
        return "set"
    return "default" if same(fact.value, facts.default) else "changed"


def draw(model: Model, template: Template | None) -> None:
    """Draw a masked model's parameters, section by section, with a filter that is in the URL."""
    found = read_parameters(model, template)
    if not found:
        st.info("This model has no parameters.", icon=":material/tune:")
        return
    chosen = st.segmented_control(
        "Show",
        list(_SHOWN),
        format_func=lambda name: name,
        default=ALL,
        required=True,
        key="show",
        bind="query-params",
        label_visibility="collapsed",
    )
    shown = [each for each in found if each.state in _SHOWN[chosen or ALL]]
    if not shown:
        st.info(_NONE[chosen or ALL], icon=":material/equal:")
        return
    given = sum(each.state != "not set" for each in found)
    st.caption(f"{given} of {count(len(found), 'parameter')} set, {len(shown)} shown")
    _draw_rows(shown)


def _sections(rows: list[Parameter]) -> Iterator[tuple[str, list[Parameter]]]:
    """Group parameters by section, in the order in which sections first occur."""
    for section in dict.fromkeys(row.fact.section for row in rows):
        yield section, [row for row in rows if row.fact.section == section]


def _draw_rows(parameters: list[Parameter]) -> None:
    """Draw one table, so that its columns line up; a section is a row of its own."""
    rows: list[tuple[str, str, str]] = []
    for section, members in _sections(parameters):
        if section:
            rows.append((f"**{escape_markdown(section)}**", "", ""))
        rows += [(_head(each), _value(each), each.note) for each in members]
    columns = zip(*rows, strict=True)
    st.table(
        dict(zip(("Parameter", "Value", "State"), map(list, columns), strict=True)),
        border="horizontal",
        hide_index=True,
        alt="Parameters",
    )


def _head(row: Parameter) -> str:
    return f"{escape_markdown(row.fact.label)}  \n:small[{code(row.fact.name)}]"


def _value(row: Parameter) -> str:
    if row.fact.value is ABSENT:
        return NOTHING
    unit = f" {escape_markdown(row.fact.unit)}" if row.fact.unit else ""
    return code(row.fact.value) + unit
