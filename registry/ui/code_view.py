"""Code to copy, one tab a client, with required parameters filled in."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import Invalid
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.ui.registration import build_parameters_form
from registry.ui.server_url import find_server_url
from registry.ui.snippets import tasks as snippets
from registry.ui.snippets.clients import Client, Connection, Task
from registry.ui.snippets.examples import complete
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui import escape_markdown

_INSTALL: Final = "`pip install {}`, then run this with Python."
_SHELL: Final = "For a POSIX shell."
_MAX_MODELS: Final = 20
KEYS: Final = ("do", "client")
"""The widgets whose values are in the URL."""


def connect_to(workspace: str) -> Connection:
    """Return a connection to a workspace, as the browser reaches it."""
    return Connection(find_server_url(), workspace)


def draw(tasks: Sequence[Task]) -> None:
    """Draw a choice of tasks, and the code of each client for the chosen one; both are in the URL."""
    task = _choose({task.title: task for task in tasks}) if len(tasks) > 1 else tasks[0]
    supported = next(client for client in Client if client in tasks[0].codes)
    tabs = st.tabs(
        [client.value for client in Client],
        default=supported.value,
        key=KEYS[1],
        bind="query-params",
    )
    for tab, client in zip(tabs, Client, strict=True):
        if tab.open:
            with tab:
                _draw(task, client)


def draw_model(model: Model, template: Template | None) -> None:
    """Draw what programs do with a model."""
    parameters, problems = _fill(template, model.model_creation_parameters or {})
    draw(snippets.model_tasks(model, connect_to(model.workspace), parameters))
    _draw_problems("A deployment", problems)


def record_deployment(model: Model, template: Template | None) -> Task:
    """Return how to record a deployment of a model."""
    parameters, _ = _fill(template, model.model_creation_parameters or {})
    return snippets.record_deployment(model.id, connect_to(model.workspace), parameters)


def draw_template(services: Services, template: Template) -> None:
    """Draw what programs do with the latest version of a template."""
    parameters, problems = _fill(template, {})
    where = ModelFilter(templates=(template.id,))
    models = services.models.list(template.workspace, where, limit=_MAX_MODELS)
    names = [model.name for model in models.items]
    connection = connect_to(template.workspace)
    draw(snippets.template_tasks(template, connection, parameters, names))
    _draw_problems("A model", problems)


def _fill(
    template: Template | None, given: dict[str, Any]
) -> tuple[dict[str, Any], Sequence[Problem]]:
    if template is None:
        return {}, ()
    try:
        return complete(build_parameters_form(template), given)
    except Invalid as error:
        return {}, error.problems


def _draw_problems(noun: str, problems: Sequence[Problem]) -> None:
    if problems:
        listed = "\n".join(f"* {escape_markdown(str(problem))}" for problem in problems)
        st.caption(f":material/edit: {noun} also needs values that only you know:\n\n{listed}")


def _choose(tasks: dict[str, Task]) -> Task:
    key, first = KEYS[0], next(iter(tasks))
    if st.session_state.get(key, first) not in tasks:
        del st.session_state[key]  # chosen on another page
    chosen = st.pills(
        "What to do",
        list(tasks),
        default=first,
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )
    return tasks.get(chosen, tasks[first])


def _draw(task: Task, client: Client) -> None:
    code, remark = task.codes.get(client), task.remarks.get(client)
    if code is None:
        st.info(remark or "", icon=":material/info:")
        return
    st.caption(_SHELL if client is Client.CURL else _INSTALL.format(client.value))
    if remark:
        st.caption(f":material/info: {remark}")
    st.code(code, language=client.language, wrap_lines=False)
