"""Drafts in our own dialect: begin, list, get, save, discard."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Call
from registry.api.documentation import making, problems, reading, removing, saving
from registry.api.etags import ByChanging, ByReading, answer
from registry.api.paging import ByWindow
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.draft import (
    DraftContent,
    DraftListing,
    InDraft,
    KeptDraft,
    write_draft,
)
from registry.api.response import Answer

_ALL = ROOT + "/drafts"
_ONE = _ALL + "/{draft}"

router = APIRouter(route_class=JsonRoute, tags=["Drafts"])


@router.post(_ALL, status_code=201, response_model=KeptDraft, responses=making(at=_ONE, by="id"))
def begin(call: Call, workspace: InWorkspace, body: DraftContent) -> Answer:
    """Keep the content of a form that was begun."""
    draft = call.services.drafts.begin(
        workspace=workspace, actor=call.actor, purpose=body.purpose, content=body.content
    )
    place = _ONE.format(workspace=workspace, draft=draft.id)
    return answer(draft, write_draft(draft), 201, place=place)


@router.get(_ALL, response_model=DraftListing, responses=problems(400, 404))
def list_own(
    call: Call,
    window: ByWindow,
    workspace: InWorkspace,
    purpose: Annotated[str | None, Query(description="Only of this form.")] = None,
) -> Answer:
    """List the caller's own drafts in a workspace, the last saved first."""
    services = call.services
    services.workspaces.require(workspace)
    found = services.drafts.page(
        workspace, actor=call.actor, purpose=purpose, limit=window.limit, after=window.cursor
    )
    return window.answer_listing(found, write_draft)


@router.get(_ONE, response_model=KeptDraft, responses=reading())
def get(call: Call, reading: ByReading, workspace: InWorkspace, draft: InDraft) -> Response:
    """Return a draft; whoever has its id may go on with it."""
    return reading.answer(call.services.drafts.load(draft, workspace), write_draft)


@router.put(_ONE, response_model=KeptDraft, responses=saving())
def save(
    call: Call, changing: ByChanging, workspace: InWorkspace, draft: InDraft, body: DraftContent
) -> Answer:
    """Put this content in the place of what is there; without `If-Match` the last to save wins."""
    drafts = call.services.drafts
    current = drafts.load(draft, workspace)
    saved = drafts.replace(
        current.id,
        actor=call.actor,
        purpose=body.purpose,
        content=body.content,
        expected=changing.expected(current),
    )
    return answer(saved, write_draft(saved))


@router.delete(_ONE, status_code=204, responses=removing())
def discard(call: Call, changing: ByChanging, workspace: InWorkspace, draft: InDraft) -> Response:
    """Remove a draft."""
    drafts = call.services.drafts
    current = drafts.load(draft, workspace)
    drafts.discard(current.id, actor=call.actor, expected=changing.expected(current))
    return Response(status_code=204)
