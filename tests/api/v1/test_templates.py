"""Templates in our own dialect."""

from typing import Any

import pytest

from tests.api.v1.conftest import TEMPLATE, TEMPLATES, Ask

ONE = f"{TEMPLATES}/vllm"


def test_a_new_template_is_told_with_its_address_and_its_tag(ask: Ask) -> None:
    made = ask("post", TEMPLATES, TEMPLATE, status=201, note="first")
    body = made.json()
    assert body.items() >= {"name": "vllm", "version": 1, "workspace": "default"}.items()
    assert made.headers["location"] == ONE
    assert made.headers["etag"] == f'"{body["id"]}.1"'
    read = ask("get", ONE)
    assert (read.json(), read.headers["etag"]) == (body, made.headers["etag"])
    assert ask("get", f"{ONE}/versions").json()["items"][0]["note"] == "first"


def test_a_name_that_is_taken_is_409(ask: Ask, template: dict[str, Any]) -> None:
    said = ask("post", TEMPLATES, TEMPLATE, status=409).json()
    assert (said["code"], said["name"]) == ("already_exists", "vllm")


def test_a_workspace_that_is_not_there_has_no_templates(ask: Ask) -> None:
    for method, body in (("get", None), ("post", TEMPLATE)):
        ask(method, "/api/v1/workspaces/nowhere/templates", body, status=404)


def test_what_was_read_can_be_sent_back_and_changes_nothing(ask: Ask) -> None:
    ask("post", TEMPLATES, TEMPLATE, status=201)
    read = ask("get", ONE)
    again = ask("put", ONE, read.json(), match=read.headers["etag"])
    assert (again.json(), again.headers["etag"]) == (read.json(), read.headers["etag"])


def test_a_change_makes_a_version_and_the_same_change_makes_none(
    ask: Ask, template: dict[str, Any]
) -> None:
    wanted = {**TEMPLATE, "description": "New"}
    changed = ask("put", ONE, wanted, match="*").json()
    assert (changed["version"], changed["description"]) == (2, "New")
    assert ask("put", ONE, wanted, match="*").json() == changed
    assert ask("get", ONE).json() == changed


def test_another_name_renames_and_tells_the_new_address(ask: Ask, template: dict[str, Any]) -> None:
    renamed = ask("put", ONE, {**TEMPLATE, "name": "new"}, match="*")
    assert renamed.headers["content-location"] == f"{TEMPLATES}/new"
    assert ask("get", f"{TEMPLATES}/new").json()["id"] == template["id"]
    ask("get", ONE, status=404)
    ask("put", ONE, TEMPLATE, match="*", status=404)


def test_a_wrong_schema_is_told_at_its_place(ask: Ask) -> None:
    wrong = {"type": "object", "properties": {"a": {"type": "strin"}}}
    said = ask(
        "post", TEMPLATES, {**TEMPLATE, "model_creation_parameters_schema": wrong}, status=422
    ).json()
    (mistake,) = said["errors"]
    assert mistake["in"] == "body"
    assert mistake["pointer"] == "/model_creation_parameters_schema/properties/a/type"


def test_a_field_that_does_not_exist_is_refused(ask: Ask) -> None:
    said = ask("post", TEMPLATES, {**TEMPLATE, "descripton": "x"}, status=422).json()
    assert [each["pointer"] for each in said["errors"]] == ["/descripton"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["a", "b", "c"]),
        ({"sort": "-name"}, ["c", "b", "a"]),
        ({"search": "second"}, ["b"]),
        ({"model_type": ["AGENT", "EMBEDDING"]}, ["a", "c"]),
        ({"model_type": "AGENT", "endpoint_type": "BATCH"}, []),
    ],
    ids=str,
)
def test_templates_are_searched_filtered_and_sorted(
    ask: Ask, query: dict[str, Any], names: list[str]
) -> None:
    for name, kind in (("a", "AGENT"), ("b", "COMPLETION"), ("c", "EMBEDDING")):
        more = {"name": name, "model_type": kind, "description": {"b": "The Second"}.get(name)}
        ask("post", TEMPLATES, {**TEMPLATE, **more}, status=201)
    found = ask("get", TEMPLATES, **query).json()
    assert [each["name"] for each in found["items"]] == names
    assert (found["total"], found["total_is_exact"], found["damaged"]) == (len(names), True, [])


def test_an_unknown_order_is_refused_in_the_query(ask: Ask) -> None:
    (mistake,) = ask("get", TEMPLATES, sort="color", status=422).json()["errors"]
    assert (mistake["in"], mistake["pointer"]) == ("query", "/sort")
    assert "-updated_at" in mistake["detail"]


def test_a_deleted_template_is_gone(ask: Ask, template: dict[str, Any]) -> None:
    ask("delete", ONE, status=204)
    for method in ("get", "delete"):
        ask(method, ONE, status=404)


def test_a_template_that_a_model_uses_stays_and_the_model_is_named(
    ask: Ask, template: dict[str, Any], client: Any
) -> None:
    body = {"name": "m", "model_type": "AGENT", "account_id": "default"}
    cast = {**body, "model_template_id": template["id"]}
    assert client.post("/v4/models", json=cast).status_code == 200
    said = ask("delete", ONE, status=409).json()
    assert (said["code"], said["users"], said["total"]) == ("in_use", ["default/m"], 1)
