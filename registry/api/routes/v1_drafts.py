"""Drafts in our own dialect: begin, list, get, save, discard."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Context
from registry.api.documentation import (
    create_responses,
    delete_responses,
    problem_responses,
    read_responses,
    save_responses,
)
from registry.api.etags import IfMatch, IfNoneMatch, respond
from registry.api.paging import PageParameters
from registry.api.payloads.v1.base import ROOT, InWorkspace
from registry.api.payloads.v1.draft import (
    DraftContent,
    DraftListing,
    InDraft,
    KeptDraft,
    write_draft,
)
from registry.api.response import StrictResponse

_ALL = ROOT + "/drafts"
_ONE = _ALL + "/{draft}"

router = APIRouter(route_class=JsonRoute, tags=["Drafts"])


@router.post(
    _ALL, status_code=201, response_model=KeptDraft, responses=create_responses(at=_ONE, by="id")
)
def begin(context: Context, workspace: InWorkspace, body: DraftContent) -> StrictResponse:
    """Keep the content of a form that was begun."""
    draft = context.services.drafts.begin(
        workspace=workspace, actor=context.actor, purpose=body.purpose, content=body.content
    )
    location = _ONE.format(workspace=workspace, draft=draft.id)
    return respond(draft, write_draft(draft), 201, location=location)


@router.get(_ALL, response_model=DraftListing, responses=problem_responses(400, 404))
def list_own(
    context: Context,
    paging: PageParameters,
    workspace: InWorkspace,
    purpose: Annotated[str | None, Query(description="Only of this form.")] = None,
) -> StrictResponse:
    """List the caller's own drafts in a workspace, the last saved first."""
    services = context.services
    services.workspaces.require(workspace)
    found = services.drafts.page(
        workspace,
        actor=context.actor,
        purpose=purpose,
        limit=paging.limit,
        after=paging.cursor,
    )
    return paging.respond_listing(found, write_draft)


@router.get(_ONE, response_model=KeptDraft, responses=read_responses())
def get(
    context: Context, if_none_match: IfNoneMatch, workspace: InWorkspace, draft: InDraft
) -> Response:
    """Return a draft; whoever has its id may go on with it."""
    return if_none_match.respond(context.services.drafts.load(draft, workspace), write_draft)


@router.put(_ONE, response_model=KeptDraft, responses=save_responses())
def save(
    context: Context, if_match: IfMatch, workspace: InWorkspace, draft: InDraft, body: DraftContent
) -> StrictResponse:
    """Put this content in the place of what is there; without `If-Match` the last to save wins."""
    drafts = context.services.drafts
    current = drafts.load(draft, workspace)
    saved = drafts.replace(
        current.id,
        actor=context.actor,
        purpose=body.purpose,
        content=body.content,
        expected=if_match.expected(current),
    )
    return respond(saved, write_draft(saved))


@router.delete(_ONE, status_code=204, responses=delete_responses())
def discard(
    context: Context, if_match: IfMatch, workspace: InWorkspace, draft: InDraft
) -> Response:
    """Remove a draft."""
    drafts = context.services.drafts
    current = drafts.load(draft, workspace)
    drafts.discard(current.id, actor=context.actor, expected=if_match.expected(current))
    return Response(status_code=204)
