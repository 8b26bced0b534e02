"""People in Scale's dialect: whoever asks, and what they may do in which account."""

from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel

from registry.api.components import exemplify
from registry.api.payloads.scale.base import JsonObject
from registry.domain.owner import IdentityType

_ADMIN: Final = "admin"


class Account(BaseModel):
    """A workspace."""

    id: str
    name: str
    status: str
    organization_id: str | None


class Identity(BaseModel):
    """Who it is."""

    id: str
    type: IdentityType
    object: str


class AccessProfile(BaseModel):
    """What somebody may do in an account."""

    id: str
    role: str
    account: Account
    identity: Identity


def show_user(user: str, workspaces: Iterable[str]) -> JsonObject:
    """Write a person, who may do everything in every workspace until there is signing in."""
    return {
        "id": user,
        "email": user if "@" in user else f"{user}@localhost",
        "first_name": None,
        "last_name": None,
        "organization_id": None,
        "is_organization_admin": True,
        "is_deployment_admin": True,
        "preferences": {},
        "access_profiles": [_profile(user, workspace) for workspace in workspaces],
    }


def _profile(user: str, workspace: str) -> JsonObject:
    return {
        "id": f"{user}/{workspace}",
        "role": _ADMIN,
        "account": {
            "id": workspace,
            "name": workspace,
            "status": "active",
            "organization_id": None,
        },
        "identity": {"id": user, "type": IdentityType.USER.value, "object": "identity"},
    }


class UserView(BaseModel):
    """A person."""

    model_config = exemplify(show_user("ada", ["default"]))

    id: str
    email: str
    first_name: str | None
    last_name: str | None
    organization_id: str | None
    is_organization_admin: bool
    is_deployment_admin: bool
    preferences: dict[str, str]
    access_profiles: list[AccessProfile]
