"""Who asks, and who somebody is, as Scale's clients ask it: these paths have no version."""

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Call
from registry.api.documentation import answers
from registry.api.payloads.scale.users import UserView, show_user
from registry.api.response import Answer
from registry.domain.workspace import SYSTEM_WORKSPACE
from registry.errors import NotFound

router = APIRouter(route_class=StrictRoute, tags=["Scale users"])


@router.get("/user-info", response_model=UserView, responses=answers())
def tell_caller(call: Call) -> Answer:
    """Say who asks; the first account is the one that the settings name."""
    return Answer(show_user(call.actor, _accounts(call)))


@router.get("/users/{id}", response_model=UserView, responses=answers(404))
def get_user(call: Call, id: str) -> Answer:
    """Say who somebody is: the caller, or anybody who created something that is here."""
    if id != call.actor and not call.services.activity.is_creator(id):
        raise NotFound("user", id, "only who asks or has created something is known")
    return Answer(show_user(id, _accounts(call)))


def _accounts(call: Call) -> list[str]:
    """Return all workspaces, the one of the settings first: older clients begin with it.

    The one that platforms keep for themselves is nobody's account.
    """
    known = [workspace.name for workspace in call.services.workspaces.list()]
    names = [name for name in known if name != SYSTEM_WORKSPACE]
    first = call.settings.workspace
    return sorted(names, key=lambda name: name != first)
