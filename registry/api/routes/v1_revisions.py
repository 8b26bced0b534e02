"""Revisions of models in our own dialect: list, get, compare, restore."""

from functools import partial

from fastapi import APIRouter, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Context
from registry.api.documentation import change_responses, problem_responses, read_responses
from registry.api.etags import IfMatch, IfNoneMatch, respond
from registry.api.paging import PageParameters
from registry.api.payloads.v1.base import (
    ROOT,
    After,
    Before,
    Difference,
    InWorkspace,
    Number,
    RevisionPage,
    between,
    write_difference,
    write_revision,
)
from registry.api.payloads.v1.model import InModel, ModelRevision
from registry.api.response import StrictResponse
from registry.api.routes.v1_models import write_model

_ONE = ROOT + "/models/{model}"
_REVISIONS = _ONE + "/revisions"
_REVISION = _REVISIONS + "/{revision}"

router = APIRouter(route_class=JsonRoute, tags=["Model revisions"])


@router.get(_REVISIONS, response_model=RevisionPage, responses=problem_responses(400, 404))
def list_revisions(
    context: Context, paging: PageParameters, workspace: InWorkspace, model: InModel
) -> StrictResponse:
    """List who made which revision, the newest first."""
    models = context.services.models
    id = models.find(workspace, model).id
    return paging.respond_events(
        models.history(id, before=paging.before, limit=paging.reach), write_revision
    )


@router.get(_REVISION, response_model=ModelRevision, responses=read_responses())
def get_revision(
    context: Context,
    if_none_match: IfNoneMatch,
    workspace: InWorkspace,
    model: InModel,
    revision: Number,
) -> Response:
    """Return a model as it was."""
    services = context.services
    found = services.models.find(workspace, model, revision)
    return if_none_match.respond_revision(found, partial(write_model, services))


@router.get(_ONE + "/diff", response_model=Difference, responses=problem_responses(404))
def compare_revisions(
    context: Context,
    workspace: InWorkspace,
    model: InModel,
    before: Before = None,
    after: After = None,
) -> StrictResponse:
    """Return what differs between two revisions, secrets masked."""
    models = context.services.models
    newest = models.find(workspace, model)
    sides = between(newest.revision, before, after)
    return StrictResponse(write_difference(sides, models.diff(newest.id, *sides)))


@router.post(
    _REVISION + "/restore", response_model=ModelRevision, responses=change_responses(body=False)
)
def restore_revision(
    context: Context, if_match: IfMatch, workspace: InWorkspace, model: InModel, revision: Number
) -> StrictResponse:
    """Make a new revision with the content of an old one, unless nothing differs."""
    services, models = context.services, context.services.models
    restored = if_match.change(
        lambda: models.find(workspace, model),
        lambda current: models.restore(
            current.id, revision, expected=current.revision, actor=context.actor
        ),
    )
    return respond(restored, write_model(services, restored))
