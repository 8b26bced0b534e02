"""Model groups, in both generations of Scale's dialect."""

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.payloads.scale.base import DELETED, Deleted, Json
from registry.api.payloads.scale.groups import GroupCreate, GroupUpdate, GroupView, show_group
from registry.api.payloads.scale.patch import changed_fields
from registry.api.response import Answer
from registry.api.routes.scale import ALL, Account, ByGeneration, ByPage, home, in_account, page_of
from registry.domain.group import Group
from registry.services.retry import retry_on_stale

_OLD = "/v3/model-groups"
_NEW = "/v4/model-groups"
_ONE = "/{id}"

router = APIRouter(route_class=StrictRoute, tags=["Scale model groups"])


def show(group: Group, generation: ByGeneration) -> Json:
    """Write a group; the older client fails on a description that is null."""
    view = show_group(group)
    return {**view, "description": view["description"] or ""} if generation.is_old else view


@router.post(_NEW, response_model=GroupView, responses=answers(403, 409, body=True))
@router.post(_OLD, response_model=GroupView, responses=answers(403, 409, body=True))
def create_group(call: Call, generation: ByGeneration, body: GroupCreate) -> Answer:
    """Add a model group."""
    services = call.services
    account = home(services, body.account_id)
    group = services.groups.create(body.whole(), workspace=account, actor=call.actor)
    return Answer(show(group, generation))


@router.get(_NEW, response_model=page_of(GroupView), responses=answers(403))
def list_groups(call: Call, paging: ByPage, account_id: Account = None) -> Answer:
    """List model groups, the oldest first."""
    services = call.services
    account = in_account(services, account_id)
    found = services.groups.page(account, limit=paging.limit, offset=paging.offset)
    return paging.answer(map(show_group, found.items), found.total)


@router.get(_OLD, response_model=list[GroupView], responses=answers(403))
def list_all_groups(call: Call, generation: ByGeneration, account_id: Account = None) -> Answer:
    """List all model groups, the oldest first."""
    services = call.services
    found = services.groups.page(in_account(services, account_id), limit=ALL)
    return Answer([show(group, generation) for group in found.items])


@router.get(_NEW + _ONE, response_model=GroupView, responses=answers(404))
@router.get(_OLD + _ONE, response_model=GroupView, responses=answers(404))
def get_group(call: Call, generation: ByGeneration, id: str) -> Answer:
    """Return a model group."""
    return Answer(show(call.services.groups.get(id), generation))


@router.patch(_NEW + _ONE, response_model=GroupView, responses=answers(404, 409, body=True))
@router.patch(_OLD + _ONE, response_model=GroupView, responses=answers(404, 409, body=True))
def change_group(call: Call, generation: ByGeneration, id: str, body: GroupUpdate) -> Answer:
    """Change what is given; null takes the description away."""
    groups, given = call.services.groups, body.given()

    def change(current: Group) -> Group:
        wanted = changed_fields(given, show(current, generation))
        whole = {**dict(current.to_input()), **wanted}
        return groups.change(id, whole, expected=current.revision, actor=call.actor)

    return Answer(show(retry_on_stale(lambda: groups.get(id), change), generation))


@router.delete(_NEW + _ONE, response_model=Deleted, responses=answers(404, 409))
@router.delete(_OLD + _ONE, response_model=Deleted, responses=answers(404, 409))
def delete_group(call: Call, id: str) -> Answer:
    """Remove a model group that no model is in."""
    call.services.groups.delete(id, actor=call.actor)
    return Answer(DELETED)
