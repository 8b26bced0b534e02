"""Templates in our own dialect: create, list, get, change, delete."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from registry.api.body import JsonRoute
from registry.api.body_cache import Writer
from registry.api.dependencies import Call
from registry.api.documentation import changing, making, problems, reading, removing
from registry.api.etags import ByChanging, ByReading, answer
from registry.api.paging import ByWindow, Orders
from registry.api.payloads.v1.base import ROOT, InWorkspace, Note, Search
from registry.api.payloads.v1.template import (
    InTemplate,
    TemplateContent,
    TemplateListing,
    TemplateVersion,
)
from registry.api.response import Answer
from registry.domain.template import ModelType, Template
from registry.domain.vendor import ModelEndpointType
from registry.services.listing import TEMPLATE_SORTS, TemplateFilter, read_sort
from registry.services.records import TEMPLATES

_ALL = ROOT + "/templates"
_ONE = _ALL + "/{template}"
_WRITER = Writer(TEMPLATES, Template.to_json)

router = APIRouter(route_class=JsonRoute, tags=["Templates"])


@router.post(_ALL, status_code=201, response_model=TemplateVersion, responses=making(at=_ONE))
def create(call: Call, workspace: InWorkspace, body: TemplateContent, note: Note = "") -> Answer:
    """Add a template."""
    made = call.services.templates.create(body, workspace=workspace, actor=call.actor, note=note)
    return answer(made, made.to_json(), 201, place=place_of(made))


@router.get(_ALL, response_model=TemplateListing, responses=problems(400, 404))
def list_them(
    call: Call,
    window: ByWindow,
    workspace: InWorkspace,
    search: Search = "",
    model_type: Annotated[tuple[ModelType, ...], Query(description="Any of these.")] = (),
    endpoint_type: Annotated[
        tuple[ModelEndpointType, ...], Query(description="Any of these.")
    ] = (),
    sort: Annotated[str, Orders(TEMPLATE_SORTS)] = "name",
) -> Answer:
    """List the templates of a workspace in their newest versions."""
    services = call.services
    services.workspaces.require(workspace)
    where = TemplateFilter(search, model_type, endpoint_type).where(workspace)
    order = read_sort(sort, TEMPLATE_SORTS)
    page = services.templates.records.page_after(
        where, order, limit=window.limit, after=window.cursor
    )
    return window.answer_page(page, _WRITER.write)


@router.get(_ONE, response_model=TemplateVersion, responses=reading())
def get(call: Call, reading: ByReading, workspace: InWorkspace, template: InTemplate) -> Response:
    """Return the newest version of a template."""
    return reading.answer(call.services.templates.records.find(workspace, template), _WRITER.write)


@router.put(_ONE, response_model=TemplateVersion, responses=changing())
def change(
    call: Call,
    changing: ByChanging,
    workspace: InWorkspace,
    template: InTemplate,
    body: TemplateContent,
    note: Note = "",
) -> Answer:
    """Make a new version with this content, unless nothing differs; models keep to theirs."""
    templates = call.services.templates
    changed = changing.change(
        lambda: templates.find(workspace, template),
        lambda current: templates.change(
            current.id, body, expected=current.version, actor=call.actor, note=note
        ),
    )
    return answer(changed, changed.to_json(), place=place_of(changed))


@router.delete(_ONE, status_code=204, responses=removing(409))
def delete(
    call: Call, changing: ByChanging, workspace: InWorkspace, template: InTemplate
) -> Response:
    """Remove a template that no model was made from, with all its versions."""
    templates = call.services.templates
    current = templates.find(workspace, template)
    templates.delete(current.id, actor=call.actor, expected=changing.expected(current))
    return Response(status_code=204)


def place_of(template: Template) -> str:
    """Return the address of a template."""
    return _ONE.format(workspace=template.workspace, template=template.name)
