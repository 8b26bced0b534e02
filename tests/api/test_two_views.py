"""What one dialect makes, the other reads; a change through one leaves the other's fields alone."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.services import Services

NEMO = "/apis/models/v2/workspaces/default/models"
SCALE: dict[str, Any] = {
    "model_vendor": "VERTEX_AI",
    "model_creation_parameters": {"anything": [1, 1.0]},
    "base_model_id": "base-1",
    "base_model_metadata": {"modelDetails": {"languages": 3}},
    "model_card": "# Card",
    "training_data_card": "# Data",
    "display_name": "Pretty",
}
OURS: dict[str, Any] = {
    "project": "search/ranking",
    "custom_fields": {"cost": 1.0},
    "ownership": {"team": "search"},
    "base_model": "meta/llama",
    "trust_remote_code": True,
    "backend_format": "OPENAI_CHAT",
    "finetuning_type": "lora_merged",
}


def ok(answer: Any) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


def test_a_model_of_scale_is_changed_through_nemo_and_keeps_what_nemo_cannot_say(
    client: TestClient, services: Services
) -> None:
    group = ok(client.post("/v4/model-groups", json={"name": "g", "account_id": "default"}))
    body = {"name": "A & B", "model_type": "AGENT", "account_id": "default", **SCALE}
    made = ok(client.post("/v4/models", json={**body, "model_group_id": group["id"]}))
    name = services.models.get(made["id"]).name
    seen = ok(client.get(f"{NEMO}/{name}"))
    assert (seen["id"], seen["workspace"], seen["name"]) == (made["id"], "default", name)
    ok(client.patch(f"{NEMO}/{name}", json={"description": "New", "project": "p"}))
    for version in ("v3", "v4"):
        shown = ok(client.get(f"/{version}/models/{made['id']}"))
        assert (shown["name"], shown["description"]) == ("A & B", "New")
    assert shown == {**made, "description": "New"}


def test_a_model_of_nemo_is_changed_through_scale_and_keeps_what_scale_cannot_say(
    client: TestClient,
) -> None:
    made = ok(client.post(NEMO, json={"name": "own", "description": "Old", **OURS}))
    assert made["created_at"]
    for number, version in enumerate(("v3", "v4")):
        (shown,) = (
            ok(client.get("/v3/models"))
            if version == "v3"
            else ok(client.get("/v4/models"))["items"]
        )
        assert (shown["id"], shown["name"]) == (made["id"], "own")
        change = {**SCALE, "description": f"New {number}", "account_id": "default"}
        ok(client.patch(f"/{version}/models/{made['id']}", json=change))
        seen = ok(client.get(f"{NEMO}/own"))
        assert {name: seen[name] for name in OURS} == OURS
        assert seen["description"] == f"New {number}"


def test_a_template_of_scale_is_found_and_used_by_its_derived_name(
    client: TestClient, services: Services
) -> None:
    body = {
        "name": "vLLM: the server",
        "endpoint_type": "SYNC",
        "model_type": "COMPLETION",
        "account_id": "default",
        "vendor_configuration": {
            "bundle_config": {"registry": "docker.io", "image": "vllm", "tag": "v1"}
        },
    }
    made = ok(client.post("/v4/model-templates", json=body))
    (kept,) = services.templates.list("default").items
    assert (kept.id, kept.display_name) == (made["id"], "vLLM: the server")
    cast = {"name": "cast", "model_template_id": kept.id}
    model = services.models.create(cast, workspace="default", actor="eve")
    assert ok(client.get(f"{NEMO}/cast"))["id"] == model.id
    for version in ("v3", "v4"):
        shown = ok(client.get(f"/{version}/models/{model.id}"))
        assert (shown["model_template_id"], shown["model_type"]) == (kept.id, "COMPLETION")
        assert shown["created_by_user_id"] == "eve"


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_a_model_with_deployments_stays_whichever_dialect_deletes_it(
    client: TestClient, version: str
) -> None:
    made = ok(client.post(NEMO, json={"name": "own"}))
    path = f"/{version}/models/{made['id']}/deployments"
    ok(client.post(path, json={"name": "p", "account_id": "default"}))
    refused = client.delete(f"{NEMO}/own")
    assert (refused.status_code, refused.headers["x-should-retry"]) == (409, "false")
