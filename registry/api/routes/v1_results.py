"""Results in our own dialect: what runs a model, and parameters from what runs one already."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import PlainTextResponse

from registry.api.body import JsonRoute
from registry.api.dependencies import Call
from registry.api.documentation import problems
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.model import InModel
from registry.api.payloads.v1.result import (
    TEXT,
    InFormat,
    Read,
    Result,
    RunResources,
    ToRead,
    ToRender,
    Wanted,
    WantedResult,
    plan_launch,
    read_text,
    write_result,
    write_text,
)
from registry.api.payloads.v1.template import InTemplate
from registry.api.response import Answer
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


@router.get(_RESULT, response_model=Result, responses=problems(404))
def get_result(
    call: Call,
    workspace: InWorkspace,
    model: InModel,
    wanted: Annotated[WantedResult, Query()],
) -> Answer:
    """Return the commands and files that run a model."""
    services = call.services
    found = services.models.find(workspace, model, wanted.revision)
    return Answer(write_result(_plan(services, found, wanted), wanted.format))


@router.get(
    _RESULT + "/{format}",
    response_class=PlainTextResponse,
    responses={
        200: {"content": {"text/plain": {"example": TEXT}}},
        **problems(404),
    },
)
def get_text(
    call: Call,
    workspace: InWorkspace,
    model: InModel,
    format: InFormat,
    wanted: Annotated[Wanted, Query()],
) -> PlainTextResponse:
    """Return one of them as it is, to save or to pipe."""
    services = call.services
    found = services.models.find(workspace, model, wanted.revision)
    return PlainTextResponse(write_text(_plan(services, found, wanted), format))


@router.post(_TEMPLATE + "/render", response_model=Result, responses=problems(404, body=True))
def render(call: Call, workspace: InWorkspace, template: InTemplate, body: ToRender) -> Answer:
    """Return what would run a model with these parameters."""
    found = call.services.templates.find(workspace, template, body.version)
    launch = plan_launch(
        found,
        body.parameters,
        schema=call.services.schemas.of(found),
        inside="parameters",
        name=body.name or found.name,
        workspace=workspace,
        resources=body.resources.overrides(),
    )
    return Answer(write_result(launch, body.formats))


@router.post(_TEMPLATE + "/read", response_model=Read, responses=problems(404, body=True))
def read(call: Call, workspace: InWorkspace, template: InTemplate, body: ToRead) -> Answer:
    """Read parameters from a text, as from the command that runs such a model already."""
    found = call.services.templates.find(workspace, template, body.version)
    return Answer(read_text(found, call.services.schemas.of(found), body))


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
