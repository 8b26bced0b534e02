"""Dry runs in our own dialect: what would be refused, without making anything."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Query

from registry.api.body import JsonRoute
from registry.api.dependencies import Call
from registry.api.documentation import problems
from registry.api.payloads.v1.base import ROOT, InWorkspace, drop_kept
from registry.api.payloads.v1.model import MODEL_EXAMPLE
from registry.api.payloads.v1.template import TEMPLATE_EXAMPLE, InTemplate
from registry.api.payloads.v1.trial import (
    FirstParameters,
    TriedParameters,
    VerdictBody,
    write_parameters_result,
    write_result,
)
from registry.api.response import Answer
from registry.domain.model import Model, ModelInput
from registry.domain.template import Template, TemplateInput

_Replacing = Annotated[
    str | None, Query(description="The name of what it would replace; without it, it would be new.")
]
_RESPONSES: Final = problems(404, body=True)

router = APIRouter(route_class=JsonRoute, tags=["Dry runs"])


@router.get(
    ROOT + "/templates/{template}/defaults",
    response_model=FirstParameters,
    responses=problems(404),
)
def begin_parameters(
    call: Call,
    workspace: InWorkspace,
    template: InTemplate,
    fill: Annotated[
        Literal["required", "all"], Query(description="Defaults of what must be given, or all.")
    ] = "required",
    version: Annotated[int | None, Query(ge=1, description="Without it the newest.")] = None,
) -> Answer:
    """Return the parameters that a form of the template begins with."""
    services = call.services
    found = services.templates.find(workspace, template, version)
    return Answer({"parameters": services.dry_run.begin_parameters(found, fill)})


@router.post(
    ROOT + "/templates/{template}/validate", response_model=VerdictBody, responses=_RESPONSES
)
def try_parameters(
    call: Call, workspace: InWorkspace, template: InTemplate, body: TriedParameters
) -> Answer:
    """Hold parameters against a template, as making a model of it would."""
    services = call.services
    against = services.templates.find(workspace, template, body.version)
    result = services.dry_run.try_parameters(against, body.parameters, kind=body.kind)
    return Answer(write_parameters_result(result))


@router.post(ROOT + "/validate/template", response_model=VerdictBody, responses=_RESPONSES)
def try_template(
    call: Call,
    workspace: InWorkspace,
    body: Annotated[dict[str, Any], Body(examples=[TEMPLATE_EXAMPLE])],
    replacing: _Replacing = None,
) -> Answer:
    """Try a template; remarks tell what is allowed but probably a mistake."""
    services = call.services
    services.workspaces.require(workspace)
    given = drop_kept(body, Template, TemplateInput)
    result = services.dry_run.try_template(given, workspace=workspace, replacing=replacing)
    return Answer(write_result(result))


@router.post(ROOT + "/validate/model", response_model=VerdictBody, responses=_RESPONSES)
def try_model(
    call: Call,
    workspace: InWorkspace,
    body: Annotated[dict[str, Any], Body(examples=[MODEL_EXAMPLE])],
    replacing: _Replacing = None,
) -> Answer:
    """Try a model with its parameters."""
    services = call.services
    services.workspaces.require(workspace)
    given = drop_kept(body, Model, ModelInput)
    result = services.dry_run.try_model(given, workspace=workspace, replacing=replacing)
    return Answer(write_result(result))
