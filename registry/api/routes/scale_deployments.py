"""Deployments, in both generations of Scale's dialect: records, for nothing is started here."""

from typing import Annotated

from fastapi import APIRouter, Query

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.payloads.scale.base import DELETED, Deleted, JsonObject
from registry.api.payloads.scale.deployments import (
    DeploymentCreate,
    DeploymentUpdate,
    DeploymentView,
    show_deployment,
)
from registry.api.payloads.scale.fields import changed_fields
from registry.api.response import StrictResponse
from registry.api.routes.scale import (
    ALL,
    Account,
    ByPage,
    find_account,
    page_of,
    parse_sort,
    sort_parameter,
)
from registry.api.routes.scale_sorting import DEPLOYMENT_SORT_FIELDS, deployment_sort_keys
from registry.domain.deployment import Deployment
from registry.errors import Invalid
from registry.services import Services
from registry.services.deployments import MODEL_ID
from registry.services.records import DEPLOYMENTS, retry_on_stale
from registry.store.records import Compare, Filter
from streamlit_jsonschema_form.problems import Problem

_OLD = "/v3/models/{model_id}/deployments"
_NEW = "/v4/models/{model_id}/deployments"
_ONE = "/{id}"

router = APIRouter(route_class=StrictRoute, tags=["Scale model deployments"])

SortBy = Annotated[
    list[Annotated[str, sort_parameter(DEPLOYMENT_SORT_FIELDS)]],
    Query(description="`field:asc` or `field:desc`; the first counts most."),
]


@router.post(_NEW, response_model=DeploymentView, responses=error_responses(404, 409, body=True))
@router.post(_OLD, response_model=DeploymentView, responses=error_responses(404, 409, body=True))
def create_deployment(context: Context, model_id: str, body: DeploymentCreate) -> StrictResponse:
    """Record where a model is meant to be served; nothing is started, so nothing is waited for.

    Its parameters go before the model's own. Together they must be all that the template asks for.
    """
    services = context.services
    _require_account(services, model_id, body.account_id)
    fields = _read_loosely(services, model_id, body.fields())
    return StrictResponse(
        _show(services, services.deployments.create(model_id, fields, actor=context.actor))
    )


@router.get(_NEW, response_model=page_of(DeploymentView), responses=error_responses(403, 404))
def list_deployments(
    context: Context,
    paging: ByPage,
    model_id: str,
    account_id: Account = None,
    sort_by: SortBy = [],  # noqa: B006 - FastAPI copies it
) -> StrictResponse:
    """List the deployments of a model, the oldest first unless they are sorted."""
    return _list(context.services, paging, sort_by, account_id, model_id)


@router.get(
    "/v4/model-deployments", response_model=page_of(DeploymentView), responses=error_responses(403)
)
def list_all_deployments(
    context: Context,
    paging: ByPage,
    account_id: Account = None,
    sort_by: SortBy = [],  # noqa: B006
) -> StrictResponse:
    """List the deployments of all models, the oldest first unless they are sorted."""
    return _list(context.services, paging, sort_by, account_id, None)


@router.get(_OLD, response_model=list[DeploymentView], responses=error_responses(403, 404))
def list_all_deployments_of_model(
    context: Context, model_id: str, account_id: Account = None
) -> StrictResponse:
    """List all deployments of a model, the oldest first."""
    services = context.services
    account = find_account(services, account_id)
    where = _of_model(services, model_id)
    found = services.deployments.page(account, where=where, limit=ALL)
    return StrictResponse([_show(services, deployment) for deployment in found.items])


@router.get(_NEW + _ONE, response_model=DeploymentView, responses=error_responses(404))
@router.get(_OLD + _ONE, response_model=DeploymentView, responses=error_responses(404))
def get_deployment(context: Context, model_id: str, id: str) -> StrictResponse:
    """Return a deployment."""
    return StrictResponse(show_deployment(context.services.deployments.view(id, model_id)))


@router.patch(
    _NEW + _ONE, response_model=DeploymentView, responses=error_responses(404, 409, body=True)
)
@router.patch(
    _OLD + _ONE, response_model=DeploymentView, responses=error_responses(404, 409, body=True)
)
def change_deployment(
    context: Context, model_id: str, id: str, body: DeploymentUpdate
) -> StrictResponse:
    """Change what is given; null takes away what may be missing."""
    services, given = context.services, body.given()

    def change(current: Deployment) -> Deployment:
        wanted = changed_fields(given, _show(services, current))
        whole = {**dict(current.to_input()), **_read_loosely(services, model_id, wanted)}
        return services.deployments.change(
            id, whole, expected=current.revision, actor=context.actor
        )

    changed = retry_on_stale(lambda: services.deployments.get_of(model_id, id), change)
    return StrictResponse(_show(services, changed))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=error_responses(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=error_responses(404, 409))
def delete_deployment(context: Context, model_id: str, id: str) -> StrictResponse:
    """Remove a deployment."""
    deployments = context.services.deployments
    deployments.delete(deployments.get_of(model_id, id).id, actor=context.actor)
    return StrictResponse(DELETED)


def _show(services: Services, deployment: Deployment) -> JsonObject:
    return show_deployment(services.deployments.mask(deployment))


def _list(
    services: Services, paging: ByPage, sort_by: list[str], account: str | None, model: str | None
) -> StrictResponse:
    found = services.deployments.page(
        find_account(services, account),
        parse_sort(sort_by, deployment_sort_keys()),
        where=None if model is None else _of_model(services, model),
        limit=paging.limit,
        offset=paging.offset,
    )
    return paging.respond([_show(services, each) for each in found.items], found.total)


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
