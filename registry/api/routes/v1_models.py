"""Models in our own dialect: create, list, get, change, delete, review, compare."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from registry.api.body import JsonRoute
from registry.api.body_cache import BodyCache
from registry.api.dependencies import Context
from registry.api.documentation import (
    change_responses,
    create_responses,
    delete_responses,
    problem_responses,
    read_responses,
)
from registry.api.etags import IfMatch, IfNoneMatch, respond
from registry.api.paging import PageParameters, SortNames
from registry.api.payloads.v1.base import ROOT, InWorkspace, Note, Search, write_changes
from registry.api.payloads.v1.model import (
    InModel,
    ModelComparison,
    ModelContent,
    ModelListing,
    ModelRevision,
    Moment,
    ReviewBody,
)
from registry.api.response import StrictResponse, write
from registry.domain.adapter import FinetuningType
from registry.domain.model import Model
from registry.domain.review import ReviewState
from registry.domain.template import ModelType
from registry.services import Services
from registry.services.listing import ModelFilter, read_sort
from registry.services.records import MODELS
from registry.store.records import Record
from streamlit_jsonschema_form.problems import JsonValue

_ALL = ROOT + "/models"
_ONE = _ALL + "/{model}"
_MOST_SIDES = 20
_CACHE = BodyCache()

_Any = Query(description="Any of these.")

router = APIRouter(route_class=JsonRoute, tags=["Models"])


@router.post(
    _ALL, status_code=201, response_model=ModelRevision, responses=create_responses(403, at=_ONE)
)
def create(
    context: Context, workspace: InWorkspace, body: ModelContent, note: Note = ""
) -> StrictResponse:
    """Add a model, from a template or without one."""
    services = context.services
    _check_plugin(services, workspace, body)
    made = services.models.create(body, workspace=workspace, actor=context.actor, note=note)
    return respond(made, write_model(services, made), 201, location=_url_of(made))


@router.get(_ALL, response_model=ModelListing, responses=problem_responses(400, 404))
def list_them(
    context: Context,
    paging: PageParameters,
    workspace: InWorkspace,
    search: Search = "",
    model_type: Annotated[tuple[ModelType, ...], _Any] = (),
    model_template_id: Annotated[tuple[str, ...], _Any] = (),
    base_model: Annotated[tuple[str, ...], _Any] = (),
    finetuning_type: Annotated[tuple[FinetuningType, ...], _Any] = (),
    review: Annotated[tuple[ReviewState, ...], _Any] = (),
    created_from: Annotated[Moment | None, Query(description="Not earlier.")] = None,
    created_before: Annotated[Moment | None, Query(description="Earlier.")] = None,
    sort: Annotated[str, SortNames(MODELS.sorts)] = "-updated_at",
) -> StrictResponse:
    """List the models of a workspace."""
    services = context.services
    services.workspaces.require(workspace)
    where = ModelFilter(
        search,
        model_type,
        model_template_id,
        base_model,
        finetuning_type,
        review,
        created_from,
        created_before,
    ).where(workspace, MODELS.texts)
    order = read_sort(sort, MODELS.sorts)
    page = services.models.records.page_after(where, order, limit=paging.limit, after=paging.cursor)
    return paging.respond_page(page, partial(_write_record, services))


@router.get(_ONE, response_model=ModelRevision, responses=read_responses())
def get(
    context: Context, if_none_match: IfNoneMatch, workspace: InWorkspace, model: InModel
) -> Response:
    """Return a model as it is now."""
    services = context.services
    record = services.models.records.find(workspace, model)
    return if_none_match.respond(record, partial(_write_record, services))


@router.put(_ONE, response_model=ModelRevision, responses=change_responses(403))
def change(
    context: Context,
    if_match: IfMatch,
    workspace: InWorkspace,
    model: InModel,
    body: ModelContent,
    note: Note = "",
) -> StrictResponse:
    """Make a new revision with this content, unless nothing differs; its review begins anew."""
    services, models = context.services, context.services.models
    _check_plugin(services, workspace, body)
    changed = if_match.change(
        lambda: models.find(workspace, model),
        lambda current: models.change(
            current.id, body, expected=current.revision, actor=context.actor, note=note
        ),
    )
    return respond(changed, write_model(services, changed), location=_url_of(changed))


@router.delete(_ONE, status_code=204, responses=delete_responses(409))
def delete(context: Context, if_match: IfMatch, workspace: InWorkspace, model: InModel) -> Response:
    """Remove a model that has no deployments, with its adapters; what was done to it stays known."""
    models = context.services.models
    current = models.find(workspace, model)
    models.delete(current.id, actor=context.actor, expected=if_match.expected(current))
    return Response(status_code=204)


@router.post(_ONE + "/review", response_model=ModelRevision, responses=change_responses())
def review(
    context: Context, if_match: IfMatch, workspace: InWorkspace, model: InModel, body: ReviewBody
) -> StrictResponse:
    """Say whether the revision that was looked at may be used."""
    services, models = context.services, context.services.models
    reviewed = if_match.change(
        lambda: models.find(workspace, model),
        lambda current: models.review(
            current.id, body.state, body.note or "", expected=current.revision, actor=context.actor
        ),
    )
    return respond(reviewed, write_model(services, reviewed))


@router.get(ROOT + "/comparison", response_model=ModelComparison, responses=problem_responses(404))
def compare(
    context: Context,
    workspace: InWorkspace,
    model: Annotated[
        list[str],
        Query(
            min_length=2,
            max_length=_MOST_SIDES,
            description="The first model, and those that are held against it.",
            examples=[["support-bot", "support-bot-2"]],
        ),
    ],
) -> StrictResponse:
    """Hold models against the first of them."""
    models = context.services.models
    first, *others = map(MODELS.read, models.records.find_each(workspace, model))
    told: list[JsonValue] = [
        {"model": other.name, "changes": write_changes(models.compare(first, other))}
        for other in others
    ]
    return StrictResponse({"first": first.name, "others": told})


def write_model(services: Services, model: Model) -> dict[str, JsonValue]:
    """Write a model without its secrets."""
    return services.models.mask(model).to_json()


def _write_record(services: Services, record: Record) -> bytes:
    """Write a model as JSON once a revision; the version of its template never changes, either."""
    text = _CACHE.get(record, None)
    if text is None:
        text = write(write_model(services, MODELS.read(record)))
        _CACHE.put(record, None, text)
    return text


def _url_of(model: Model) -> str:
    return _ONE.format(workspace=model.workspace, model=model.name)


def _check_plugin(services: Services, workspace: str, body: ModelContent) -> None:
    plugin = body.tool_call_plugin
    services.filesets.require(None, workspace=workspace, plugin=plugin, filled=False)
