"""Events in our own dialect: who did what, in one workspace or in all."""

from typing import Annotated

from fastapi import APIRouter, Query

from registry.api.body import JsonRoute
from registry.api.dependencies import Call
from registry.api.documentation import problems
from registry.api.paging import ByWindow
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.event import EventKind, EventPage, write_event
from registry.api.response import Answer

_Kinds = Annotated[tuple[EventKind, ...], Query(description="Any of these; without any, all.")]
_Id = Annotated[
    str | None, Query(description="Only of this entity: its history, even if it is gone.")
]

router = APIRouter(route_class=JsonRoute, tags=["Events"])


@router.get("/api/v1/events", response_model=EventPage, responses=problems(400))
def list_events(call: Call, window: ByWindow, kind: _Kinds = (), id: _Id = None) -> Answer:
    """List what happened, the newest first."""
    found = call.services.activity.recent(
        kinds=kind, id=id, before=window.before, limit=window.reach
    )
    return window.answer_events(found, write_event)


@router.get(ROOT + "/events", response_model=EventPage, responses=problems(400, 404))
def list_events_of_workspace(
    call: Call, window: ByWindow, workspace: InWorkspace, kind: _Kinds = (), id: _Id = None
) -> Answer:
    """List what happened in a workspace, the newest first."""
    services = call.services
    services.workspaces.require(workspace)
    found = services.activity.recent(
        workspace, kinds=kind, id=id, before=window.before, limit=window.reach
    )
    return window.answer_events(found, write_event)
