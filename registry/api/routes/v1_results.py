"""Results in our own dialect: what runs a model, and parameters from what runs one already."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import PlainTextResponse

from registry.api.body import JsonRoute
from registry.api.dependencies import Context
from registry.api.documentation import problem_responses
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.entities import InModel, InTemplate
from registry.api.payloads.v1.result import (
    TEXT,
    FormatsQuery,
    InFormat,
    ParametersResponse,
    ParseRequest,
    RenderQuery,
    RenderRequest,
    RenderResult,
    RunResources,
    plan_launch,
    read_text,
    write_result,
    write_text,
)
from registry.api.response import StrictResponse
from registry.domain.model import Model
from registry.errors import Invalid
from registry.launch.plan import Launch
from registry.services import Services
from registry.services.parameter_schemas import PARAMETERS
from registry.services.template_binding import TEMPLATE_ID
from streamlit_jsonschema_form.problems import Problem

_TEMPLATE: Final = ROOT + "/templates/{template}"
_RESULT: Final = ROOT + "/models/{model}/result"

router = APIRouter(route_class=JsonRoute, tags=["Results"])


@router.get(_RESULT, response_model=RenderResult, responses=problem_responses(404))
def get_result(
    context: Context,
    workspace: InWorkspace,
    model: InModel,
    query: Annotated[FormatsQuery, Query()],
) -> StrictResponse:
    """Return the commands and files that run a model."""
    services = context.services
    found = services.models.find(workspace, model, query.revision)
    return StrictResponse(write_result(_plan(services, found, query), query.format))


@router.get(
    _RESULT + "/{format}",
    response_class=PlainTextResponse,
    responses={
        200: {"content": {"text/plain": {"example": TEXT}}},
        **problem_responses(404),
    },
)
def get_text(
    context: Context,
    workspace: InWorkspace,
    model: InModel,
    format: InFormat,
    query: Annotated[RenderQuery, Query()],
) -> PlainTextResponse:
    """Return one of them as it is, to save or to pipe."""
    services = context.services
    found = services.models.find(workspace, model, query.revision)
    return PlainTextResponse(write_text(_plan(services, found, query), format))


@router.post(
    _TEMPLATE + "/render", response_model=RenderResult, responses=problem_responses(404, body=True)
)
def render(
    context: Context, workspace: InWorkspace, template: InTemplate, body: RenderRequest
) -> StrictResponse:
    """Return what would run a model with these parameters."""
    found = context.services.templates.find(workspace, template, body.version)
    launch = plan_launch(
        found,
        body.parameters,
        schema=context.services.schemas.of(found),
        inside="parameters",
        name=body.name or found.name,
        workspace=workspace,
        resources=body.resources.overrides(),
    )
    return StrictResponse(write_result(launch, body.formats))


@router.post(
    _TEMPLATE + "/read",
    response_model=ParametersResponse,
    responses=problem_responses(404, body=True),
)
def read(
    context: Context, workspace: InWorkspace, template: InTemplate, body: ParseRequest
) -> StrictResponse:
    """Read parameters from a text, as from the command that runs such a model already."""
    found = context.services.templates.find(workspace, template, body.version)
    return StrictResponse(read_text(found, context.services.schemas.of(found), body))


def _plan(services: Services, model: Model, resources: RunResources) -> Launch:
    template = services.models.template_of(model)
    if template is None:
        message = "was registered without a template, so nothing says how to run it"
        raise Invalid(f"model {model.name!r}", [Problem((TEMPLATE_ID,), "required", message)])
    return plan_launch(
        template,
        model.model_creation_parameters or {},
        schema=services.schemas.of(template),
        inside=PARAMETERS,
        name=model.name,
        workspace=model.workspace,
        resources=resources.overrides(),
    )
