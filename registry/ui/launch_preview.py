"""The result: commands and files that run a model, ready to copy."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from registry.domain.template import TemplateInput
from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.formats import RENDERERS
from registry.launch.plan import Launch, ResourceOverrides, plan
from registry.ui.error_view import draw_problems
from streamlit_jsonschema_form.ui import escape_markdown

HEIGHT: Final = 420


def draw_launch_preview(
    template: TemplateInput,
    parameters: Mapping[str, Any] | None,
    *,
    schema: CompiledSchema,
    name: str,
    workspace: str,
    key: str,
) -> None:
    """Draw the commands and files that run a model, one tab a format.

    Args:
        template: with the image and its resources.
        parameters: to register; they need not be valid.
        schema: the template's schema of creation parameters.
        name: the model's, for containers and deployments.
        workspace: the model's.
        key: unique in the session.
    """
    try:
        launch = plan(
            template,
            dict(parameters or {}),
            schema=schema,
            name=name or template.name,
            workspace=workspace,
            resources=_overrides(template, key),
        )
    except Invalid as error:
        draw_problems(error, ":material/error:")
        return
    _formats(launch, key)


def _formats(launch: Launch, key: str) -> None:
    tabs = st.tabs(
        [renderer.title for renderer in RENDERERS.values()], key=f"{key}|tabs", on_change="rerun"
    )
    for tab, (format, renderer) in zip(tabs, RENDERERS.items(), strict=True):
        if not tab.open:
            continue
        with tab:
            rendering = renderer.render(launch)
            for note in rendering.notes:
                st.caption(f":material/info: {escape_markdown(note)}")
            st.code(rendering.text, language=renderer.language, wrap_lines=False, height="content")
            st.download_button(
                f"Download {renderer.filename}",
                rendering.text,
                file_name=renderer.filename,
                key=f"{key}|download {format}",
                icon=":material/download:",
                on_click="ignore",
            )


def _overrides(template: TemplateInput, key: str) -> ResourceOverrides:
    """Draw fields for other resources than the template's; they are not saved."""
    config = template.vendor_configuration.endpoint_config
    with st.popover("Resources", icon=":material/memory:", key=f"{key}|resources"):
        st.caption("For these commands only. Leave empty to use the template's values.")
        cpus = st.number_input("CPUs", 1, None, None, key=f"{key}|cpus")
        gpus = st.number_input("GPUs", 0, None, None, key=f"{key}|gpus")
        memory = st.text_input(
            "Memory", key=f"{key}|memory", placeholder=config.memory if config else "8Gi"
        )
        replicas = st.number_input("Replicas", 1, None, None, key=f"{key}|replicas")
    return ResourceOverrides(cpus=cpus, gpus=gpus, memory=memory or None, min_workers=replicas)
