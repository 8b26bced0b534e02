"""Revisions of models in our own dialect: list, get, compare, restore."""

from functools import partial

from fastapi import APIRouter, Response

from registry.api.body import JsonRoute
from registry.api.dependencies import Call
from registry.api.documentation import changing, problems, reading
from registry.api.etags import ByChanging, ByReading, answer
from registry.api.paging import ByWindow
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
from registry.api.response import Answer
from registry.api.routes.v1_models import write_model

_ONE = ROOT + "/models/{model}"
_REVISIONS = _ONE + "/revisions"
_REVISION = _REVISIONS + "/{revision}"

router = APIRouter(route_class=JsonRoute, tags=["Model revisions"])


@router.get(_REVISIONS, response_model=RevisionPage, responses=problems(400, 404))
def list_revisions(call: Call, window: ByWindow, workspace: InWorkspace, model: InModel) -> Answer:
    """List who made which revision, the newest first."""
    models = call.services.models
    id = models.find(workspace, model).id
    return window.answer_events(
        models.history(id, before=window.before, limit=window.reach), write_revision
    )


@router.get(_REVISION, response_model=ModelRevision, responses=reading())
def get_revision(
    call: Call, reading: ByReading, workspace: InWorkspace, model: InModel, revision: Number
) -> Response:
    """Return a model as it was."""
    services = call.services
    found = services.models.find(workspace, model, revision)
    return reading.answer_past(found, partial(write_model, services))


@router.get(_ONE + "/diff", response_model=Difference, responses=problems(404))
def compare_revisions(
    call: Call,
    workspace: InWorkspace,
    model: InModel,
    before: Before = None,
    after: After = None,
) -> Answer:
    """Return what differs between two revisions, secrets masked."""
    models = call.services.models
    newest = models.find(workspace, model)
    sides = between(newest.revision, before, after)
    return Answer(write_difference(sides, models.diff(newest.id, *sides)))


@router.post(_REVISION + "/restore", response_model=ModelRevision, responses=changing(body=False))
def restore_revision(
    call: Call, changing: ByChanging, workspace: InWorkspace, model: InModel, revision: Number
) -> Answer:
    """Make a new revision with the content of an old one, unless nothing differs."""
    services, models = call.services, call.services.models
    restored = changing.change(
        lambda: models.find(workspace, model),
        lambda current: models.restore(
            current.id, revision, expected=current.revision, actor=call.actor
        ),
    )
    return answer(restored, write_model(services, restored))
