from collections.abc import Callable
from typing import Any

import pytest

from registry.services import Services
from tests.api.scale.conftest import Ask

Cast = Callable[..., dict[str, Any]]
Places = Callable[..., list[list[Any]]]

VERSIONS = pytest.mark.parametrize("version", ["v3", "v4"])
LAUNCH = {"vendor": "LAUNCH", "min_workers": 0, "max_workers": 1, "per_worker": 10}
ENGINE = {
    "vendor": "LLMENGINE",
    "min_workers": 0,
    "max_workers": 1,
    "per_worker": 10,
    "cpus": 3,
    "memory": "8Gi",
    "storage": "16Gi",
    "gpus": 0,
    "gpu_type": None,
    "high_priority": False,
    "num_shards": 4,
    "checkpoint_path": None,
    "model_name": None,
    "base_model_name": None,
    "inference_framework_image_tag": None,
}


@VERSIONS
def test_a_deployment_is_on_record_and_not_running(ask: Ask, cast: Cast, version: str) -> None:
    model = cast()
    path = f"/{version}/models/{model['id']}/deployments"
    given = {"name": "Production (EU)", "model_creation_parameters": {"model_id": "a"}}
    made = ask("post", path, {**given, "account_id": "default", "vendor_configuration": None})
    assert made == {
        **given,
        "id": made["id"],
        "account_id": "default",
        "created_at": made["created_at"],
        "created_by_user_id": "ada",
        "created_by_identity_type": "user",
        "status": "RECORDED_NOT_RUNNING",
        "model_instance_id": model["id"],
        "model_endpoint_id": None,
        "deployment_metadata": None,
        "vendor_configuration": None,
    }
    for other in ("v3", "v4"):
        assert ask("get", f"/{other}/models/{model['id']}/deployments/{made['id']}") == made


def test_it_answers_at_once_even_if_one_wants_to_wait(ask: Ask, cast: Cast) -> None:
    path = f"/v4/models/{cast()['id']}/deployments"
    parameters = {"model_id": "a", "max_len": "8"}
    made = ask(
        "post",
        path,
        {
            "name": "a",
            "wait_for_ready": True,
            "deployment_metadata": {"z": 1, "a": [2]},
            "model_creation_parameters": parameters,
            "new": 1,
        },
    )
    assert made["deployment_metadata"] == {"z": 1, "a": [2]}
    assert made["model_creation_parameters"] == {"model_id": "a", "max_len": 8}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, LAUNCH),
        ({"vendor": "LAUNCH", "max_workers": 4, "new": 1}, {**LAUNCH, "max_workers": 4}),
        ({"vendor": "LLMENGINE"}, ENGINE),
        (
            {"vendor": "LLMENGINE", "num_shards": 2, "new": 1, "model_name": "m"},
            {**ENGINE, "num_shards": 2, "model_name": "m"},
        ),
    ],
)
def test_scaling_is_told_apart_by_its_vendor_and_written_out(
    ask: Ask, cast: Cast, given: Any, shown: Any
) -> None:
    path = f"/v3/models/{cast(model_creation_parameters={'model_id': 'a'})['id']}/deployments"
    made = ask("post", path, {"name": "a", "account_id": "default", "vendor_configuration": given})
    assert made["vendor_configuration"] == shown


WRONG: list[tuple[dict[str, Any], list[Any]]] = [
    ({"name": None}, ["name"]),
    ({"account_id": "search"}, ["account_id"]),
    ({"deployment_metadata": []}, ["deployment_metadata"]),
    ({"model_creation_parameters": {"max_len": 0.5}}, ["model_creation_parameters", "max_len"]),
    ({"model_creation_parameters": {"colour": 1}}, ["model_creation_parameters", "colour"]),
    ({"model_creation_parameters": {"model_id": None}}, ["model_creation_parameters", "model_id"]),
]


@pytest.mark.parametrize(("fields", "place"), WRONG)
def test_a_wrong_field_is_refused_at_its_place(
    ask: Ask, cast: Cast, places: Places, fields: dict[str, Any], place: list[Any]
) -> None:
    path = f"/v4/models/{cast(model_creation_parameters={'model_id': 'a'})['id']}/deployments"
    assert places("post", path, {"name": "a", **fields}) == [["body", *place]]
    assert ask("get", "/v4/model-deployments")["items"] == []


@pytest.mark.parametrize("given", [{"vendor": "AWS"}, {"vendor": None}, 5, {"min_workers": "x"}])
def test_a_wrong_scaling_is_refused(cast: Cast, places: Places, given: Any) -> None:
    path = f"/v4/models/{cast(model_creation_parameters={'model_id': 'a'})['id']}/deployments"
    found = places("post", path, {"name": "a", "vendor_configuration": given})
    assert found
    assert all(place[:2] == ["body", "vendor_configuration"] for place in found)


@VERSIONS
def test_required_parameters_come_from_the_model_or_from_the_deployment(
    ask: Ask, cast: Cast, places: Places, version: str
) -> None:
    path = f"/{version}/models/{cast()['id']}/deployments"
    body = {"name": "a", "account_id": "default"}
    assert places("post", path, body) == [["body", "model_creation_parameters", "model_id"]]
    ask("post", path, {**body, "model_creation_parameters": {"model_id": "a"}})
    full = cast("full", model_creation_parameters={"model_id": "a", "max_len": 1})
    made = ask("post", f"/{version}/models/{full['id']}/deployments", body)
    assert made["model_creation_parameters"] is None


@VERSIONS
def test_a_change_says_what_is_given_and_null_takes_away(
    ask: Ask, services: Services, cast: Cast, places: Places, version: str
) -> None:
    model = cast(model_creation_parameters={"model_id": "a"})
    path = f"/{version}/models/{model['id']}/deployments"
    given = {"vendor_configuration": LAUNCH, "deployment_metadata": {"a": 1}}
    made = ask("post", path, {"name": "a", "account_id": "default", **given})
    one = f"{path}/{made['id']}"
    assert ask("patch", one, {**made, "account_id": "x", "wait_for_ready": False}) == made
    assert services.deployments.get(made["id"]).revision == 1
    changed = ask("patch", one, {"name": "b", "vendor_configuration": {"vendor": "LLMENGINE"}})
    assert changed == {**made, "name": "b", "vendor_configuration": ENGINE}
    cleared = ask("patch", one, {"deployment_metadata": None, "vendor_configuration": None})
    assert (cleared["deployment_metadata"], cleared["vendor_configuration"]) == (None, None)
    wrong = {"model_creation_parameters": {"max_len": "x"}}
    place = ["body", "model_creation_parameters", "max_len"]
    assert places("patch", one, wrong) == [place]
    assert places("patch", one, {"name": None}) == [["body", "name"]]


def test_a_name_is_taken_once_in_its_model(ask: Ask, cast: Cast) -> None:
    paths = [
        f"/v4/models/{cast(name, model_creation_parameters={'model_id': 'a'})['id']}/deployments"
        for name in ("a", "b")
    ]
    for path in paths:
        ask("post", path, {"name": "production"})
    said = ask("post", paths[0], {"name": "production"}, status=409)
    assert "deployment 'production' already exists" in said["detail"]


def test_lists_hold_those_of_one_model_or_of_all(
    ask: Ask, services: Services, cast: Cast, places: Places
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    first = cast("a", model_creation_parameters={"model_id": "a"})["id"]
    body = {"name": "s", "model_type": "GENERIC", "account_id": "search"}
    second = ask("post", "/v4/models", body)["id"]
    for id, name in ((first, "q"), (second, "r"), (first, "p")):
        ask("post", f"/v4/models/{id}/deployments", {"name": name})

    def names(path: str, **query: Any) -> list[str]:
        return [each["name"] for each in ask("get", path, **query)["items"]]

    assert names("/v4/model-deployments") == ["q", "r", "p"]
    assert names("/v4/model-deployments", account_id="search") == ["r"]
    assert names("/v4/model-deployments", sort_by="name:desc", limit=2) == ["r", "q"]
    assert names("/v4/model-deployments", page=2) == []
    assert names(f"/v4/models/{first}/deployments", sort_by="name:asc") == ["p", "q"]
    assert names(f"/v4/models/{first}/deployments", account_id="search") == []
    assert ask("get", f"/v4/models/{first}/deployments")["total_item_count"] == 2
    old = ask("get", f"/v3/models/{first}/deployments", account_id="default")
    assert [each["name"] for each in old] == ["q", "p"]
    assert places("get", "/v4/model-deployments", sort_by="x:asc") == [["query", "sort_by", 0]]
    for version in ("v3", "v4"):
        ask("get", f"/{version}/models/model-gone/deployments", status=404)


ORDERS = [
    "model_creation_parameters",
    "model_endpoint_id",
    "model_instance_id",
    "vendor_configuration",
    "deployment_metadata",
    "status",
    "id",
    "created_at",
    "account_id",
    "created_by_user_id",
    "created_by_identity_type",
    "name",
]


@pytest.mark.parametrize("field", ORDERS)
def test_every_field_of_the_contract_can_be_sorted_by(ask: Ask, cast: Cast, field: str) -> None:
    path = f"/v4/models/{cast(model_creation_parameters={'model_id': 'a'})['id']}/deployments"
    for name in ("a", "b"):
        ask("post", path, {"name": name, "deployment_metadata": {"n": name}})
    for way in ("asc", "desc"):
        found = ask("get", path, sort_by=f"{field}:{way}")["items"]
        assert {each["name"] for each in found} == {"a", "b"}


@VERSIONS
def test_a_deployment_belongs_to_its_model_alone(ask: Ask, cast: Cast, version: str) -> None:
    model = cast("a", model_creation_parameters={"model_id": "a"})["id"]
    other = cast("b")["id"]
    made = ask("post", f"/v4/models/{model}/deployments", {"name": "p"})
    wrong = f"/{version}/models/{other}/deployments/{made['id']}"
    for method, body in (("get", None), ("patch", {"name": "q"}), ("delete", None)):
        ask(method, wrong, body, status=404)
    right = f"/{version}/models/{model}/deployments/{made['id']}"
    assert ask("delete", right) == {"count": 1, "success": True}
    ask("get", right, status=404)


NOT_OFFERED = [
    ("post", "/v3/models/m/deployments/d/execute"),
    ("post", "/v4/models/m/deployments/d/execute"),
    *(
        ("post", f"/v4/models/d/{what}")
        for what in ("completions", "chat-completions", "embeddings", "rerankings")
    ),
    *(
        ("get", f"/v4/{of}/m/usage-statistics")
        for of in ("models", "model-groups", "model-deployments")
    ),
]


@pytest.mark.parametrize(("method", "path"), NOT_OFFERED)
def test_what_a_registry_does_not_do_says_so_once(client: Any, method: str, path: str) -> None:
    answer = client.request(method, path, json={"prompts": ["hi"]} if method == "post" else None)
    assert (answer.status_code, answer.headers["x-should-retry"]) == (501, "false")
    assert "this is a registry" in answer.json()["detail"]
