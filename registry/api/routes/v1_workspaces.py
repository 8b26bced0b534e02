"""Workspaces in our own dialect: create, list, get, delete."""

from fastapi import APIRouter, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Context
from registry.api.documentation import (
    create_responses,
    delete_responses,
    problem_responses,
    read_responses,
)
from registry.api.etags import IfMatch, IfNoneMatch, respond
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.entities import KeptWorkspace, WorkspaceContent, WorkspaceListing
from registry.api.response import StrictResponse
from registry.domain.workspace import Workspace
from streamlit_jsonschema_form.problems import JsonValue

_ALL = "/api/v1/workspaces"

router = APIRouter(route_class=JsonRoute, tags=["Workspaces"])


@router.post(
    _ALL,
    status_code=201,
    response_model=KeptWorkspace,
    responses=create_responses(at=ROOT, methods=("get", "delete")),
)
def create(context: Context, body: WorkspaceContent) -> StrictResponse:
    """Add a workspace."""
    made = context.services.workspaces.create(body, actor=context.actor)
    return respond(made, made.to_json(), 201, location=ROOT.format(workspace=made.name))


@router.get(_ALL, response_model=WorkspaceListing, responses=problem_responses())
def list_them(context: Context) -> StrictResponse:
    """List all workspaces, `default` first."""
    items: list[JsonValue] = [each.to_json() for each in context.services.workspaces.list()]
    return StrictResponse({"items": items})


@router.get(ROOT, response_model=KeptWorkspace, responses=read_responses())
def get(context: Context, if_none_match: IfNoneMatch, workspace: InWorkspace) -> Response:
    """Return a workspace."""
    return if_none_match.respond(context.services.workspaces.get(workspace), Workspace.to_json)


@router.delete(ROOT, status_code=204, responses=delete_responses(409))
def delete(context: Context, if_match: IfMatch, workspace: InWorkspace) -> Response:
    """Remove an empty workspace; `default` always exists."""
    workspaces = context.services.workspaces
    if_match.expected(workspaces.get(workspace))
    workspaces.delete(workspace, actor=context.actor)
    return Response(status_code=204)
