from collections.abc import Callable
from typing import Any

import pytest

from registry.services import Services
from tests.api.scale.conftest import IMAGE, PARAMETERS, Ask

Pattern = Callable[..., dict[str, Any]]

WHOLE = {
    "vendor": "LAUNCH",
    "bundle_config": {
        **IMAGE,
        "command": [],
        "env": {},
        "streaming_command": None,
        "readiness_initial_delay_seconds": 120,
        "healthcheck_route": "/readyz",
        "predict_route": "/predict",
        "streaming_predict_route": "/generate_streaming",
    },
    "endpoint_config": {
        "cpus": 3,
        "memory": "8Gi",
        "storage": "16Gi",
        "gpus": 0,
        "gpu_type": None,
        "min_workers": 0,
        "max_workers": 1,
        "per_worker": 10,
        "endpoint_type": "ASYNC",
        "high_priority": False,
    },
    "fine_tuning_job_bundle_config": None,
}
TUNING = {
    **IMAGE,
    "command": [],
    "env": {},
    "mount_location": "/workspace/launch_specific/config.json",
    "training_dataset_schema_type": None,
    "resources": {"cpus": 3, "memory": "8Gi", "storage": "16Gi", "gpus": 0, "gpu_type": None},
}
VERSIONS = pytest.mark.parametrize("version", ["v3", "v4"])


@VERSIONS
def test_a_template_is_answered_with_its_defaults_written_out(
    ask: Ask, pattern: Pattern, version: str
) -> None:
    made = ask("post", f"/{version}/model-templates", pattern())
    assert made == {
        "id": made["id"],
        "account_id": "default",
        "created_at": "2026-01-01T00:00:00Z",
        "created_by_user_id": "ada",
        "created_by_identity_type": "user",
        "name": "vllm",
        "endpoint_type": "SYNC",
        "model_type": "COMPLETION",
        "vendor_configuration": WHOLE,
        "model_creation_parameters_schema": PARAMETERS,
        "model_request_parameters_schema": None,
        "endpoint_protocol": None,
    }
    for other in ("v3", "v4"):
        assert ask("get", f"/{other}/model-templates/{made['id']}") == made


def test_every_optional_field_is_kept(ask: Ask, pattern: Pattern) -> None:
    configuration = {
        "bundle_config": {**WHOLE["bundle_config"], "command": ["serve"], "env": {"A": "1"}},
        "endpoint_config": {"gpus": 2, "gpu_type": "nvidia-hopper-h100", "high_priority": None},
        "fine_tuning_job_bundle_config": IMAGE,
    }
    made = ask(
        "post",
        "/v4/model-templates",
        pattern(
            vendor_configuration=configuration,
            model_request_parameters_schema=PARAMETERS,
            endpoint_protocol="VLLM",
        ),
    )
    shown = made["vendor_configuration"]
    assert shown["bundle_config"] == configuration["bundle_config"]
    assert shown["endpoint_config"] == {
        **WHOLE["endpoint_config"],
        **configuration["endpoint_config"],
    }
    assert shown["fine_tuning_job_bundle_config"] == TUNING
    assert made["model_request_parameters_schema"] == PARAMETERS
    assert made["endpoint_protocol"] == "VLLM"


def test_unknown_fields_are_passed_over_wherever_they_stand(ask: Ask, pattern: Pattern) -> None:
    bundle = {"bundle_config": {**IMAGE, "new": 1}, "endpoint_config": {"new": 1}, "new": 1}
    made = ask("post", "/v4/model-templates", pattern(vendor_configuration=bundle, new={"a": 1}))
    assert made["vendor_configuration"] == WHOLE
    assert "new" not in made


WRONG = [
    ({"name": ""}, [["body", "name"]]),
    ({"name": None}, [["body", "name"]]),
    ({"name": "x" * 256}, [["body", "name"]]),
    ({"endpoint_type": "FAST"}, [["body", "endpoint_type"]]),
    ({"model_type": None}, [["body", "model_type"]]),
    ({"account_id": None}, [["body", "account_id"]]),
    ({"vendor_configuration": {}}, [["body", "vendor_configuration", "bundle_config"]]),
    (
        {"vendor_configuration": {"bundle_config": {**IMAGE, "command": None}}},
        [["body", "vendor_configuration", "bundle_config", "command"]],
    ),
    (
        {"model_creation_parameters_schema": {"parameters": [{"name": "a", "type": "str"}]}},
        [
            ["body", "model_creation_parameters_schema", "parameters", 0, "description"],
            ["body", "model_creation_parameters_schema", "parameters", 0, "required"],
        ],
    ),
    (
        {"model_creation_parameters_schema": {"parameters": {}}},
        [["body", "model_creation_parameters_schema", "parameters"]],
    ),
    (
        {"model_creation_parameters_schema": {"parameters": [PARAMETERS["parameters"][0]] * 2}},
        [["body", "model_creation_parameters_schema", "parameters", 1, "name"]],
    ),
    (
        {"model_request_parameters_schema": {"type": "object", "properties": {"a": 1}}},
        [["body", "model_request_parameters_schema", "properties", "a"]],
    ),
]


@pytest.mark.parametrize(("fields", "expected"), WRONG)
def test_a_wrong_field_is_refused_at_its_place(
    places: Callable[..., Any], ask: Ask, pattern: Pattern, fields: Any, expected: Any
) -> None:
    assert places("post", "/v4/model-templates", pattern(**fields)) == expected
    assert ask("get", "/v3/model-templates") == []


@VERSIONS
def test_a_name_is_taken_once_in_its_account_whatever_is_in_it(
    ask: Ask, services: Services, pattern: Pattern, version: str
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    path = f"/{version}/model-templates"
    for name in ("vllm", "vLLM: the server"):
        ask("post", path, pattern(name))
        ask("post", path, pattern(name, account_id="search"))
        said = ask("post", path, pattern(name), status=409)
        assert f"template '{name}' already exists" in said["detail"]
    for account in ("nowhere", "", "no name"):
        said = ask("post", path, pattern("a", account_id=account), status=403)["detail"]
        assert repr(account) in said


def test_a_conflict_is_not_worth_another_try(client: Any, template: Any, pattern: Pattern) -> None:
    answer = client.post("/v4/model-templates", json=pattern())
    assert (answer.status_code, answer.headers["x-should-retry"]) == (409, "false")


def test_a_name_that_is_none_here_is_kept_and_shown(
    ask: Ask, services: Services, pattern: Pattern
) -> None:
    made = ask("post", "/v4/model-templates", pattern("vLLM: the server"))
    assert made["name"] == "vLLM: the server"
    kept = services.templates.get(made["id"])
    assert kept.name.startswith("vLLM-the-server-")
    assert (kept.display_name, kept.given_name) == ("vLLM: the server", "vLLM: the server")


def test_lists_have_pages_and_end_with_an_empty_one(
    ask: Ask, services: Services, pattern: Pattern, places: Callable[..., Any]
) -> None:
    services.workspaces.create({"name": "search"}, actor="ada")
    for name, account in (("a", "default"), ("b", "search"), ("c", "default")):
        ask("post", "/v4/model-templates", pattern(name, account_id=account))
    path = "/v4/model-templates"
    first = ask("get", path, limit=2)
    assert [each["name"] for each in first.pop("items")] == ["a", "b"]
    assert first == {"current_page": 1, "items_per_page": 2, "total_item_count": 3}
    assert [each["name"] for each in ask("get", path, limit=2, page=2)["items"]] == ["c"]
    past = {"items": [], "current_page": 10**12, "items_per_page": 100, "total_item_count": 3}
    assert ask("get", path, page=10**12) == past
    chosen = ask("get", path, account_id="search")
    assert ([each["name"] for each in chosen["items"]], chosen["total_item_count"]) == (["b"], 1)
    assert ask("get", path, account_id="nowhere", status=403)
    for wrong in ({"page": 0}, {"limit": 0}, {"limit": 10_001}, {"page": "x"}):
        assert places("get", path, **wrong) == [["query", *wrong]]
    old = "/v3/model-templates"
    assert [each["name"] for each in ask("get", old)] == ["a", "b", "c"]
    assert [each["name"] for each in ask("get", old, account_id="default")] == ["a", "c"]


def test_only_the_older_generation_changes_a_template_and_makes_a_version(
    ask: Ask, services: Services, template: dict[str, Any]
) -> None:
    path = f"/v3/model-templates/{template['id']}"
    changed = ask("patch", path, {"name": "vllm", "model_type": "AGENT", "account_id": "x"})
    assert changed == {**template, "model_type": "AGENT"}
    assert services.templates.get(template["id"]).version == 2
    assert ask("patch", path, {"name": "vllm"}) == changed
    assert services.templates.get(template["id"]).version == 2
    ask("patch", f"/v4/model-templates/{template['id']}", {"name": "b"}, status=405)
    configuration = {"bundle_config": {**IMAGE, "tag": "v2"}, "endpoint_config": None}
    changed = ask("patch", path, {"name": "new", "vendor_configuration": configuration})
    assert changed["name"] == "new"
    assert changed["vendor_configuration"]["endpoint_config"] is None
    cleared = ask("patch", path, {"model_creation_parameters_schema": None})
    assert cleared["model_creation_parameters_schema"] is None


@pytest.mark.parametrize("name", ["name", "endpoint_type", "model_type", "vendor_configuration"])
def test_what_a_template_must_have_cannot_be_taken_away(
    places: Callable[..., Any], template: dict[str, Any], name: str
) -> None:
    path = f"/v3/model-templates/{template['id']}"
    assert places("patch", path, {name: None}) == [["body", name]]


def test_a_change_leaves_alone_what_this_dialect_cannot_say(
    ask: Ask, services: Services, pattern: Pattern
) -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"size": {"type": "integer", "minimum": 1, "maximum": 8}},
        "required": ["size"],
    }
    given = pattern("kept", model_creation_parameters_schema=schema, model_type="BUNDLE")
    del given["account_id"]
    kept = services.templates.create(
        {**given, "description": "From the app", "display_name": "Kept"},
        workspace="default",
        actor="eve",
    )
    path = f"/v3/model-templates/{kept.id}"
    shown = ask("get", path)
    listed = [{"name": "size", "type": "int", "description": "", "required": True}]
    assert shown["model_creation_parameters_schema"] == {**schema, "parameters": listed}
    assert shown["model_type"] == "GENERIC"
    assert ask("get", f"/v4/model-templates/{kept.id}")["model_type"] == "BUNDLE"
    back = {
        name: shown[name]
        for name in ("name", "endpoint_type", "model_type", "vendor_configuration")
    }
    for schemas in (shown["model_creation_parameters_schema"], {"parameters": listed}):
        ask("patch", path, {**back, "model_creation_parameters_schema": schemas})
        assert services.templates.get(kept.id) == kept
    ask("patch", path, {**back, "name": "Kept!", "model_creation_parameters_schema": schemas})
    changed = services.templates.get(kept.id)
    assert changed.model_creation_parameters_schema == schema
    assert (changed.description, changed.display_name) == ("From the app", "Kept")
    assert (changed.given_name, changed.model_type) == ("Kept!", "BUNDLE")


def test_a_schema_that_is_sent_as_it_was_shown_is_kept_as_it_was(
    ask: Ask, services: Services, pattern: Pattern
) -> None:
    schema = {"type": "object", "properties": {"size": {"type": "integer"}}}
    made = ask("post", "/v4/model-templates", pattern(model_creation_parameters_schema=schema))
    shown = made["model_creation_parameters_schema"]
    again = pattern("again", model_creation_parameters_schema=shown)
    clone = ask("post", "/v4/model-templates", again)
    assert services.templates.get(clone["id"]).model_creation_parameters_schema == schema


def test_entries_that_lack_something_are_shown_whole(
    ask: Ask, services: Services, pattern: Pattern
) -> None:
    given = pattern(model_creation_parameters_schema={"parameters": [{"name": "a", "type": "int"}]})
    del given["account_id"]
    made = services.templates.create(given, workspace="default", actor="ada")
    shown = ask("get", f"/v3/model-templates/{made.id}")["model_creation_parameters_schema"]
    whole = {"name": "a", "type": "int", "description": "", "required": False}
    assert shown == {"parameters": [whole]}


@VERSIONS
def test_a_template_goes_unless_models_were_made_from_it(
    ask: Ask, cast: Callable[..., Any], template: dict[str, Any], version: str
) -> None:
    model = cast()
    path = f"/{version}/model-templates/{template['id']}"
    assert "default/llama" in ask("delete", path, status=409)["detail"]
    ask("delete", f"/v4/models/{model['id']}")
    assert ask("delete", path) == {"count": 1, "success": True}
    for method in ("get", "delete"):
        assert template["id"] in ask(method, path, status=404)["detail"]
