from collections.abc import Callable
from typing import Any

import pytest

from registry.services import Services
from tests.api.scale.conftest import Ask

VERSIONS = pytest.mark.parametrize("version", ["v3", "v4"])


@VERSIONS
def test_a_group_comes_back_as_it_was_given(ask: Ask, version: str) -> None:
    given = {"name": "Llama & friends", "description": "All", "account_id": "default"}
    made = ask("post", f"/{version}/model-groups", given)
    assert made == {
        **given,
        "id": made["id"],
        "created_at": "2026-01-01T00:00:00Z",
        "created_by_user_id": "ada",
        "created_by_identity_type": "user",
    }
    for other in ("v3", "v4"):
        assert ask("get", f"/{other}/model-groups/{made['id']}") == made


def test_only_the_older_generation_reads_a_missing_description_as_empty_text(
    ask: Ask, services: Services
) -> None:
    body = {"name": "g", "account_id": "default", "description": None}
    made = ask("post", "/v3/model-groups", body)
    assert made["description"] == ""
    path = f"/v3/model-groups/{made['id']}"
    assert ask("get", path)["description"] == ""
    assert ask("get", "/v3/model-groups")[0]["description"] == ""
    assert ask("get", f"/v4/model-groups/{made['id']}")["description"] is None
    ask("patch", path, {"name": "h", "description": "", "account_id": "default"})
    kept = services.groups.get(made["id"])
    assert (kept.name, kept.description) == ("h", None)


@VERSIONS
def test_a_change_says_what_is_given(ask: Ask, places: Callable[..., Any], version: str) -> None:
    path = f"/{version}/model-groups"
    made = ask("post", path, {"name": "g", "description": "All", "account_id": "default"})
    ask("post", path, {"name": "h", "account_id": "default"})
    one = f"{path}/{made['id']}"
    assert ask("patch", one, {"name": "i"}) == {**made, "name": "i"}
    assert ask("patch", one, {"description": None})["description"] in ("", None)
    assert "group 'h' already exists" in ask("patch", one, {"name": "h"}, status=409)["detail"]
    assert places("patch", one, {"name": None}) == [["body", "name"]]
    assert places("post", path, {"name": ""}) == [["body", "account_id"], ["body", "name"]]
    ask("post", path, {"name": "h", "account_id": "default"}, status=409)
    for account in ("nowhere", "", "no name"):
        ask("post", path, {"name": "j", "account_id": account}, status=403)
    ask("patch", f"{path}/group-gone", {"name": "h"}, status=404)


def test_lists_have_pages(ask: Ask, services: Services) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    for name, account in (("a", "default"), ("b", "search"), ("c", "default")):
        ask("post", "/v4/model-groups", {"name": name, "account_id": account})
    page = ask("get", "/v4/model-groups", limit=2)
    assert [each["name"] for each in page["items"]] == ["a", "b"]
    assert ask("get", "/v4/model-groups", page=3, limit=2)["items"] == []
    chosen = ask("get", "/v4/model-groups", account_id="search")["items"]
    assert [each["name"] for each in chosen] == ["b"]
    old = ask("get", "/v3/model-groups", account_id="default")
    assert [each["name"] for each in old] == ["a", "c"]


def test_a_model_is_put_into_a_group(ask: Ask, services: Services) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    here, there = (
        ask("post", "/v4/model-groups", {"name": "g", "account_id": account})["id"]
        for account in ("default", "search")
    )
    body = {"name": "m", "model_type": "GENERIC", "account_id": "default"}
    model = ask("post", "/v4/models", body)
    path = f"/v4/model-groups/{here}/models/{model['id']}"
    assert ask("post", path) == {**model, "model_group_id": here}
    assert ask("post", path) == {**model, "model_group_id": here}
    assert services.models.get(model["id"]).revision == 2
    said = ask("post", f"/v4/model-groups/{there}/models/{model['id']}", status=422)
    assert said["detail"][0]["loc"] == ["body", "model_group_id"]
    ask("post", f"/v4/model-groups/group-gone/models/{model['id']}", status=404)
    ask("post", f"/v4/model-groups/{here}/models/model-gone", status=404)
    assert "default/m" in ask("delete", f"/v3/model-groups/{here}", status=409)["detail"]
    ask("patch", f"/v4/models/{model['id']}", {"model_group_id": None})
    assert ask("delete", f"/v3/model-groups/{here}") == {"count": 1, "success": True}
    assert ask("delete", f"/v4/model-groups/{there}") == {"count": 1, "success": True}
