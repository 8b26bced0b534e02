"""Models, in both generations of Scale's dialect."""

from typing import Annotated

from fastapi import APIRouter, Query

from registry.api.body import StrictRoute
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.payloads.scale.base import DELETED, Deleted, Json
from registry.api.payloads.scale.model_view import VIEWS, Gallery
from registry.api.payloads.scale.models import (
    FIELDS,
    ModelCreate,
    ModelUpdate,
    ModelView,
    ViewedModel,
)
from registry.api.payloads.scale.names import settle_name
from registry.api.payloads.scale.patch import changed_fields
from registry.api.response import Answer, write_list
from registry.api.routes.scale import (
    ALL,
    Account,
    ByGeneration,
    ByPage,
    Joined,
    Listed,
    home,
    in_account,
    narrow,
    page_of,
    read_orders,
    sorting,
    split,
)
from registry.api.routes.scale_orders import MODEL_ORDERS, model_keys
from registry.domain.model import Model, ModelInput
from registry.domain.validation_messages import read
from registry.services import Services
from registry.services.listing import body as body_field
from registry.services.records import MODELS
from registry.services.retry import retry_on_stale
from registry.store.records import AllOf, Compare, Filter

_OLD = "/v3/models"
_NEW = "/v4/models"
_ONE = "/{id}"
_TEMPLATE = "model_template_id"

router = APIRouter(route_class=StrictRoute, tags=["Scale models"])

SortBy = Annotated[
    list[Annotated[str, sorting(MODEL_ORDERS)]],
    Query(description="`field:asc` or `field:desc`; the first counts most."),
]
Views = Annotated[
    list[Annotated[str, Joined("a view", VIEWS)]], Query(description="What to show with it.")
]


@router.post(_NEW, response_model=ModelView, responses=answers(403, 409, body=True))
@router.post(_OLD, response_model=ModelView, responses=answers(403, 409, body=True))
def create_model(call: Call, generation: ByGeneration, body: ModelCreate) -> Answer:
    """Register a model, from a template or without one."""
    services = call.services
    account = home(services, body.account_id)
    fields, given_name = settle_name({name: body.whole()[name] for name in (*FIELDS, "name")})
    wanted = services.models.read_loosely(read(ModelInput, fields, MODELS.noun))
    model = services.models.create(
        wanted, workspace=account, actor=call.actor, given_name=given_name
    )
    return generation.answer(Gallery(services).show_one(model))


@router.get(_NEW, response_model=page_of(ViewedModel), responses=answers(403))
def list_models(
    call: Call,
    paging: ByPage,
    account_id: Account = None,
    model_group_id: Annotated[str | None, Query(description="Only of this group.")] = None,
    model_type: Annotated[str | None, Query(description="Only of this type.")] = None,
    sort_by: SortBy = [],  # noqa: B006 - FastAPI copies it
    view: Views = [],  # noqa: B006
) -> Answer:
    """List models, the oldest first unless they are sorted."""
    services = call.services
    wanted = {
        ("workspace",): in_account(services, account_id),
        body_field("model_group_id"): model_group_id,
        body_field("model_type"): model_type,
    }
    orders = read_orders(sort_by, model_keys(services))
    found = services.models.records.page(
        _all_of(wanted), orders, limit=paging.limit, offset=paging.offset
    )
    texts = Gallery(services, split(view)).write_readable(found.records)
    return paging.answer_written(texts, found.total)


@router.get(_OLD, response_model=list[ModelView], responses=answers(403))
def list_all_models(call: Call, account_id: Account = None) -> Answer:
    """List all models, the oldest first."""
    services = call.services
    where = _all_of({("workspace",): in_account(services, account_id)})
    found = services.models.records.page(where, read_orders((), {}), limit=ALL)
    gallery = Gallery(services, narrow=narrow)
    return Answer(write_list(gallery.write_readable(found.records)))


@router.get(_NEW + _ONE, response_model=ViewedModel, responses=answers(404))
@router.get(_OLD + _ONE, response_model=ViewedModel, responses=answers(404))
def get_model(
    call: Call,
    generation: ByGeneration,
    id: str,
    view: Views = [],  # noqa: B006
) -> Answer:
    """Return a model, with what `view` asks for."""
    return Answer(Gallery(call.services, split(view), generation.narrowing).write(id))


@router.patch(_NEW + _ONE, response_model=ModelView, responses=answers(404, 409, body=True))
@router.patch(_OLD + _ONE, response_model=ModelView, responses=answers(404, 409, body=True))
def change_model(call: Call, generation: ByGeneration, id: str, body: ModelUpdate) -> Answer:
    """Change what is given; null takes away what may be missing."""
    services, given = call.services, body.given()
    gallery = Gallery(services)

    def change(current: Model) -> Model:
        wanted = changed_fields(given, generation.show(gallery.show_one(current)))
        return write_changes(services, current, wanted, call.actor)

    changed = retry_on_stale(lambda: services.models.get(id), change)
    return generation.answer(gallery.show_one(changed))


@router.post(
    "/v4/model-groups/{group_id}/models/{id}",
    response_model=ModelView,
    responses=answers(404, 409),
)
def add_model_to_group(call: Call, group_id: str, id: str) -> Answer:
    """Put a model into a group."""
    services = call.services
    wanted = {"model_group_id": services.groups.get(group_id).id}
    changed = retry_on_stale(
        lambda: services.models.get(id),
        lambda current: write_changes(services, current, wanted, call.actor),
    )
    return Answer(Gallery(services).show_one(changed))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=answers(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=answers(404, 409))
def delete_model(call: Call, id: str) -> Answer:
    """Remove a model that has no deployments."""
    call.services.models.delete(id, actor=call.actor)
    return Answer(DELETED)


def write_changes(services: Services, current: Model, wanted: Json, actor: str) -> Model:
    """Make a new revision of a model with some fields changed. Raises as `Models.change` does."""
    fields, given_name = settle_name(wanted, current)
    kept = dict(current.to_input())
    if _TEMPLATE in fields:
        kept["model_template_version"] = None  # it is that of another template
    merged = read(ModelInput, {**kept, **fields}, MODELS.noun)
    if "model_creation_parameters" in fields:
        merged = services.models.read_loosely(merged)
    return services.models.change(
        current.id, merged, expected=current.revision, actor=actor, given_name=given_name
    )


def _all_of(wanted: Listed) -> Filter:
    """Return the filter of everything that is asked for."""
    given = wanted.items()
    return AllOf(tuple(Compare(field, "eq", value) for field, value in given if value is not None))
