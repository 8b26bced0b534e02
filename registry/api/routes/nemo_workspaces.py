"""NeMo's workspaces: create, list, get, delete."""

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.payloads.nemo.wire import PageOf, paginate
from registry.api.payloads.nemo.workspace import CreateWorkspace, NemoWorkspace, write_workspace
from registry.api.response import StrictResponse
from registry.api.routes.nemo_query import NemoOrder, PageNumber, PageSize, SortBy
from registry.domain import workspace as domain

_ROOT = "/apis/entities/v2/workspaces"

router = APIRouter(route_class=StrictRoute, tags=["NeMo workspaces"])


@router.post(
    _ROOT, status_code=201, response_model=NemoWorkspace, responses=error_responses(409, body=True)
)
def create_workspace(context: Context, body: CreateWorkspace) -> StrictResponse:
    """Make a workspace."""
    created = context.services.workspaces.create(body.given(), actor=context.actor)
    return StrictResponse(write_workspace(created), 201)


@router.get(_ROOT, response_model=PageOf[NemoWorkspace], responses=error_responses())
def list_workspaces(
    context: Context,
    page: PageNumber = 1,
    page_size: PageSize = 100,
    sort: SortBy = NemoOrder.CREATED,
) -> StrictResponse:
    """List the workspaces."""
    name = sort.removeprefix("-")
    found = sorted(
        context.services.workspaces.list(),
        key=lambda each: _rank(each, name),
        reverse=sort.startswith("-"),
    )
    start = (page - 1) * page_size
    data = [write_workspace(each) for each in found[start : start + page_size]]
    pagination = paginate(len(data), len(found), page, page_size)
    return StrictResponse({"data": data, "pagination": pagination, "sort": sort})


@router.get(_ROOT + "/{name}", response_model=NemoWorkspace, responses=error_responses(404))
def get_workspace(context: Context, name: str) -> StrictResponse:
    """Return a workspace."""
    return StrictResponse(write_workspace(context.services.workspaces.get(name)))


@router.delete(_ROOT + "/{name}", status_code=204, responses=error_responses(404, 409))
def delete_workspace(context: Context, name: str) -> Response:
    """Remove a workspace that is empty."""
    context.services.workspaces.delete(name, actor=context.actor)
    return Response(status_code=204)


def _rank(workspace: domain.Workspace, field: str) -> str:
    """Return what is sorted by; what was always there comes first."""
    value = getattr(workspace, field)
    return value if isinstance(value, str) else value.isoformat() if value else ""
