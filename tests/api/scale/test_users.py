from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from registry.services import Services
from tests.api.scale.conftest import Ask


def accounts(user: dict[str, Any]) -> list[str]:
    assert {profile["role"] for profile in user["access_profiles"]} == {"admin"}
    return [profile["account"]["id"] for profile in user["access_profiles"]]


def test_who_asks_may_do_everything_in_every_workspace(ask: Ask, services: Services) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    user = ask("get", "/user-info")
    assert (user["id"], user["email"]) == ("ada", "ada@localhost")
    assert accounts(user) == ["default", "search"]
    assert user["access_profiles"][1] == {
        "id": "ada/search",
        "role": "admin",
        "account": {
            "id": "search",
            "name": "search",
            "status": "active",
            "organization_id": None,
        },
        "identity": {"id": "ada", "type": "user", "object": "identity"},
    }


def test_the_workspace_of_the_settings_is_the_first_account(
    serve: Callable[..., TestClient], services: Services
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    client = serve(actor="ada@example.com", workspace="search")
    user = client.get("/user-info").json()
    assert accounts(user) == ["search", "default"]
    assert user["email"] == "ada@example.com"


def test_a_proxy_says_who_asks(serve: Callable[..., TestClient]) -> None:
    client = serve(actor_header="X-User")
    assert client.get("/user-info", headers={"X-User": "eve"}).json()["id"] == "eve"


def test_who_created_something_is_known_too(ask: Ask, services: Services) -> None:
    assert "'eve'" in ask("get", "/users/eve", status=404)["detail"]
    services.models.create({"name": "m"}, workspace="default", actor="eve")
    assert ask("get", "/users/eve")["id"] == "eve"
    assert ask("get", "/users/ada") == ask("get", "/user-info")
