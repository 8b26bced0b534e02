"""Models, groups and deployments, in both generations of Scale's dialect."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Query

from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.payloads.scale.base import DELETED, JsonObject
from registry.api.payloads.scale.execution import MULTI_TURN
from registry.api.payloads.scale.fields import changed_fields, normalize_name
from registry.api.payloads.scale.model_view import VIEWS, ModelViewBuilder
from registry.api.payloads.scale.models import (
    FIELDS,
    DeploymentCreate,
    DeploymentUpdate,
    DeploymentView,
    GroupCreate,
    GroupUpdate,
    GroupView,
    ModelCreate,
    ModelUpdate,
    ScaleModelView,
    ViewedModel,
    show_deployment,
    show_group,
)
from registry.api.response import StrictResponse, write_list
from registry.api.routes.scale import (
    ALL,
    Account,
    ByPage,
    CommaSeparated,
    FieldValues,
    RequestedVersion,
    ScaleResource,
    SortKeys,
    find_account,
    narrow,
    page_of,
    parse_sort,
    require_account,
    sort_parameter,
    split,
)
from registry.domain.deployment import Deployment
from registry.domain.group import Group
from registry.domain.model import Model, ModelInput
from registry.domain.validation_messages import read
from registry.errors import Invalid
from registry.services import Services
from registry.services.deployments import MODEL_ID
from registry.services.listing import Key, SortKey
from registry.services.records import DEPLOYMENTS, MODELS, body, retry_on_stale
from registry.services.records import body as body_field
from registry.store.records import AllOf, Compare, Field, Filter, Record
from streamlit_jsonschema_form.problems import Problem

_OWNER: Final[Mapping[str, Field]] = {
    "id": ("id",),
    "created_at": ("created_at",),
    "account_id": ("workspace",),
    "created_by_user_id": body("created_by_user_id"),
    "created_by_identity_type": body("created_by_identity_type"),
}


def _name(record: Record) -> object:
    return record.body.get("given_name") or record.name


def _is_multi_turn(record: Record) -> object:
    return record.body.get("model_type") in MULTI_TURN


def _by_name(services: Services) -> Key:
    """Sort by the names that are shown; where all are legal, the store has them in order."""
    given = Compare(body("given_name"), "exists", value=True)
    some = services.models.records.page(given, (SortKey(("id",)),), limit=0).total
    return _name if some else ("name",)


def _by_count(services: Services) -> Key:
    counts = services.deployments.counts()
    return lambda record: counts[record.id]


def _by_group(services: Services) -> Key:
    names = {group.id: group.name for group in services.groups.page(None, limit=ALL).items}
    return lambda record: names.get(str(record.body.get("model_group_id")))


MODEL_SORTS: Final[SortKeys] = {
    **_OWNER,
    **{
        name: body(name)
        for name in (
            "display_name",
            "model_vendor",
            "base_model_id",
            "base_model_metadata",
            "model_creation_parameters",
            "model_card",
            "training_data_card",
            "description",
            "model_template_id",
            "model_group_id",
            "model_type",
        )
    },
    # What a model takes and answers follows from its type.
    "request_schema": body("model_type"),
    "response_schema": body("model_type"),
    "name": _by_name,
    "supports_multi_turn": lambda _: _is_multi_turn,
    "deployment_count": _by_count,
    "deployments": _by_count,
    "model_group": _by_group,
}
"""What models can be sorted by."""

DEPLOYMENT_SORTS: Final[SortKeys] = {
    **_OWNER,
    **{
        name: body(name)
        for name in (
            "name",
            "model_creation_parameters",
            "vendor_configuration",
            "deployment_metadata",
        )
    },
    "model_instance_id": body("model_id"),
    # All have the same status and no endpoint, so they stay in the order of their ids.
    "model_endpoint_id": ("id",),
    "status": ("id",),
}
"""What deployments can be sorted by."""


_GROUPS = ScaleResource("Scale model groups", "/model-groups")
group_router = _GROUPS.router


def _show_group(group: Group, api_version: RequestedVersion) -> JsonObject:
    """Write a group; the older client fails on a description that is null."""
    view = show_group(group)
    return {**view, "description": view["description"] or ""} if api_version.is_old else view


@_GROUPS.create(GroupView, 403)
def create_group(
    context: Context, api_version: RequestedVersion, body: GroupCreate
) -> StrictResponse:
    """Add a model group."""
    services = context.services
    account = require_account(services, body.account_id)
    group = services.groups.create(body.whole(), workspace=account, actor=context.actor)
    return StrictResponse(_show_group(group, api_version))


@_GROUPS.list_page(GroupView)
def list_groups(context: Context, paging: ByPage, account_id: Account = None) -> StrictResponse:
    """List model groups, the oldest first."""
    services = context.services
    account = find_account(services, account_id)
    found = services.groups.page(account, limit=paging.limit, offset=paging.offset)
    return paging.respond(map(show_group, found.items), found.total)


@_GROUPS.list_all(GroupView)
def list_all_groups(
    context: Context, api_version: RequestedVersion, account_id: Account = None
) -> StrictResponse:
    """List all model groups, the oldest first."""
    services = context.services
    found = services.groups.page(find_account(services, account_id), limit=ALL)
    return StrictResponse([_show_group(group, api_version) for group in found.items])


@_GROUPS.get(GroupView)
def get_group(context: Context, api_version: RequestedVersion, id: str) -> StrictResponse:
    """Return a model group."""
    return StrictResponse(_show_group(context.services.groups.get(id), api_version))


@_GROUPS.change(GroupView)
def change_group(
    context: Context, api_version: RequestedVersion, id: str, body: GroupUpdate
) -> StrictResponse:
    """Change what is given; null takes the description away."""
    groups, given = context.services.groups, body.given()

    def change(current: Group) -> Group:
        wanted = changed_fields(given, _show_group(current, api_version))
        whole = {**dict(current.to_input()), **wanted}
        return groups.change(id, whole, expected=current.revision, actor=context.actor)

    return StrictResponse(_show_group(retry_on_stale(lambda: groups.get(id), change), api_version))


@_GROUPS.delete()
def delete_group(context: Context, id: str) -> StrictResponse:
    """Remove a model group that no model is in."""
    context.services.groups.delete(id, actor=context.actor)
    return StrictResponse(DELETED)


_TEMPLATE = "model_template_id"

_MODELS = ScaleResource("Scale models", "/models")
router = _MODELS.router

_ModelSort = Annotated[
    list[Annotated[str, sort_parameter(MODEL_SORTS)]],
    Query(description="`field:asc` or `field:desc`; the first counts most."),
]
_Views = Annotated[
    list[Annotated[str, CommaSeparated("a view", VIEWS)]],
    Query(description="What to show with it."),
]


@_MODELS.create(ScaleModelView, 403)
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


@_MODELS.list_page(ViewedModel)
def list_models(
    context: Context,
    paging: ByPage,
    account_id: Account = None,
    model_group_id: Annotated[str | None, Query(description="Only of this group.")] = None,
    model_type: Annotated[str | None, Query(description="Only of this type.")] = None,
    sort_by: _ModelSort = [],  # noqa: B006 - FastAPI copies it
    view: _Views = [],  # noqa: B006
) -> StrictResponse:
    """List models, the oldest first unless they are sorted."""
    services = context.services
    wanted = {
        ("workspace",): find_account(services, account_id),
        body_field("model_group_id"): model_group_id,
        body_field("model_type"): model_type,
    }
    orders = parse_sort(sort_by, MODEL_SORTS, services)
    found = services.models.records.page(
        _all_of(wanted), orders, limit=paging.limit, offset=paging.offset
    )
    texts = ModelViewBuilder(services, split(view)).write_readable(found.records)
    return paging.respond_written(texts, found.total)


@_MODELS.list_all(ScaleModelView)
def list_all_models(context: Context, account_id: Account = None) -> StrictResponse:
    """List all models, the oldest first."""
    services = context.services
    where = _all_of({("workspace",): find_account(services, account_id)})
    found = services.models.records.page(where, limit=ALL)
    builder = ModelViewBuilder(services, narrow=narrow)
    return StrictResponse(write_list(builder.write_readable(found.records)))


@_MODELS.get(ViewedModel)
def get_model(
    context: Context,
    api_version: RequestedVersion,
    id: str,
    view: _Views = [],  # noqa: B006
) -> StrictResponse:
    """Return a model, with what `view` asks for."""
    return StrictResponse(
        ModelViewBuilder(context.services, split(view), api_version.narrow_view).write(id)
    )


@_MODELS.change(ScaleModelView)
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


@_MODELS.delete()
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


_DEPLOYMENTS = ScaleResource("Scale model deployments", "/models/{model_id}/deployments")
deployment_router = _DEPLOYMENTS.router

_DeploymentSort = Annotated[
    list[Annotated[str, sort_parameter(DEPLOYMENT_SORTS)]],
    Query(description="`field:asc` or `field:desc`; the first counts most."),
]


@_DEPLOYMENTS.create(DeploymentView, 404)
def create_deployment(context: Context, model_id: str, body: DeploymentCreate) -> StrictResponse:
    """Record where a model is meant to be served; nothing is started, so nothing is waited for.

    Its parameters go before the model's own. Together they must be all that the template asks for.
    """
    services = context.services
    _require_account(services, model_id, body.account_id)
    fields = _read_loosely(services, model_id, body.fields())
    return StrictResponse(
        _show_deployment(
            services, services.deployments.create(model_id, fields, actor=context.actor)
        )
    )


@_DEPLOYMENTS.list_page(DeploymentView, 404)
def list_deployments(
    context: Context,
    paging: ByPage,
    model_id: str,
    account_id: Account = None,
    sort_by: _DeploymentSort = [],  # noqa: B006 - FastAPI copies it
) -> StrictResponse:
    """List the deployments of a model, the oldest first unless they are sorted."""
    return _list_deployments(context.services, paging, sort_by, account_id, model_id)


@deployment_router.get(
    "/v4/model-deployments", response_model=page_of(DeploymentView), responses=error_responses(403)
)
def list_all_deployments(
    context: Context,
    paging: ByPage,
    account_id: Account = None,
    sort_by: _DeploymentSort = [],  # noqa: B006
) -> StrictResponse:
    """List the deployments of all models, the oldest first unless they are sorted."""
    return _list_deployments(context.services, paging, sort_by, account_id, None)


@_DEPLOYMENTS.list_all(DeploymentView, 404)
def list_all_deployments_of_model(
    context: Context, model_id: str, account_id: Account = None
) -> StrictResponse:
    """List all deployments of a model, the oldest first."""
    services = context.services
    account = find_account(services, account_id)
    where = _of_model(services, model_id)
    found = services.deployments.page(account, where=where, limit=ALL)
    return StrictResponse([_show_deployment(services, deployment) for deployment in found.items])


@_DEPLOYMENTS.get(DeploymentView)
def get_deployment(context: Context, model_id: str, id: str) -> StrictResponse:
    """Return a deployment."""
    return StrictResponse(show_deployment(context.services.deployments.view(id, model_id)))


@_DEPLOYMENTS.change(DeploymentView)
def change_deployment(
    context: Context, model_id: str, id: str, body: DeploymentUpdate
) -> StrictResponse:
    """Change what is given; null takes away what may be missing."""
    services, given = context.services, body.given()

    def change(current: Deployment) -> Deployment:
        wanted = changed_fields(given, _show_deployment(services, current))
        whole = {**dict(current.to_input()), **_read_loosely(services, model_id, wanted)}
        return services.deployments.change(
            id, whole, expected=current.revision, actor=context.actor
        )

    changed = retry_on_stale(lambda: services.deployments.get_of(model_id, id), change)
    return StrictResponse(_show_deployment(services, changed))


@_DEPLOYMENTS.delete()
def delete_deployment(context: Context, model_id: str, id: str) -> StrictResponse:
    """Remove a deployment."""
    deployments = context.services.deployments
    deployments.delete(deployments.get_of(model_id, id).id, actor=context.actor)
    return StrictResponse(DELETED)


def _show_deployment(services: Services, deployment: Deployment) -> JsonObject:
    return show_deployment(services.deployments.mask(deployment))


def _list_deployments(
    services: Services, paging: ByPage, sort_by: list[str], account: str | None, model: str | None
) -> StrictResponse:
    found = services.deployments.page(
        find_account(services, account),
        parse_sort(sort_by, DEPLOYMENT_SORTS, services),
        where=None if model is None else _of_model(services, model),
        limit=paging.limit,
        offset=paging.offset,
    )
    return paging.respond([_show_deployment(services, each) for each in found.items], found.total)


def _of_model(services: Services, model_id: str) -> Filter:
    """Return the condition that deployments are of a model. Raises NotFound."""
    return Compare(MODEL_ID, "eq", services.models.get(model_id).id)


def _read_loosely(services: Services, model_id: str, fields: JsonObject) -> JsonObject:
    """Read parameters as Scale's clients write them."""
    name = "model_creation_parameters"
    if fields.get(name) is None:
        return fields
    return {**fields, name: services.deployments.read_loosely(model_id, fields[name])}


def _require_account(services: Services, model_id: str, account: str | None) -> None:
    """Refuse a deployment in another account than its model's."""
    workspace = services.models.get(model_id).workspace
    if account not in (None, workspace):
        message = f"expected {workspace!r}, the account of the model, got {account!r}"
        raise Invalid(DEPLOYMENTS.noun, [Problem(("account_id",), "const", message)])
