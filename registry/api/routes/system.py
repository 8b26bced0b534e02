"""Whether the server lives and can work, and who may come in."""

from typing import Any

from fastapi import APIRouter

from registry.api.answer import Answer
from registry.api.body import StrictRoute
from registry.api.caller import Call

router = APIRouter(route_class=StrictRoute, tags=["system"])

_SERVICES = ("entities", "files", "models")


@router.get("/health/live")
async def tell_live() -> Answer:
    """Answer as long as the process does."""
    return Answer({"status": "live"})


@router.get("/health/ready", responses={503: {"description": "The store cannot be opened now."}})
def tell_ready(call: Call) -> Answer:
    """Answer 200 once the store can be read."""
    call.services.workspaces.list()
    return Answer({"status": "ready"})


@router.get("/status", responses={503: {"description": "The store cannot be opened now."}})
def tell_status(call: Call) -> Answer:
    """Say which services are ready."""
    call.services.workspaces.list()
    services: dict[str, Any] = {"ready": list(_SERVICES), "not_ready": []}
    controllers: dict[str, Any] = {"healthy": True, "status": {}}
    return Answer({"status": "healthy", "services": services, "controllers": controllers})


@router.get("/apis/auth/discovery")
async def discover_auth() -> Answer:
    """Say that nobody has to sign in."""
    return Answer({"auth_enabled": False, "oidc": None})
