"""Models in our own dialect."""

from typing import Any

import pytest

from tests.api.v1.conftest import MODELS, PARAMETERS, WORKSPACE, Ask
from tests.spec import SPEC

ONE = f"{MODELS}/bot"


def test_a_new_model_is_told_with_its_address_and_its_tag(
    ask: Ask, template: dict[str, Any]
) -> None:
    made = ask("post", MODELS, {"name": "free", "custom_fields": {"a": 1.0}}, status=201)
    body = made.json()
    assert body.items() >= {"model_type": "GENERIC", "revision": 1, "updated_by": "ada"}.items()
    assert made.headers["location"] == f"{MODELS}/free"
    assert made.headers["etag"] == f'"{body["id"]}.1"'
    read = ask("get", f"{MODELS}/free")
    assert (read.json(), read.headers["etag"]) == (body, made.headers["etag"])


def test_a_model_is_pinned_to_the_version_it_was_made_from(
    ask: Ask, template: dict[str, Any], model: dict[str, Any]
) -> None:
    assert model["model_template_version"] == 1
    assert model["model_type"] == template["model_type"]


def test_wrong_parameters_are_told_at_their_places(ask: Ask, template: dict[str, Any]) -> None:
    body = {
        "name": "m",
        "model_template_id": template["id"],
        "model_creation_parameters": {"length": 0},
    }
    said = ask("post", MODELS, body, status=422).json()
    assert {each["pointer"]: each["keyword"] for each in said["errors"]} == {
        "/model_creation_parameters/model": "required",
        "/model_creation_parameters/length": "minimum",
    }


def test_what_was_read_can_be_sent_back_and_changes_nothing(
    ask: Ask, model: dict[str, Any]
) -> None:
    read = ask("get", ONE)
    again = ask("put", ONE, read.json(), match=read.headers["etag"])
    assert (again.json(), again.headers["etag"]) == (read.json(), read.headers["etag"])


def test_a_change_makes_a_revision_and_its_review_begins_anew(
    ask: Ask, model: dict[str, Any]
) -> None:
    body = {"state": "approved", "note": "fine"}
    reviewed = ask("post", f"{ONE}/review", body, match=f'"{model["id"]}.1"')
    said = reviewed.json()["review"]
    assert (said["state"], said["by"], said["note"]) == ("approved", "ada", "fine")
    wanted = {**reviewed.json(), "description": "New"}
    changed = ask("put", ONE, wanted, match=reviewed.headers["etag"], note="why").json()
    assert (changed["revision"], changed["review"]["state"]) == (3, "pending")
    newest = ask("get", f"{ONE}/revisions").json()["items"][0]
    assert (newest["number"], newest["note"]) == (3, "why")


def test_both_platforms_read_what_is_made_here_and_keep_what_they_cannot_say(
    ask: Ask, model: dict[str, Any], client: Any
) -> None:
    nemo = f"/apis/models/v2/workspaces/default/models/{model['name']}"
    ask("post", f"{ONE}/review", {"state": "approved"}, match="*")
    before = ask("get", ONE)
    assert client.get(nemo).json()["id"] == model["id"]
    shown = client.get(f"/v4/models/{model['id']}").json()
    assert shown["model_template_id"] == model["model_template_id"]
    assert client.patch(nemo, json={"description": "theirs"}).status_code == 200
    ask("put", ONE, {**model, "description": "mine"}, match=before.headers["etag"], status=412)
    after = ask("get", ONE).json()
    assert (after["description"], after["revision"]) == ("theirs", 3)
    assert after["model_creation_parameters"] == model["model_creation_parameters"]


def test_nobody_reviews_what_nobody_looked_at(ask: Ask, model: dict[str, Any]) -> None:
    ask("post", f"{ONE}/review", {"state": "approved"}, status=428)
    ask("put", ONE, {**model, "description": "New"}, match="*")
    old = f'"{model["id"]}.1"'
    ask("post", f"{ONE}/review", {"state": "approved"}, match=old, status=412)
    assert ask("get", ONE).json()["review"]["state"] == "pending"


@pytest.mark.parametrize("body", [{}, {"state": "good"}, {"state": "approved", "note": "x" * 1001}])
def test_a_review_of_no_kind_is_refused(
    ask: Ask, model: dict[str, Any], body: dict[str, str]
) -> None:
    (mistake,) = ask("post", f"{ONE}/review", body, match="*", status=422).json()["errors"]
    assert mistake["pointer"] in ("/state", "/note")


def test_a_model_is_renamed_and_deleted(ask: Ask, model: dict[str, Any]) -> None:
    renamed = ask("put", ONE, {**model, "name": "new"}, match="*")
    assert renamed.headers["content-location"] == f"{MODELS}/new"
    ask("delete", f"{MODELS}/new", match=f'"{model["id"]}.1"', status=412)
    ask("delete", f"{MODELS}/new", match=renamed.headers["etag"], status=204)
    ask("get", f"{MODELS}/new", status=404)


def test_a_model_with_deployments_stays(ask: Ask, model: dict[str, Any], client: Any) -> None:
    path = f"/v4/models/{model['id']}/deployments"
    assert client.post(path, json={"name": "p", "account_id": "default"}).status_code == 200
    assert ask("delete", ONE, status=409).json()["code"] == "in_use"


def test_a_parser_of_tool_calls_is_refused_where_none_are_allowed(ask: Ask) -> None:
    config = {"tool_call_parser": "x", "tool_call_plugin": "evil.py"}
    body = {"name": "m", "spec": {**SPEC, "tool_call_config": config}}
    said = ask("post", MODELS, body, status=403).json()
    assert said["code"] == "plugins_off"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["c", "b", "a"]),
        ({"sort": "name"}, ["a", "b", "c"]),
        ({"search": "chat second"}, ["b"]),
        ({"model_type": "AGENT"}, ["a"]),
        ({"base_model": ["meta/x", "meta/y"]}, ["c", "b"]),
        ({"finetuning_type": "lora_merged"}, ["c"]),
        ({"review": ["approved", "changes_requested"]}, ["a"]),
        ({"created_from": "2026-01-01T00:00:00Z"}, ["c", "b", "a"]),
        ({"created_before": "2025-12-31T23:00:00-02:00"}, ["c", "b", "a"]),
        ({"created_before": "2026-01-01T00:00:00Z"}, []),
    ],
    ids=str,
)
def test_models_are_searched_filtered_and_sorted(
    ask: Ask, query: dict[str, Any], names: list[str]
) -> None:
    given: dict[str, dict[str, Any]] = {
        "a": {"model_type": "AGENT"},
        "b": {"description": "the second chat", "base_model": "meta/x"},
        "c": {"base_model": "meta/y", "finetuning_type": "lora_merged"},
    }
    for name, fields in given.items():
        ask("post", MODELS, {"name": name, **fields}, status=201)
    ask("post", f"{MODELS}/a/review", {"state": "approved"}, match="*")
    order = {} if "sort" in query else {"sort": "-created_at"}
    found = ask("get", MODELS, **query, **order).json()
    assert [each["name"] for each in found["items"]] == names


def test_models_are_found_by_their_template(
    ask: Ask, template: dict[str, Any], model: dict[str, Any]
) -> None:
    for id, total in ((template["id"], 1), ("template-x", 0)):
        assert ask("get", MODELS, model_template_id=id).json()["total"] == total


@pytest.mark.parametrize(
    "moment", ["2026-01-01T00:00:00", "yesterday", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_that_is_none_is_refused(ask: Ask, moment: str) -> None:
    (mistake,) = ask("get", MODELS, created_from=moment, status=422).json()["errors"]
    assert (mistake["in"], mistake["pointer"]) == ("query", "/created_from")


def test_models_are_held_against_the_first_of_them(ask: Ask, model: dict[str, Any]) -> None:
    template = model["model_template_id"]
    for name, token in (("same", "hush"), ("other", "loud")):
        parameters = {**PARAMETERS, "token": token}
        body = {
            "name": name,
            "model_template_id": template,
            "model_creation_parameters": parameters,
        }
        ask("post", MODELS, body, status=201)
    found = ask("get", f"{WORKSPACE}/comparison", model=["bot", "same", "other"]).json()
    assert found["first"] == "bot"
    places = {each["model"]: [c["pointer"] for c in each["changes"]] for each in found["others"]}
    secret = "/model_creation_parameters/token"
    assert places == {"same": ["/name"], "other": ["/name", secret]}
    assert "hush" not in str(found)


@pytest.mark.parametrize("names", [[], ["bot"], ["bot"] * 21])
def test_a_comparison_needs_two_models_and_not_too_many(
    ask: Ask, model: dict[str, Any], names: list[str]
) -> None:
    ask("get", f"{WORKSPACE}/comparison", model=names, status=422)
    ask("get", f"{WORKSPACE}/comparison", model=["bot", "none"], status=404)
