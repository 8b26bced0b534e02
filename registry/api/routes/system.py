"""Whether the server lives and can work, and who may come in."""

from typing import Any, Final

from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.response import StrictResponse

router = APIRouter(route_class=StrictRoute, tags=["system"])

_LIVE: Final = {"status": "live"}
_READY: Final = {"status": "ready"}
_STATUS: Final = {
    "status": "healthy",
    "services": {"ready": ["entities", "files", "models"], "not_ready": []},
    "controllers": {"healthy": True, "status": {}},
}
_AUTH: Final = {"auth_enabled": False, "oidc": None}
_NOT_READY: Final[dict[int | str, dict[str, Any]]] = {
    503: {"description": "The store cannot be opened now."}
}


def _always(answer: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": answer}}}}


@router.get("/health/live", responses=_always(_LIVE))
async def tell_live() -> StrictResponse:
    """Answer as long as the process does."""
    return StrictResponse(_LIVE)


@router.get("/health/ready", responses={**_always(_READY), **_NOT_READY})
def tell_ready(call: Context) -> StrictResponse:
    """Answer 200 once the store can be read."""
    call.services.workspaces.list()
    return StrictResponse(_READY)


@router.get("/status", responses={**_always(_STATUS), **_NOT_READY})
def tell_status(call: Context) -> StrictResponse:
    """Say which services are ready."""
    call.services.workspaces.list()
    return StrictResponse(_STATUS)


@router.get("/apis/auth/discovery", responses=_always(_AUTH))
async def discover_auth() -> StrictResponse:
    """Say that nobody has to sign in."""
    return StrictResponse(_AUTH)
