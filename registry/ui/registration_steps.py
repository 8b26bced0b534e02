"""What each step of a registration shows."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.domain.workspace import DEFAULT_WORKSPACE
from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.formats import render_docker
from registry.launch.parser import read_parameters
from registry.launch.plan import plan
from registry.services import Services
from registry.services.listing import ModelFilter, TemplateFilter
from registry.ui import links, text
from registry.ui.launch_preview import draw_launch_preview
from registry.ui.registration import (
    Step,
    StepContext,
    build_details_form,
    initial_state,
    parameters_schema,
)
from registry.ui.registration_review import draw_review
from registry.ui.sources import sources_of
from streamlit_jsonschema_form.model import Schema, Value
from streamlit_jsonschema_form.problems import InvalidInput
from streamlit_jsonschema_form.ui import Reader, Result, escape_markdown, form

READS: Final = "JSON, YAML, environment variables or a command line."
SOURCES: Final = 8
STEPS: Final = {
    Step.TEMPLATE: "1 · Template",
    Step.PARAMETERS: "2 · Parameters",
    Step.DETAILS: "3 · Details",
    Step.REVIEW: "4 · Review",
}


def draw_steps(context: StepContext) -> None:
    """Draw the steps; each can be opened at any time."""
    key = context.registration.key("step")
    st.session_state[key] = context.registration.step

    def change() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            context.go(Step(chosen))

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


def _choose_template(context: StepContext) -> None:
    if context.template:
        _draw_selected(context, context.template)
    search = st.text_input(
        "Search templates",
        key=context.registration.key("search"),
        type="search",
        placeholder="Search templates…",
        label_visibility="collapsed",
        live=True,
    )
    _draw_sources(context)
    found = [
        template
        for workspace in dict.fromkeys((context.workspace, DEFAULT_WORKSPACE))
        for template in context.services.templates.list(
            workspace, TemplateFilter(search or ""), limit=48
        ).items
    ]
    if not found:
        text.draw_empty_state(
            "No templates found",
            "Try another search, or create a template.",
            ":material/search_off:",
            ("New template", ":material/add_box:", links.new_template_link(context.workspace)),
        )
    grid = st.grid(columns=3, min_column_width=280)
    for template in found:
        with grid.cell():
            _template_card(context, template)
    st.button(
        "Continue without a template",
        icon=":material/block:",
        type="tertiary",
        on_click=_take,
        args=(context, None),
        help="Registers the model with its details only. Any parameters are accepted.",
    )


def _draw_sources(context: StepContext) -> None:
    """Offer to start from an existing model."""
    with st.popover("Start from an existing model", icon=":material/content_copy:"):
        search = st.text_input(
            "Search models", key=context.registration.key("source"), type="search", live=True
        )
        found = context.services.models.list(
            context.workspace, ModelFilter(search or ""), limit=SOURCES
        ).items
        for model in found:
            st.button(
                escape_markdown(model.display_name or model.name),
                key=context.registration.key(f"source {model.id}"),
                icon=text.TYPE_ICONS[model.model_type],
                type="tertiary",
                on_click=st.query_params.from_dict,
                args=({"workspace": context.workspace, "from": model.name},),
            )
        if not found:
            st.caption("No models found." if search else "No models yet.")


def _draw_selected(context: StepContext, template: Template) -> None:
    """Draw which template is chosen, with a choice of its version."""
    newest = context.services.templates.get(template.id).version
    with st.container(horizontal=True, vertical_alignment="bottom", border=True):
        st.markdown(
            f"Selected: **{escape_markdown(template.display_name or template.name)}**",
            width="stretch",
        )
        if newest > 1:
            versions = list(range(newest, 0, -1))
            key = context.registration.key("version")
            st.session_state[key] = template.version
            st.selectbox(
                "Version",
                versions,
                key=key,
                width=160,
                format_func=lambda v: f"{v} (latest)" if v == newest else str(v),
                on_change=lambda: _take(
                    context,
                    context.services.templates.get(template.id, st.session_state[key]),
                    stay=True,
                ),
            )
        st.button(
            "Next: parameters",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=context.go,
            args=(Step.PARAMETERS,),
        )


def _template_card(context: StepContext, template: Template) -> None:
    with st.container(border=True, height="stretch"):
        icon = text.TYPE_ICONS[template.model_type]
        st.markdown(f"**{icon} {escape_markdown(template.display_name or template.name)}**")
        st.caption(escape_markdown(template.description or "No description."))
        st.button(
            "Choose",
            key=context.registration.key(f"choose {template.id}"),
            icon=":material/check:",
            on_click=_take,
            args=(context, template),
            help=f"Choose {escape_markdown(template.name)}",
        )


def _take(context: StepContext, template: Template | None, *, stay: bool = False) -> None:
    context.registration.choose(template)
    context.go(context.registration.step if stay else Step.PARAMETERS)


def _reader(template: Template | None, schema: CompiledSchema) -> Reader:
    """Return a reader of pasted text that knows the command of the template's image."""
    command = template.vendor_configuration.bundle_config.command if template else ()

    def read(text: str, _: Schema) -> tuple[Value, tuple[str, ...]]:
        try:
            reading = read_parameters(text, schema, command=command)
        except Invalid as error:
            raise InvalidInput(error.what, error.problems) from error
        return reading.value, reading.notes

    return read


def _fill_parameters(context: StepContext) -> None:
    registration = context.registration
    schema = parameters_schema(context.template)
    result = form(
        schema.form,
        key=registration.key("parameters"),
        state=initial_state(schema.form, registration.parameters),
        submit="Next: details",
        is_current=context.is_open(Step.PARAMETERS),
        reader=(_reader(context.template, schema), READS),
        on_change=context.save,
        live=_preview(context, context.template, schema) if context.template else None,
        beside=True,
        sources=sources_of(context.services, context.workspace),
    )
    if result.submitted:
        context.go(Step.DETAILS)
        st.rerun()


def _preview(
    context: StepContext, template: Template, schema: CompiledSchema
) -> Callable[[Result], None]:
    """Return a function that draws the command for the parameters, beside the form."""

    def draw(result: Result) -> None:
        st.markdown("**Command preview**")
        parameters = result.value if isinstance(result.value, dict) else {}
        details = context.registration.value("details")
        name = details.get("name") if isinstance(details, dict) else None
        try:
            launch = plan(
                template,
                parameters,
                schema=schema,
                name=str(name or template.name),
                workspace=context.workspace,
            )
        except Invalid as error:
            st.caption(escape_markdown(str(error)))
            return
        st.code(render_docker(launch).text, language="bash", wrap_lines=True)
        count = len(result.problems)
        if count:
            st.caption(f":material/pending: Fix {text.pluralize(count, 'field')} to continue.")
        else:
            st.caption(":material/check_circle: All parameters are valid.")

    return draw


def _fill_details(context: StepContext) -> None:
    registration = context.registration
    result = form(
        build_details_form(),
        key=registration.key("details"),
        state=initial_state(build_details_form(), registration.details),
        submit="Next: review",
        is_current=context.is_open(Step.DETAILS),
        on_change=context.save,
    )
    if result.submitted:
        context.go(Step.REVIEW)
        st.rerun()


DRAW: Final[dict[Step, Callable[[StepContext], None]]] = {
    Step.TEMPLATE: _choose_template,
    Step.PARAMETERS: _fill_parameters,
    Step.DETAILS: _fill_details,
    Step.REVIEW: draw_review,
}


def draw_registered(services: Services, workspace: str, name: str) -> None:
    """Draw the page after registering: how to run the model, and next steps. Raises NotFound."""
    model = services.models.find(workspace, name)
    st.title(f"{escape_markdown(name)} is registered")
    with st.container(horizontal=True):
        links.model_link(workspace, name).draw("Open model", icon=":material/package_2:")
        links.register_link(workspace, source=name).draw(
            "Register a similar model", icon=":material/content_copy:"
        )
        links.page_link(links.MODELS, workspace).draw("All models", icon=":material/list:")
    template = services.models.template_of(model)
    if template is None:
        st.info(
            "This model has no template, so there is no container image to run.",
            icon=":material/info:",
        )
        return
    st.markdown("#### Run the model")
    draw_launch_preview(
        template,
        model.model_creation_parameters,
        schema=services.schemas.of(template),
        name=name,
        workspace=workspace,
        key=f"done {model.id}",
    )
