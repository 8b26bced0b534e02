"""NeMo's workspaces: create, list, get, delete."""

from fastapi import APIRouter, Response

from registry.api.body import StrictRoute
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.payloads.nemo.wire import PageOf, paginate
from registry.api.payloads.nemo.workspace import CreateWorkspace, Workspace, write_workspace
from registry.api.response import Answer
from registry.api.routes.nemo_query import Order, PageNumber, PageSize, SortBy
from registry.domain import workspace as domain

_ROOT = "/apis/entities/v2/workspaces"

router = APIRouter(route_class=StrictRoute, tags=["NeMo workspaces"])


@router.post(_ROOT, status_code=201, response_model=Workspace, responses=answers(409, body=True))
def create_workspace(call: Call, body: CreateWorkspace) -> Answer:
    """Make a workspace."""
    created = call.services.workspaces.create(body.given(), actor=call.actor)
    return Answer(write_workspace(created), 201)


@router.get(_ROOT, response_model=PageOf[Workspace], responses=answers())
def list_workspaces(
    call: Call, page: PageNumber = 1, page_size: PageSize = 100, sort: SortBy = Order.CREATED
) -> Answer:
    """List the workspaces."""
    name = sort.removeprefix("-")
    found = sorted(
        call.services.workspaces.list(),
        key=lambda each: _rank(each, name),
        reverse=sort.startswith("-"),
    )
    start = (page - 1) * page_size
    data = [write_workspace(each) for each in found[start : start + page_size]]
    told = paginate(len(data), len(found), page, page_size)
    return Answer({"data": data, "pagination": told, "sort": sort})


@router.get(_ROOT + "/{name}", response_model=Workspace, responses=answers(404))
def get_workspace(call: Call, name: str) -> Answer:
    """Return a workspace."""
    return Answer(write_workspace(call.services.workspaces.get(name)))


@router.delete(_ROOT + "/{name}", status_code=204, responses=answers(404, 409))
def delete_workspace(call: Call, name: str) -> Response:
    """Remove a workspace that is empty."""
    call.services.workspaces.delete(name, actor=call.actor)
    return Response(status_code=204)


def _rank(workspace: domain.Workspace, field: str) -> str:
    """Return what is sorted by; what was always there comes first."""
    value = getattr(workspace, field)
    return value if isinstance(value, str) else value.isoformat() if value else ""
