"""Workspaces in our own dialect: create, list, get, delete."""

from fastapi import APIRouter, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Call
from registry.api.documentation import making, problems, reading, removing
from registry.api.etags import ByChanging, ByReading, answer
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.workspace import KeptWorkspace, WorkspaceContent, WorkspaceListing
from registry.api.response import Answer
from registry.domain.workspace import Workspace
from streamlit_jsonschema_form.problems import JsonValue

_ALL = "/api/v1/workspaces"

router = APIRouter(route_class=JsonRoute, tags=["Workspaces"])


@router.post(
    _ALL,
    status_code=201,
    response_model=KeptWorkspace,
    responses=making(at=ROOT, ways=("get", "delete")),
)
def create(call: Call, body: WorkspaceContent) -> Answer:
    """Add a workspace."""
    made = call.services.workspaces.create(body, actor=call.actor)
    return answer(made, made.to_json(), 201, place=ROOT.format(workspace=made.name))


@router.get(_ALL, response_model=WorkspaceListing, responses=problems())
def list_them(call: Call) -> Answer:
    """List all workspaces, `default` first."""
    items: list[JsonValue] = [each.to_json() for each in call.services.workspaces.list()]
    return Answer({"items": items})


@router.get(ROOT, response_model=KeptWorkspace, responses=reading())
def get(call: Call, reading: ByReading, workspace: InWorkspace) -> Response:
    """Return a workspace."""
    return reading.answer(call.services.workspaces.get(workspace), Workspace.to_json)


@router.delete(ROOT, status_code=204, responses=removing(409))
def delete(call: Call, changing: ByChanging, workspace: InWorkspace) -> Response:
    """Remove an empty workspace; `default` always exists."""
    workspaces = call.services.workspaces
    changing.expected(workspaces.get(workspace))
    workspaces.delete(workspace, actor=call.actor)
    return Response(status_code=204)
