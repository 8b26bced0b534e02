"""Deployments, in both generations of Scale's dialect: records, for nothing is started here."""

from typing import Annotated

from fastapi import APIRouter, Query

from registry.api.body import StrictRoute
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.payloads.scale.base import DELETED, Deleted, Json
from registry.api.payloads.scale.deployments import (
    DeploymentCreate,
    DeploymentUpdate,
    DeploymentView,
    show_deployment,
)
from registry.api.payloads.scale.patch import changed_fields
from registry.api.response import Answer
from registry.api.routes.scale import (
    ALL,
    Account,
    ByPage,
    in_account,
    page_of,
    read_orders,
    sorting,
)
from registry.api.routes.scale_orders import DEPLOYMENT_ORDERS, deployment_keys
from registry.domain.deployment import Deployment
from registry.errors import Invalid
from registry.services import Services
from registry.services.records import DEPLOYMENTS
from registry.services.retry import retry_on_stale
from streamlit_jsonschema_form.problems import Problem

_OLD = "/v3/models/{model_id}/deployments"
_NEW = "/v4/models/{model_id}/deployments"
_ONE = "/{id}"

router = APIRouter(route_class=StrictRoute, tags=["Scale model deployments"])

SortBy = Annotated[
    list[Annotated[str, sorting(DEPLOYMENT_ORDERS)]],
    Query(description="`field:asc` or `field:desc`; the first counts most."),
]


@router.post(_NEW, response_model=DeploymentView, responses=answers(404, 409, body=True))
@router.post(_OLD, response_model=DeploymentView, responses=answers(404, 409, body=True))
def create_deployment(call: Call, model_id: str, body: DeploymentCreate) -> Answer:
    """Record where a model is meant to be served; nothing is started, so nothing is waited for.

    Its parameters go before the model's own. Together they must be all that the template asks for.
    """
    services = call.services
    _require_account(services, model_id, body.account_id)
    fields = _read_loosely(services, model_id, body.fields())
    return Answer(_show(services, services.deployments.create(model_id, fields, actor=call.actor)))


@router.get(_NEW, response_model=page_of(DeploymentView), responses=answers(403, 404))
def list_deployments(
    call: Call,
    paging: ByPage,
    model_id: str,
    account_id: Account = None,
    sort_by: SortBy = [],  # noqa: B006 - FastAPI copies it
) -> Answer:
    """List the deployments of a model, the oldest first unless they are sorted."""
    return _list(call.services, paging, sort_by, account_id, model_id)


@router.get("/v4/model-deployments", response_model=page_of(DeploymentView), responses=answers(403))
def list_all_deployments(
    call: Call,
    paging: ByPage,
    account_id: Account = None,
    sort_by: SortBy = [],  # noqa: B006
) -> Answer:
    """List the deployments of all models, the oldest first unless they are sorted."""
    return _list(call.services, paging, sort_by, account_id, None)


@router.get(_OLD, response_model=list[DeploymentView], responses=answers(403, 404))
def list_all_deployments_of_model(call: Call, model_id: str, account_id: Account = None) -> Answer:
    """List all deployments of a model, the oldest first."""
    services = call.services
    account = in_account(services, account_id)
    found = services.deployments.page(workspace=account, model_id=model_id, limit=ALL)
    return Answer([_show(services, deployment) for deployment in found.items])


@router.get(_NEW + _ONE, response_model=DeploymentView, responses=answers(404))
@router.get(_OLD + _ONE, response_model=DeploymentView, responses=answers(404))
def get_deployment(call: Call, model_id: str, id: str) -> Answer:
    """Return a deployment."""
    return Answer(show_deployment(call.services.deployments.view(id, model_id)))


@router.patch(_NEW + _ONE, response_model=DeploymentView, responses=answers(404, 409, body=True))
@router.patch(_OLD + _ONE, response_model=DeploymentView, responses=answers(404, 409, body=True))
def change_deployment(call: Call, model_id: str, id: str, body: DeploymentUpdate) -> Answer:
    """Change what is given; null takes away what may be missing."""
    services, given = call.services, body.given()

    def change(current: Deployment) -> Deployment:
        wanted = changed_fields(given, _show(services, current))
        whole = {**dict(current.to_input()), **_read_loosely(services, model_id, wanted)}
        return services.deployments.change(id, whole, expected=current.revision, actor=call.actor)

    changed = retry_on_stale(lambda: services.deployments.get(id, model_id), change)
    return Answer(_show(services, changed))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=answers(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=answers(404, 409))
def delete_deployment(call: Call, model_id: str, id: str) -> Answer:
    """Remove a deployment."""
    deployments = call.services.deployments
    deployments.delete(deployments.get(id, model_id).id, actor=call.actor)
    return Answer(DELETED)


def _show(services: Services, deployment: Deployment) -> Json:
    return show_deployment(services.deployments.mask(deployment))


def _list(
    services: Services, paging: ByPage, sort_by: list[str], account: str | None, model: str | None
) -> Answer:
    found = services.deployments.page(
        read_orders(sort_by, deployment_keys()),
        workspace=in_account(services, account),
        model_id=model,
        limit=paging.limit,
        offset=paging.offset,
    )
    return paging.answer([_show(services, each) for each in found.items], found.total)


def _read_loosely(services: Services, model_id: str, fields: Json) -> Json:
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
