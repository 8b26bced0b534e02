"""Templates in our own dialect: create, list, get, change, delete."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from registry.api.body import JsonRoute
from registry.api.body_cache import CachedWriter
from registry.api.dependencies import Context
from registry.api.documentation import (
    change_responses,
    create_responses,
    delete_responses,
    problem_responses,
    read_responses,
)
from registry.api.etags import IfMatch, IfNoneMatch, respond
from registry.api.paging import PageParameters, SortNames
from registry.api.payloads.v1.base import ROOT, InWorkspace, Note, Search
from registry.api.payloads.v1.template import (
    InTemplate,
    TemplateContent,
    TemplateListing,
    TemplateVersion,
)
from registry.api.response import StrictResponse
from registry.domain.template import ModelType, Template
from registry.domain.vendor import ModelEndpointType
from registry.services.listing import TemplateFilter, read_sort
from registry.services.records import TEMPLATES

_ALL = ROOT + "/templates"
_ONE = _ALL + "/{template}"
_WRITER = CachedWriter(TEMPLATES, Template.to_json)

router = APIRouter(route_class=JsonRoute, tags=["Templates"])


@router.post(
    _ALL, status_code=201, response_model=TemplateVersion, responses=create_responses(at=_ONE)
)
def create(
    context: Context, workspace: InWorkspace, body: TemplateContent, note: Note = ""
) -> StrictResponse:
    """Add a template."""
    made = context.services.templates.create(
        body, workspace=workspace, actor=context.actor, note=note
    )
    return respond(made, made.to_json(), 201, location=url_of(made))


@router.get(_ALL, response_model=TemplateListing, responses=problem_responses(400, 404))
def list_them(
    context: Context,
    paging: PageParameters,
    workspace: InWorkspace,
    search: Search = "",
    model_type: Annotated[tuple[ModelType, ...], Query(description="Any of these.")] = (),
    endpoint_type: Annotated[
        tuple[ModelEndpointType, ...], Query(description="Any of these.")
    ] = (),
    sort: Annotated[str, SortNames(TEMPLATES.sorts)] = "name",
) -> StrictResponse:
    """List the templates of a workspace in their newest versions."""
    services = context.services
    services.workspaces.require(workspace)
    where = TemplateFilter(search, model_type, endpoint_type).where(workspace, TEMPLATES.texts)
    order = read_sort(sort, TEMPLATES.sorts)
    page = services.templates.records.page_after(
        where, order, limit=paging.limit, after=paging.cursor
    )
    return paging.respond_page(page, _WRITER.write)


@router.get(_ONE, response_model=TemplateVersion, responses=read_responses())
def get(
    context: Context, if_none_match: IfNoneMatch, workspace: InWorkspace, template: InTemplate
) -> Response:
    """Return the newest version of a template."""
    return if_none_match.respond(
        context.services.templates.records.find(workspace, template), _WRITER.write
    )


@router.put(_ONE, response_model=TemplateVersion, responses=change_responses())
def change(
    context: Context,
    if_match: IfMatch,
    workspace: InWorkspace,
    template: InTemplate,
    body: TemplateContent,
    note: Note = "",
) -> StrictResponse:
    """Make a new version with this content, unless nothing differs; models keep to theirs."""
    templates = context.services.templates
    changed = if_match.change(
        lambda: templates.find(workspace, template),
        lambda current: templates.change(
            current.id, body, expected=current.version, actor=context.actor, note=note
        ),
    )
    return respond(changed, changed.to_json(), location=url_of(changed))


@router.delete(_ONE, status_code=204, responses=delete_responses(409))
def delete(
    context: Context, if_match: IfMatch, workspace: InWorkspace, template: InTemplate
) -> Response:
    """Remove a template that no model was made from, with all its versions."""
    templates = context.services.templates
    current = templates.find(workspace, template)
    templates.delete(current.id, actor=context.actor, expected=if_match.expected(current))
    return Response(status_code=204)


def url_of(template: Template) -> str:
    """Return the address of a template."""
    return _ONE.format(workspace=template.workspace, template=template.name)
