"""Events in our own dialect: who did what, in one workspace or in all."""

from typing import Annotated

from fastapi import APIRouter, Query

from registry.api.body import JsonRoute
from registry.api.dependencies import Context
from registry.api.documentation import problem_responses
from registry.api.paging import PageParameters
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.event import EventKind, EventPage, write_event
from registry.api.response import StrictResponse

_Kinds = Annotated[tuple[EventKind, ...], Query(description="Any of these; without any, all.")]
_Id = Annotated[
    str | None, Query(description="Only of this entity: its history, even if it is gone.")
]

router = APIRouter(route_class=JsonRoute, tags=["Events"])


@router.get("/api/v1/events", response_model=EventPage, responses=problem_responses(400))
def list_events(
    context: Context, paging: PageParameters, kind: _Kinds = (), id: _Id = None
) -> StrictResponse:
    """List what happened, the newest first."""
    found = context.services.activity.recent(
        kinds=kind, id=id, before=paging.before, limit=paging.reach
    )
    return paging.respond_events(found, write_event)


@router.get(ROOT + "/events", response_model=EventPage, responses=problem_responses(400, 404))
def list_events_of_workspace(
    context: Context,
    paging: PageParameters,
    workspace: InWorkspace,
    kind: _Kinds = (),
    id: _Id = None,
) -> StrictResponse:
    """List what happened in a workspace, the newest first."""
    services = context.services
    services.workspaces.require(workspace)
    found = services.activity.recent(
        workspace, kinds=kind, id=id, before=paging.before, limit=paging.reach
    )
    return paging.respond_events(found, write_event)
