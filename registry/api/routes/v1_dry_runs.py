"""Dry runs in our own dialect: what would be refused, without making anything."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Query

from registry.api.body import JsonRoute
from registry.api.dependencies import Context
from registry.api.documentation import problem_responses
from registry.api.payloads.v1.base import ROOT, InWorkspace, drop_kept
from registry.api.payloads.v1.dry_run import (
    FirstParameters,
    TriedParameters,
    VerdictBody,
    write_parameters_result,
    write_result,
)
from registry.api.payloads.v1.entities import MODEL_EXAMPLE, TEMPLATE_EXAMPLE, InTemplate
from registry.api.response import StrictResponse
from registry.domain.model import Model, ModelInput
from registry.domain.template import Template, TemplateInput

_Replacing = Annotated[
    str | None, Query(description="The name of what it would replace; without it, it would be new.")
]
_RESPONSES: Final = problem_responses(404, body=True)

router = APIRouter(route_class=JsonRoute, tags=["Dry runs"])


@router.get(
    ROOT + "/templates/{template}/defaults",
    response_model=FirstParameters,
    responses=problem_responses(404),
)
def begin_parameters(
    context: Context,
    workspace: InWorkspace,
    template: InTemplate,
    fill: Annotated[
        Literal["required", "all"], Query(description="Defaults of what must be given, or all.")
    ] = "required",
    version: Annotated[int | None, Query(ge=1, description="Without it the newest.")] = None,
) -> StrictResponse:
    """Return the parameters that a form of the template begins with."""
    services = context.services
    found = services.templates.find(workspace, template, version)
    return StrictResponse({"parameters": services.dry_run.begin_parameters(found, fill)})


@router.post(
    ROOT + "/templates/{template}/validate", response_model=VerdictBody, responses=_RESPONSES
)
def try_parameters(
    context: Context, workspace: InWorkspace, template: InTemplate, body: TriedParameters
) -> StrictResponse:
    """Hold parameters against a template, as making a model of it would."""
    services = context.services
    against = services.templates.find(workspace, template, body.version)
    result = services.dry_run.try_parameters(against, body.parameters, kind=body.kind)
    return StrictResponse(write_parameters_result(result))


@router.post(ROOT + "/validate/template", response_model=VerdictBody, responses=_RESPONSES)
def try_template(
    context: Context,
    workspace: InWorkspace,
    body: Annotated[dict[str, Any], Body(examples=[TEMPLATE_EXAMPLE])],
    replacing: _Replacing = None,
) -> StrictResponse:
    """Try a template; remarks tell what is allowed but probably a mistake."""
    services = context.services
    services.workspaces.require(workspace)
    given = drop_kept(body, Template, TemplateInput)
    result = services.dry_run.try_template(given, workspace=workspace, replacing=replacing)
    return StrictResponse(write_result(result))


@router.post(ROOT + "/validate/model", response_model=VerdictBody, responses=_RESPONSES)
def try_model(
    context: Context,
    workspace: InWorkspace,
    body: Annotated[dict[str, Any], Body(examples=[MODEL_EXAMPLE])],
    replacing: _Replacing = None,
) -> StrictResponse:
    """Try a model with its parameters."""
    services = context.services
    services.workspaces.require(workspace)
    given = drop_kept(body, Model, ModelInput)
    result = services.dry_run.try_model(given, workspace=workspace, replacing=replacing)
    return StrictResponse(write_result(result))
