"""Model groups, in both generations of Scale's dialect."""

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.payloads.scale.base import DELETED, Deleted, JsonObject
from registry.api.payloads.scale.fields import changed_fields
from registry.api.payloads.scale.groups import GroupCreate, GroupUpdate, GroupView, show_group
from registry.api.response import StrictResponse
from registry.api.routes.scale import (
    ALL,
    Account,
    ByPage,
    RequestedVersion,
    find_account,
    page_of,
    require_account,
)
from registry.domain.group import Group
from registry.services.records import retry_on_stale

_OLD = "/v3/model-groups"
_NEW = "/v4/model-groups"
_ONE = "/{id}"

router = APIRouter(route_class=StrictRoute, tags=["Scale model groups"])


def show(group: Group, api_version: RequestedVersion) -> JsonObject:
    """Write a group; the older client fails on a description that is null."""
    view = show_group(group)
    return {**view, "description": view["description"] or ""} if api_version.is_old else view


@router.post(_NEW, response_model=GroupView, responses=error_responses(403, 409, body=True))
@router.post(_OLD, response_model=GroupView, responses=error_responses(403, 409, body=True))
def create_group(
    context: Context, api_version: RequestedVersion, body: GroupCreate
) -> StrictResponse:
    """Add a model group."""
    services = context.services
    account = require_account(services, body.account_id)
    group = services.groups.create(body.whole(), workspace=account, actor=context.actor)
    return StrictResponse(show(group, api_version))


@router.get(_NEW, response_model=page_of(GroupView), responses=error_responses(403))
def list_groups(context: Context, paging: ByPage, account_id: Account = None) -> StrictResponse:
    """List model groups, the oldest first."""
    services = context.services
    account = find_account(services, account_id)
    found = services.groups.page(account, limit=paging.limit, offset=paging.offset)
    return paging.respond(map(show_group, found.items), found.total)


@router.get(_OLD, response_model=list[GroupView], responses=error_responses(403))
def list_all_groups(
    context: Context, api_version: RequestedVersion, account_id: Account = None
) -> StrictResponse:
    """List all model groups, the oldest first."""
    services = context.services
    found = services.groups.page(find_account(services, account_id), limit=ALL)
    return StrictResponse([show(group, api_version) for group in found.items])


@router.get(_NEW + _ONE, response_model=GroupView, responses=error_responses(404))
@router.get(_OLD + _ONE, response_model=GroupView, responses=error_responses(404))
def get_group(context: Context, api_version: RequestedVersion, id: str) -> StrictResponse:
    """Return a model group."""
    return StrictResponse(show(context.services.groups.get(id), api_version))


@router.patch(_NEW + _ONE, response_model=GroupView, responses=error_responses(404, 409, body=True))
@router.patch(_OLD + _ONE, response_model=GroupView, responses=error_responses(404, 409, body=True))
def change_group(
    context: Context, api_version: RequestedVersion, id: str, body: GroupUpdate
) -> StrictResponse:
    """Change what is given; null takes the description away."""
    groups, given = context.services.groups, body.given()

    def change(current: Group) -> Group:
        wanted = changed_fields(given, show(current, api_version))
        whole = {**dict(current.to_input()), **wanted}
        return groups.change(id, whole, expected=current.revision, actor=context.actor)

    return StrictResponse(show(retry_on_stale(lambda: groups.get(id), change), api_version))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=error_responses(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=error_responses(404, 409))
def delete_group(context: Context, id: str) -> StrictResponse:
    """Remove a model group that no model is in."""
    context.services.groups.delete(id, actor=context.actor)
    return StrictResponse(DELETED)
