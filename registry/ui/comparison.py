"""Models side by side: one row a field, differences marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import ModelType, Template
from registry.errors import NotFound
from registry.services import Services
from registry.ui import links
from registry.ui.attributes import PARAMETERS, Fact, code, details_facts, facts_of
from registry.ui.registration import parameters_form
from registry.ui.text import REVIEW_SIGNS, count, type_words
from streamlit_jsonschema_form.model import ABSENT, Value
from streamlit_jsonschema_form.model.values import get, same
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui import escape_markdown, icon_label

MAX_MODELS: Final = 6
"""As many as can be read side by side."""

_OFFERED: Final = 100
_FIRST: Final = ("Template", "Review")


@dataclass(frozen=True, slots=True)
class Side:
    """One model of the comparison.

    Attributes:
        model: as it is kept; what is compared.
        masked: what is shown of it.
        template: the version that it was made from, where there is one.
    """

    model: Model
    masked: Model
    template: Template | None


@dataclass(slots=True)
class Row:
    """One field of all models.

    Attributes:
        group: the heading that it stands under.
        label: for people.
        shown: what each model shows, by the model's position.
        real: what each model holds, by position: secrets that look alike may differ.
    """

    group: str
    label: str
    shown: dict[int, Value] = field(default_factory=dict)
    real: dict[int, Value] = field(default_factory=dict)

    def differs(self, at: int) -> bool:
        """Tell whether a model differs from the first one here."""
        return not same(self.real.get(at, ABSENT), self.real.get(0, ABSENT))

    def varies(self, sides: int) -> bool:
        """Tell whether any model differs from the first."""
        return any(self.differs(at) for at in range(1, sides))


def open_sides(
    services: Services, workspace: str, names: Iterable[str]
) -> tuple[list[Side], list[str]]:
    """Return the models of these names, and the names of which there is none."""
    sides: list[Side] = []
    missing: list[str] = []
    for name in names:
        try:
            model = services.models.find(workspace, name)
        except NotFound:
            missing.append(name)
            continue
        sides.append(Side(model, services.models.mask(model), template_of(services, model)))
    return sides, missing


def template_of(services: Services, model: Model) -> Template | None:
    """Return the version of the template that a model was made from; None when it is gone."""
    try:
        return services.models.template_of(model)
    except NotFound:
        return None


def compare(sides: Sequence[Side]) -> list[Row]:
    """Put the fields of models in rows: the template first, then details, then parameters."""
    rows: dict[tuple[str, JsonPath], Row] = {}
    for at, side in enumerate(sides):
        for kind, path, group, label, shown, real in _cells(side):
            row = rows.setdefault((kind, path), Row(group, label))
            row.shown[at], row.real[at] = shown, real
    groups = list(dict.fromkeys(["Model", *(row.group for row in rows.values())]))
    groups.sort(key=lambda group: group.startswith("Parameters"))
    return sorted(rows.values(), key=lambda row: groups.index(row.group))


_Cell = tuple[str, JsonPath, str, str, Value, Value]


def _cells(side: Side) -> Iterator[_Cell]:
    for label, value in zip(_FIRST, (_template_words(side), _review_words(side)), strict=True):
        yield "own", (label,), "Model", label, value, value
    kept = side.model.to_json()
    for fact in details_facts(side.masked):
        if fact.node.path != ("name",):
            yield "details", fact.node.path, _group(fact), fact.labels[-1], *_both(fact, kept)
    given = side.masked.model_creation_parameters
    real = kept[PARAMETERS]
    for fact in facts_of(parameters_form(side.template), ABSENT if given is None else given):
        if fact.value is not ABSENT:
            group = f"Parameters: {fact.section}" if fact.section else "Parameters"
            yield PARAMETERS, fact.node.path, group, fact.label, *_both(fact, real)


def _both(fact: Fact, real: Value) -> tuple[Value, Value]:
    if fact.node.path == ("model_type",):
        kind = type_words(ModelType(str(fact.value)))
        return kind, kind
    return fact.value, get(real, fact.node.path)


def _group(fact: Fact) -> str:
    return " / ".join(fact.labels[:-1]) or fact.section or "Model"


def _template_words(side: Side) -> Value:
    version = side.model.model_template_version
    if side.template is None:
        return side.model.model_template_id or ABSENT
    return f"{side.template.name} v{version}"


def _review_words(side: Side) -> Value:
    return REVIEW_SIGNS[side.model.review.state][0]


def draw(services: Services, workspace: str, sides: Sequence[Side]) -> None:
    """Draw models side by side, with links to each, and ways to remove one and to add one."""
    _draw_heads(workspace, sides)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        only = st.toggle("Differences only", value=True, key="differences", bind="query-params")
        draw_adder(services, workspace, [side.model.name for side in sides])
    if len(sides) < 2:
        st.info("Add another model to compare this one with.", icon=":material/add:")
        return
    rows = compare(sides)
    differing = [row for row in rows if row.varies(len(sides))]
    said = f"{count(len(differing), 'field')} of {len(rows)} differ"
    st.caption(f"{said}{'s' if len(differing) == 1 else ''}. ≠ marks what is not as in the first.")
    if not differing:
        st.success("These models are the same but for their names.", icon=":material/equal:")
    _draw_rows(sides, differing if only else rows)


def _draw_heads(workspace: str, sides: Sequence[Side]) -> None:
    for column, side in zip(st.columns(len(sides), border=True), sides, strict=True):
        name = side.model.name
        with column:
            with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
                links.model_link(workspace, name).draw(escape_markdown(name), width="stretch")
                st.button(
                    icon_label(f"Remove {name} from the comparison"),
                    key=f"remove-{name}",
                    icon=":material/close:",
                    type="tertiary",
                    on_click=_show_only,
                    args=([other.model.name for other in sides if other is not side],),
                )
            st.caption(
                escape_markdown(side.model.display_name or type_words(side.model.model_type))
            )


def draw_adder(services: Services, workspace: str, names: list[str]) -> None:
    """Offer to add a model by name: one changed lately from the list, or any that is typed."""
    if len(names) >= MAX_MODELS:
        st.caption(f"{MAX_MODELS} models are as many as fit side by side.")
        return
    lately = services.models.list(workspace, limit=_OFFERED).items
    key = f"add|{'|'.join(names)}"
    st.selectbox(
        "Add a model",
        [model.name for model in lately if model.name not in names],
        index=None,
        key=key,
        placeholder="Choose, or type a name",
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


def _draw_rows(sides: Sequence[Side], rows: list[Row]) -> None:
    if not rows:
        return
    table: dict[str, list[str]] = {"Field": []}
    table |= {f"**{escape_markdown(side.model.name)}**": [] for side in sides}
    group = None
    for row in rows:
        if row.group != group:
            group = row.group
            _append(table, [f"**{escape_markdown(group)}**", *("" for _ in sides)])
        _append(table, [escape_markdown(row.label), *(_cell(row, at) for at in range(len(sides)))])
    st.table(table, border="horizontal", hide_index=True, alt="Models side by side")


def _append(table: dict[str, list[str]], cells: list[str]) -> None:
    for column, cell in zip(table.values(), cells, strict=True):
        column.append(cell)


def _cell(row: Row, at: int) -> str:
    shown = code(row.shown.get(at, ABSENT))
    return f"**≠** {shown}" if at and row.differs(at) else shown
