"""Who asks, and who somebody is, as Scale's clients ask it: these paths have no version."""

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.documentation import error_responses
from registry.api.payloads.scale.users import UserView, show_user
from registry.api.response import StrictResponse
from registry.domain.workspace import SYSTEM_WORKSPACE
from registry.errors import NotFound

router = APIRouter(route_class=StrictRoute, tags=["Scale users"])


@router.get("/user-info", response_model=UserView, responses=error_responses())
def tell_caller(call: Context) -> StrictResponse:
    """Say who asks; the first account is the one that the settings name."""
    return StrictResponse(show_user(call.actor, _accounts(call)))


@router.get("/users/{id}", response_model=UserView, responses=error_responses(404))
def get_user(call: Context, id: str) -> StrictResponse:
    """Say who somebody is: the caller, or anybody who created something that is here."""
    if id != call.actor and not call.services.activity.is_creator(id):
        raise NotFound("user", id, "only who asks or has created something is known")
    return StrictResponse(show_user(id, _accounts(call)))


def _accounts(call: Context) -> list[str]:
    """Return all workspaces, the one of the settings first: older clients begin with it.

    The one that platforms keep for themselves is nobody's account.
    """
    known = [workspace.name for workspace in call.services.workspaces.list()]
    names = [name for name in known if name != SYSTEM_WORKSPACE]
    first = call.settings.workspace
    return sorted(names, key=lambda name: name != first)
