"""Models side by side: one row a field, differences marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import ModelType, Template
from registry.errors import NotFound
from registry.services import Services
from registry.ui import links
from registry.ui.attributes import (
    PARAMETERS,
    Attribute,
    format_code,
    list_attributes,
    list_detail_attributes,
)
from registry.ui.registration import build_parameters_form
from registry.ui.text import REVIEW_BADGES, format_model_type, pluralize
from streamlit_jsonschema_form.model import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui import escape_markdown, icon_label

MAX_MODELS: Final = 6
"""The most models that fit side by side."""

_MAX_OPTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class ComparedModel:
    """One model of the comparison.

    Attributes:
        model: as stored; this is compared.
        masked: this is shown.
        template: the version that it uses; None if it has none or it was deleted.
    """

    model: Model
    masked: Model
    template: Template | None


@dataclass(slots=True)
class ComparisonRow:
    """One field of all models.

    Attributes:
        group: its heading.
        label: for people.
        shown: the masked value of each model, by position.
        stored: the stored value of each model, by position: masked secrets may differ.
    """

    group: str
    label: str
    shown: dict[int, Value] = field(default_factory=dict)
    stored: dict[int, Value] = field(default_factory=dict)

    def differs(self, index: int) -> bool:
        """Tell whether a model differs from the first one in this field."""
        return not same(self.stored.get(index, ABSENT), self.stored.get(0, ABSENT))

    def varies(self, compared: int) -> bool:
        """Tell whether any model differs from the first."""
        return any(self.differs(index) for index in range(1, compared))


def find_models(
    services: Services, workspace: str, names: Iterable[str]
) -> tuple[list[ComparedModel], list[str]]:
    """Return the models of these names, and the names that were not found."""
    compared: list[ComparedModel] = []
    missing: list[str] = []
    for name in names:
        try:
            model = services.models.find(workspace, name)
        except NotFound:
            missing.append(name)
            continue
        compared.append(
            ComparedModel(model, services.models.mask(model), template_of(services, model))
        )
    return compared, missing


def template_of(services: Services, model: Model) -> Template | None:
    """Return the version of the template that a model uses; None if it was deleted."""
    try:
        return services.models.template_of(model)
    except NotFound:
        return None


def compare(compared: Sequence[ComparedModel]) -> list[ComparisonRow]:
    """Return the fields of models as rows: the template first, then details, then parameters."""
    rows: dict[tuple[str, JsonPath], ComparisonRow] = {}
    for index, entry in enumerate(compared):
        for kind, path, group, label, shown, stored in _field_values(entry):
            row = rows.setdefault((kind, path), ComparisonRow(group, label))
            row.shown[index], row.stored[index] = shown, stored
    groups = list(dict.fromkeys(["Model", *(row.group for row in rows.values())]))
    groups.sort(key=lambda group: group.startswith("Parameters"))
    return sorted(rows.values(), key=lambda row: groups.index(row.group))


_FieldValues = tuple[str, JsonPath, str, str, Value, Value]


def _field_values(entry: ComparedModel) -> Iterator[_FieldValues]:
    review = REVIEW_BADGES[entry.model.review.state][0]
    for label, value in (("Template", _template_label(entry)), ("Review", review)):
        yield "model", (label,), "Model", label, value, value
    stored = entry.model.to_json()
    for each in list_detail_attributes(entry.masked):
        if each.node.path != ("name",):
            values = _shown_and_stored(each, stored)
            yield "details", each.node.path, _group(each), each.labels[-1], *values
    given = entry.masked.model_creation_parameters
    form = build_parameters_form(entry.template)
    for each in list_attributes(form, ABSENT if given is None else given):
        if each.value is not ABSENT:
            group = f"Parameters: {each.section}" if each.section else "Parameters"
            values = _shown_and_stored(each, stored[PARAMETERS])
            yield PARAMETERS, each.node.path, group, each.label, *values


def _shown_and_stored(attribute: Attribute, stored: Value) -> tuple[Value, Value]:
    if attribute.node.path == ("model_type",):
        kind = format_model_type(ModelType(str(attribute.value)))
        return kind, kind
    return attribute.value, get(stored, attribute.node.path)


def _group(attribute: Attribute) -> str:
    return " / ".join(attribute.labels[:-1]) or attribute.section or "Model"


def _template_label(entry: ComparedModel) -> Value:
    version = entry.model.model_template_version
    if entry.template is None:
        return entry.model.model_template_id or ABSENT
    return f"{entry.template.name} v{version}"


def draw(services: Services, workspace: str, compared: Sequence[ComparedModel]) -> None:
    """Draw models side by side, each with a link and a button that removes it."""
    _draw_headers(workspace, compared)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        only = st.toggle("Differences only", value=True, key="differences", bind="query-params")
        draw_add_model(services, workspace, [entry.model.name for entry in compared])
    if len(compared) < 2:
        st.info("Add another model to compare.", icon=":material/add:")
        return
    rows = compare(compared)
    differing = [row for row in rows if row.varies(len(compared))]
    label = f"{pluralize(len(differing), 'field')} of {len(rows)} differ"
    st.caption(
        f"{label}{'s' if len(differing) == 1 else ''}. ≠ marks values that differ from the "
        "first model."
    )
    if not differing:
        st.success("These models differ only in their names.", icon=":material/equal:")
    _draw_rows(compared, differing if only else rows)


def _draw_headers(workspace: str, compared: Sequence[ComparedModel]) -> None:
    for column, entry in zip(st.columns(len(compared), border=True), compared, strict=True):
        name = entry.model.name
        with column:
            with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
                links.model_link(workspace, name).draw(escape_markdown(name), width="stretch")
                st.button(
                    icon_label(f"Remove {name} from the comparison"),
                    key=f"remove-{name}",
                    icon=":material/close:",
                    type="tertiary",
                    on_click=_show_only,
                    args=([other.model.name for other in compared if other is not entry],),
                )
            st.caption(
                escape_markdown(
                    entry.model.display_name or format_model_type(entry.model.model_type)
                )
            )


def draw_add_model(services: Services, workspace: str, names: list[str]) -> None:
    """Draw a select box of recent models that accepts any name."""
    if len(names) >= MAX_MODELS:
        st.caption(f"You can compare up to {MAX_MODELS} models.")
        return
    recent = services.models.list(workspace, limit=_MAX_OPTIONS).items
    key = f"add|{'|'.join(names)}"
    st.selectbox(
        "Add a model",
        [model.name for model in recent if model.name not in names],
        index=None,
        key=key,
        placeholder="Choose or type a name",
        accept_new_options=True,
        on_change=_add,
        args=(names, key),
        width=320,
    )


def _add(names: list[str], key: str) -> None:
    if name := st.session_state[key]:
        _show_only([*names, name])


def _show_only(names: list[str]) -> None:
    st.query_params["name"] = names


def _draw_rows(compared: Sequence[ComparedModel], rows: list[ComparisonRow]) -> None:
    if not rows:
        return
    table = []
    for group, members in groupby(rows, key=lambda row: row.group):
        table.append([f"**{escape_markdown(group)}**", *("" for _ in compared)])
        for row in members:
            cells = (_cell(row, index) for index in range(len(compared)))
            table.append([escape_markdown(row.label), *cells])
    names = (f"**{escape_markdown(entry.model.name)}**" for entry in compared)
    columns = dict(zip(("Field", *names), map(list, zip(*table, strict=True)), strict=True))
    st.table(columns, border="horizontal", hide_index=True, alt="Models side by side")


def _cell(row: ComparisonRow, index: int) -> str:
    shown = format_code(row.shown.get(index, ABSENT))
    return f"**≠** {shown}" if index and row.differs(index) else shown
