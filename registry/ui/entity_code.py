"""The code of models and templates, with what their parameters need filled in."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import Invalid
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.ui import code_view
from registry.ui.registration import build_parameters_form
from registry.ui.snippets import deployments, models, templates
from registry.ui.snippets.clients import Task
from registry.ui.snippets.examples import complete
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui import escape_markdown

_NAMED: Final = 20


def draw_model(model: Model, template: Template | None) -> None:
    """Draw what programs do with a model, as it is now."""
    parameters, problems = _fill(template, model.model_creation_parameters or {})
    code_view.draw(models.tasks_of(model, code_view.connect_to(model.workspace), parameters))
    _draw_problems("A deployment", problems)


def deploy(model: Model, template: Template | None) -> Task:
    """Return how to record a deployment of a model."""
    parameters, _ = _fill(template, model.model_creation_parameters or {})
    return deployments.deploy(model.id, code_view.connect_to(model.workspace), parameters)


def draw_template(services: Services, template: Template) -> None:
    """Draw what programs do with the newest version of a template."""
    parameters, problems = _fill(template, {})
    made = services.models.list(
        template.workspace, ModelFilter(templates=(template.id,)), limit=_NAMED
    )
    names = [model.name for model in made.items]
    connection = code_view.connect_to(template.workspace)
    code_view.draw(templates.tasks_of(template, connection, parameters, names))
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


def _draw_problems(what: str, problems: Sequence[Problem]) -> None:
    if problems:
        listed = "\n".join(f"* {escape_markdown(str(problem))}" for problem in problems)
        st.caption(f":material/edit: {what} also needs values that only you know:\n\n{listed}")
