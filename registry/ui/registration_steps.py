"""What each step of a registration shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.domain.workspace import DEFAULT_WORKSPACE
from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.docker import render_docker
from registry.launch.parser import read_parameters
from registry.launch.plan import plan
from registry.services import Services
from registry.services.listing import ModelFilter, TemplateFilter
from registry.ui import links, text
from registry.ui.registration import (
    Registration,
    Step,
    begin_from,
    details_form,
    initial,
    parameters_schema,
)
from registry.ui.registration_review import draw_review
from registry.ui.sources import sources_of
from streamlit_jsonschema_form.model import Value
from streamlit_jsonschema_form.model.scope import Schema
from streamlit_jsonschema_form.problems import InvalidInput
from streamlit_jsonschema_form.ui import Reader, Result, escape_markdown, form

READS: Final = "JSON, YAML, environment lines, or a command line with flags."
SOURCES: Final = 8
STEPS: Final = {
    Step.TEMPLATE: "1 · Template",
    Step.PARAMETERS: "2 · Parameters",
    Step.DETAILS: "3 · Details",
    Step.REVIEW: "4 · Review",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every step works on."""

    services: Services
    workspace: str
    registration: Registration
    template: Template | None

    def save(self, *_: object) -> None:
        """Keep the registration as a draft."""
        self.registration.save(self.services, self.workspace)

    def shows(self, step: Step) -> Callable[[], bool]:
        """Return what tells whether the person is still at a step."""
        return lambda: self.registration.step is step

    def go(self, step: Step) -> None:
        """Go to a step, keeping everything."""
        self.registration.step = step
        self.save()


def draw_steps(desk: Desk) -> None:
    """Draw the row of steps; each can be chosen at any time."""
    key = desk.registration.key("step")
    st.session_state[key] = desk.registration.step

    def change() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            desk.go(Step(chosen))

    st.segmented_control(
        "Step",
        list(STEPS),
        format_func=STEPS.__getitem__,
        key=key,
        on_change=change,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )


def _choose_template(desk: Desk) -> None:
    if desk.template:
        _chosen(desk, desk.template)
    search = st.text_input(
        "Search templates",
        key=desk.registration.key("search"),
        type="search",
        placeholder="Search templates…",
        label_visibility="collapsed",
        live=True,
    )
    _draw_sources(desk)
    found = [
        template
        for workspace in dict.fromkeys((desk.workspace, DEFAULT_WORKSPACE))
        for template in desk.services.templates.list(
            workspace, TemplateFilter(search or ""), limit=48
        ).items
    ]
    if not found:
        text.show_empty(
            "No template fits",
            "Search for something else, or make a template first.",
            ":material/search_off:",
            ("New template", ":material/add_box:", links.new_template_link(desk.workspace)),
        )
    grid = st.grid(columns=3, min_column_width=280)
    for template in found:
        with grid.cell():
            _template_card(desk, template)
    st.button(
        "Go on without a template",
        icon=":material/block:",
        type="tertiary",
        on_click=_take,
        args=(desk, None),
        help="The model is registered by its details alone; any parameters are accepted.",
    )


def _draw_sources(desk: Desk) -> None:
    """Offer to begin from a model that is there already."""
    with st.popover("Start from an existing model", icon=":material/content_copy:"):
        search = st.text_input(
            "Search models", key=desk.registration.key("source"), type="search", live=True
        )
        found = desk.services.models.list(
            desk.workspace, ModelFilter(search or ""), limit=SOURCES
        ).items
        for model in found:
            st.button(
                escape_markdown(model.display_name or model.name),
                key=desk.registration.key(f"source {model.id}"),
                icon=text.TYPE_ICONS[model.model_type],
                type="tertiary",
                on_click=begin_from,
                args=(desk.workspace, model.name),
            )
        if not found:
            st.caption("No model fits." if search else "No models yet.")


def _chosen(desk: Desk, template: Template) -> None:
    """Say which template is chosen, and let its version be changed."""
    newest = desk.services.templates.get(template.id).version
    with st.container(horizontal=True, vertical_alignment="bottom", border=True):
        st.markdown(
            f"Chosen: **{escape_markdown(template.display_name or template.name)}**",
            width="stretch",
        )
        if newest > 1:
            versions = list(range(newest, 0, -1))
            key = desk.registration.key("version")
            st.session_state[key] = template.version
            st.selectbox(
                "Version",
                versions,
                key=key,
                width=160,
                format_func=lambda v: f"{v} (newest)" if v == newest else str(v),
                on_change=lambda: _take(
                    desk, desk.services.templates.get(template.id, st.session_state[key]), stay=True
                ),
            )
        st.button(
            "Next: parameters",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=desk.go,
            args=(Step.PARAMETERS,),
        )


def _template_card(desk: Desk, template: Template) -> None:
    with st.container(border=True, height="stretch"):
        icon = text.TYPE_ICONS[template.model_type]
        st.markdown(f"**{icon} {escape_markdown(template.display_name or template.name)}**")
        st.caption(escape_markdown(template.description or "No description."))
        st.button(
            "Choose",
            key=desk.registration.key(f"choose {template.id}"),
            icon=":material/check:",
            on_click=_take,
            args=(desk, template),
            help=f"Choose {escape_markdown(template.name)}",
        )


def _take(desk: Desk, template: Template | None, *, stay: bool = False) -> None:
    desk.registration.choose(template)
    desk.go(desk.registration.step if stay else Step.PARAMETERS)


def _reader(template: Template | None, schema: CompiledSchema) -> Reader:
    """Return what reads pasted text; the template tells how its own command line begins."""
    command = template.vendor_configuration.bundle_config.command if template else ()

    def read(text: str, _: Schema) -> tuple[Value, tuple[str, ...]]:
        try:
            reading = read_parameters(text, schema, command=command)
        except Invalid as error:
            raise InvalidInput(error.what, error.problems) from error
        return reading.value, reading.notes

    return read


def _fill_parameters(desk: Desk) -> None:
    registration = desk.registration
    schema = parameters_schema(desk.template)
    result = form(
        schema.form,
        key=registration.key("parameters"),
        state=initial(schema.form, registration.parameters),
        submit="Next: details",
        is_current=desk.shows(Step.PARAMETERS),
        reader=(_reader(desk.template, schema), READS),
        on_change=desk.save,
        live=_preview(desk, schema) if desk.template else None,
        beside=True,
        sources=sources_of(desk.services, desk.workspace),
    )
    if result.submitted:
        desk.go(Step.DETAILS)
        st.rerun()


def _preview(desk: Desk, schema: CompiledSchema) -> Callable[[Result], None]:
    """Return what draws the command that the parameters make, beside the form."""

    def draw(result: Result) -> None:
        st.markdown("**What will run**")
        parameters = result.value if isinstance(result.value, dict) else {}
        details = desk.registration.value("details")
        name = details.get("name") if isinstance(details, dict) else None
        if desk.template is None:
            return
        try:
            launch = plan(
                desk.template,
                parameters,
                schema=schema,
                name=str(name or desk.template.name),
                workspace=desk.workspace,
            )
        except Invalid as error:
            st.caption(escape_markdown(str(error)))
            return
        st.code(render_docker(launch).text, language="bash", wrap_lines=True)
        count = len(result.problems)
        if count:
            st.caption(f":material/pending: {text.count(count, 'field')} still to be mended.")
        else:
            st.caption(":material/check_circle: The parameters obey the template's schema.")

    return draw


def _fill_details(desk: Desk) -> None:
    registration = desk.registration
    result = form(
        details_form(),
        key=registration.key("details"),
        state=initial(details_form(), registration.details),
        submit="Next: review",
        is_current=desk.shows(Step.DETAILS),
        on_change=desk.save,
    )
    if result.submitted:
        desk.go(Step.REVIEW)
        st.rerun()


def _review(desk: Desk) -> None:
    draw_review(desk.services, desk.workspace, desk.registration, desk.template, desk.go)


DRAW: Final[dict[Step, Callable[[Desk], None]]] = {
    Step.TEMPLATE: _choose_template,
    Step.PARAMETERS: _fill_parameters,
    Step.DETAILS: _fill_details,
    Step.REVIEW: _review,
}
