"""A model's parameters, each with its state and default."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.ui.attributes import NO_VALUE, Attribute, format_code, list_attributes
from registry.ui.registration import build_parameters_form
from registry.ui.text import pluralize
from streamlit_jsonschema_form.model import ABSENT, same
from streamlit_jsonschema_form.ui import escape_markdown
from streamlit_jsonschema_form.validation import MASK

ALL, SET, CHANGED = "All", "Set", "Changed"
UNDECLARED: Final = "not in the template"


@dataclass(frozen=True, slots=True)
class ModelParameter:
    """One parameter, set or not.

    Attributes:
        attribute: its path, labels and value.
        state: `default`, `changed`, `set` (there is no default), `not set`, or `not in the template`.
    """

    attribute: Attribute
    state: str

    @property
    def note(self) -> str:
        """Its state for people, as Markdown, with the default where that helps."""
        default = self.attribute.node.info.default
        if self.state == "not set" and default is not ABSENT:
            return f"not set (default {self._default})"
        if self.state == "changed":
            return f":material/edit: changed (default {self._default})"
        return _STATE_ICONS.get(self.state, "") + self.state

    @property
    def _default(self) -> str:
        info = self.attribute.node.info
        return MASK if info.secret else format_code(info.default)


_STATE_ICONS: Final = {
    "set": ":material/edit: ",
    "default": ":material/check: ",
    UNDECLARED: ":material/help: ",
}
_FILTERS: Final = {
    ALL: frozenset({"default", "changed", "set", "not set", UNDECLARED}),
    SET: frozenset({"default", "changed", "set", UNDECLARED}),
    CHANGED: frozenset({"changed", "set", UNDECLARED}),
}
_EMPTY: Final = {
    ALL: "This model has no parameters.",
    SET: "No parameters are set.",
    CHANGED: "No parameter differs from its default.",
}


def read_parameters(model: Model, template: Template | None) -> list[ModelParameter]:
    """List the parameters that the template declares, and the further ones that the model has.

    Args:
        model: masked.
        template: the version that it uses; None if it has none or it was deleted.
    """
    form = build_parameters_form(template)
    given = model.model_creation_parameters
    return [
        ModelParameter(attribute, _state(attribute, free=template is None))
        for attribute in list_attributes(form, ABSENT if given is None else given)
    ]


def _state(attribute: Attribute, *, free: bool) -> str:
    info = attribute.node.info
    if attribute.value is ABSENT:
        return "not set"
    if attribute.node.origin == "undeclared" and not free:
        return UNDECLARED
    if info.default is ABSENT:
        return "set"
    return "default" if same(attribute.value, info.default) else "changed"


def draw(model: Model, template: Template | None) -> None:
    """Draw a masked model's parameters, section by section, with a filter that is in the URL."""
    parameters = read_parameters(model, template)
    if not parameters:
        st.info("This model has no parameters.", icon=":material/tune:")
        return
    chosen = st.segmented_control(
        "Show",
        list(_FILTERS),
        default=ALL,
        required=True,
        key="show",
        bind="query-params",
        label_visibility="collapsed",
    )
    shown = [each for each in parameters if each.state in _FILTERS[chosen or ALL]]
    if not shown:
        st.info(_EMPTY[chosen or ALL], icon=":material/equal:")
        return
    given = sum(each.state != "not set" for each in parameters)
    st.caption(f"{given} of {pluralize(len(parameters), 'parameter')} set, {len(shown)} shown")
    _draw_rows(shown)


def _sections(rows: list[ModelParameter]) -> Iterator[tuple[str, list[ModelParameter]]]:
    """Group parameters by section, in the order in which sections first occur."""
    for section in dict.fromkeys(row.attribute.section for row in rows):
        yield section, [row for row in rows if row.attribute.section == section]


def _draw_rows(parameters: list[ModelParameter]) -> None:
    """Draw one table, so that its columns line up; each section has a heading row."""
    rows: list[tuple[str, str, str]] = []
    for section, members in _sections(parameters):
        if section:
            rows.append((f"**{escape_markdown(section)}**", "", ""))
        rows += [(_format_name(each), _format_value(each), each.note) for each in members]
    columns = zip(*rows, strict=True)
    st.table(
        dict(zip(("Parameter", "Value", "State"), map(list, columns), strict=True)),
        border="horizontal",
        hide_index=True,
        alt="Parameters",
    )


def _format_name(row: ModelParameter) -> str:
    return f"{escape_markdown(row.attribute.label)}  \n:small[{format_code(row.attribute.name)}]"


def _format_value(row: ModelParameter) -> str:
    if row.attribute.value is ABSENT:
        return NO_VALUE
    unit = f" {escape_markdown(row.attribute.unit)}" if row.attribute.unit else ""
    return format_code(row.attribute.value) + unit
