"""Models, in both generations of Scale's dialect."""

from typing import Annotated

from fastapi import APIRouter, Query

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.payloads.scale.base import DELETED, Deleted, JsonObject
from registry.api.payloads.scale.fields import changed_fields, normalize_name
from registry.api.payloads.scale.model_view import VIEWS, ModelViewBuilder
from registry.api.payloads.scale.models import (
    FIELDS,
    ModelCreate,
    ModelUpdate,
    ScaleModelView,
    ViewedModel,
)
from registry.api.response import StrictResponse, write_list
from registry.api.routes.scale import (
    ALL,
    Account,
    ByPage,
    CommaSeparated,
    FieldValues,
    RequestedVersion,
    find_account,
    narrow,
    page_of,
    parse_sort,
    require_account,
    sort_parameter,
    split,
)
from registry.api.routes.scale_sorting import MODEL_SORT_FIELDS, model_sort_keys
from registry.domain.model import Model, ModelInput
from registry.domain.validation_messages import read
from registry.services import Services
from registry.services.records import MODELS, retry_on_stale
from registry.services.records import body as body_field
from registry.store.records import AllOf, Compare, Filter

_OLD = "/v3/models"
_NEW = "/v4/models"
_ONE = "/{id}"
_TEMPLATE = "model_template_id"

router = APIRouter(route_class=StrictRoute, tags=["Scale models"])

SortBy = Annotated[
    list[Annotated[str, sort_parameter(MODEL_SORT_FIELDS)]],
    Query(description="`field:asc` or `field:desc`; the first counts most."),
]
Views = Annotated[
    list[Annotated[str, CommaSeparated("a view", VIEWS)]],
    Query(description="What to show with it."),
]


@router.post(_NEW, response_model=ScaleModelView, responses=error_responses(403, 409, body=True))
@router.post(_OLD, response_model=ScaleModelView, responses=error_responses(403, 409, body=True))
def create_model(
    context: Context, api_version: RequestedVersion, body: ModelCreate
) -> StrictResponse:
    """Register a model, from a template or without one."""
    services = context.services
    account = require_account(services, body.account_id)
    fields, given_name = normalize_name({name: body.whole()[name] for name in (*FIELDS, "name")})
    wanted = services.models.read_loosely(read(ModelInput, fields, MODELS.noun))
    model = services.models.create(
        wanted, workspace=account, actor=context.actor, given_name=given_name
    )
    return api_version.respond(ModelViewBuilder(services).build_one(model))


@router.get(_NEW, response_model=page_of(ViewedModel), responses=error_responses(403))
def list_models(
    context: Context,
    paging: ByPage,
    account_id: Account = None,
    model_group_id: Annotated[str | None, Query(description="Only of this group.")] = None,
    model_type: Annotated[str | None, Query(description="Only of this type.")] = None,
    sort_by: SortBy = [],  # noqa: B006 - FastAPI copies it
    view: Views = [],  # noqa: B006
) -> StrictResponse:
    """List models, the oldest first unless they are sorted."""
    services = context.services
    wanted = {
        ("workspace",): find_account(services, account_id),
        body_field("model_group_id"): model_group_id,
        body_field("model_type"): model_type,
    }
    orders = parse_sort(sort_by, model_sort_keys(services))
    found = services.models.records.page(
        _all_of(wanted), orders, limit=paging.limit, offset=paging.offset
    )
    texts = ModelViewBuilder(services, split(view)).write_readable(found.records)
    return paging.respond_written(texts, found.total)


@router.get(_OLD, response_model=list[ScaleModelView], responses=error_responses(403))
def list_all_models(context: Context, account_id: Account = None) -> StrictResponse:
    """List all models, the oldest first."""
    services = context.services
    where = _all_of({("workspace",): find_account(services, account_id)})
    found = services.models.records.page(where, parse_sort((), {}), limit=ALL)
    builder = ModelViewBuilder(services, narrow=narrow)
    return StrictResponse(write_list(builder.write_readable(found.records)))


@router.get(_NEW + _ONE, response_model=ViewedModel, responses=error_responses(404))
@router.get(_OLD + _ONE, response_model=ViewedModel, responses=error_responses(404))
def get_model(
    context: Context,
    api_version: RequestedVersion,
    id: str,
    view: Views = [],  # noqa: B006
) -> StrictResponse:
    """Return a model, with what `view` asks for."""
    return StrictResponse(
        ModelViewBuilder(context.services, split(view), api_version.narrow_view).write(id)
    )


@router.patch(
    _NEW + _ONE, response_model=ScaleModelView, responses=error_responses(404, 409, body=True)
)
@router.patch(
    _OLD + _ONE, response_model=ScaleModelView, responses=error_responses(404, 409, body=True)
)
def change_model(
    context: Context, api_version: RequestedVersion, id: str, body: ModelUpdate
) -> StrictResponse:
    """Change what is given; null takes away what may be missing."""
    services, given = context.services, body.given()
    builder = ModelViewBuilder(services)

    def change(current: Model) -> Model:
        wanted = changed_fields(given, api_version.show(builder.build_one(current)))
        return write_changes(services, current, wanted, context.actor)

    changed = retry_on_stale(lambda: services.models.get(id), change)
    return api_version.respond(builder.build_one(changed))


@router.post(
    "/v4/model-groups/{group_id}/models/{id}",
    response_model=ScaleModelView,
    responses=error_responses(404, 409),
)
def add_model_to_group(context: Context, group_id: str, id: str) -> StrictResponse:
    """Put a model into a group."""
    services = context.services
    wanted = {"model_group_id": services.groups.get(group_id).id}
    changed = retry_on_stale(
        lambda: services.models.get(id),
        lambda current: write_changes(services, current, wanted, context.actor),
    )
    return StrictResponse(ModelViewBuilder(services).build_one(changed))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=error_responses(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=error_responses(404, 409))
def delete_model(context: Context, id: str) -> StrictResponse:
    """Remove a model that has no deployments."""
    context.services.models.delete(id, actor=context.actor)
    return StrictResponse(DELETED)


def write_changes(services: Services, current: Model, wanted: JsonObject, actor: str) -> Model:
    """Make a new revision of a model with some fields changed. Raises as `Models.change` does."""
    fields, given_name = normalize_name(wanted, current)
    kept = dict(current.to_input())
    if _TEMPLATE in fields:
        kept["model_template_version"] = None  # it is that of another template
    merged = read(ModelInput, {**kept, **fields}, MODELS.noun)
    if "model_creation_parameters" in fields:
        merged = services.models.read_loosely(merged)
    return services.models.change(
        current.id, merged, expected=current.revision, actor=actor, given_name=given_name
    )


def _all_of(wanted: FieldValues) -> Filter:
    """Return the filter of everything that is asked for."""
    given = wanted.items()
    return AllOf(tuple(Compare(field, "eq", value) for field, value in given if value is not None))
