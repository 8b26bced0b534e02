"""Dry runs in our own dialect."""

from typing import Any

import pytest

from registry.services import Services
from streamlit_jsonschema_form.validation import MASK
from tests.api.v1.conftest import MODELS, PARAMETERS, TEMPLATE, TEMPLATES, WORKSPACE, Ask

VALIDATE = f"{TEMPLATES}/vllm/validate"


def keywords(found: list[dict[str, str]]) -> dict[str, str]:
    return {each["pointer"]: each["keyword"] for each in found}


def test_sound_parameters_are_valid_and_nothing_is_made(
    ask: Ask, template: dict[str, Any], services: Services
) -> None:
    found = ask("post", VALIDATE, {"parameters": PARAMETERS}).json()
    assert found == {"valid": True, "problems": [], "remarks": []}
    assert services.models.list("default").total == 0


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"length": 0}, {"/length": "minimum", "/model": "required"}),
        ({"model": 5}, {"/model": "type"}),
        ({"model": "m", "token": MASK}, {"/token": "mask"}),
        ([], {"": "type"}),
        (None, {"": "type"}),
    ],
    ids=str,
)
def test_every_problem_is_told_at_its_place(
    ask: Ask, template: dict[str, Any], parameters: Any, expected: dict[str, str]
) -> None:
    found = ask("post", VALIDATE, {"parameters": parameters}).json()
    assert not found["valid"]
    told = {f"/parameters{place}": keyword for place, keyword in expected.items()}
    assert keywords(found["problems"]) == told
    assert all(each["detail"] for each in found["problems"])


def test_a_name_that_is_not_declared_is_remarked(ask: Ask, template: dict[str, Any]) -> None:
    found = ask("post", VALIDATE, {"parameters": {"model": "m", "lenght": 4}}).json()
    assert (found["valid"], keywords(found["remarks"])) == (
        True,
        {"/parameters/lenght": "undeclared"},
    )


def test_a_value_that_no_choice_uses_is_remarked(ask: Ask) -> None:
    schema = {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}},
        "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
        "then": {"properties": {"size": {"type": "integer"}}},
    }
    body = {**TEMPLATE, "model_creation_parameters_schema": schema}
    ask("post", TEMPLATES, body, status=201)
    found = ask("post", VALIDATE, {"parameters": {"kind": "b", "size": 1}}).json()
    assert keywords(found["remarks"])["/parameters/size"] == "unused"
    assert ask("post", VALIDATE, {"parameters": {"kind": "a", "size": 1}}).json()["remarks"] == []


def test_parameters_are_held_against_the_version_and_the_schema_that_are_asked_for(
    ask: Ask, template: dict[str, Any]
) -> None:
    strict = {"type": "object", "properties": {"seed": {"type": "integer"}}, "required": ["seed"]}
    changed = {
        **TEMPLATE,
        "model_creation_parameters_schema": None,
        "model_request_parameters_schema": strict,
    }
    ask("put", f"{TEMPLATES}/vllm", changed, match="*")
    for more, valid in (
        ({}, True),
        ({"version": 2}, True),
        ({"version": 1}, False),
        ({"kind": "request"}, False),
        ({"kind": "request", "version": 1}, True),
    ):
        found = ask("post", VALIDATE, {"parameters": {}, **more}).json()
        assert found["valid"] is valid, more
    ask("post", VALIDATE, {"parameters": {}, "version": 3}, status=404)
    ask("post", VALIDATE, {"parameters": {}, "kind": "other"}, status=422)
    ask("post", VALIDATE, {"parameter": {}}, status=422)


def test_a_form_begins_with_the_defaults(ask: Ask) -> None:
    numbers = {"type": "integer", "default": 1}
    schema = {"type": "object", "properties": {"a": numbers, "b": numbers}, "required": ["a"]}
    body = {**TEMPLATE, "model_creation_parameters_schema": schema}
    ask("post", TEMPLATES, body, status=201)
    path = f"{TEMPLATES}/vllm/defaults"
    assert ask("get", path).json() == {"parameters": {"a": 1}}
    assert ask("get", path, fill="all", version=1).json() == {"parameters": {"a": 1, "b": 1}}
    ask("put", f"{TEMPLATES}/vllm", {**body, "model_creation_parameters_schema": None}, match="*")
    assert ask("get", path, fill="all").json() == {"parameters": {}}
    ask("get", path, version=3, status=404)
    ask("get", path, fill="none", status=422)


def test_a_template_is_tried_with_remarks(ask: Ask, template: dict[str, Any]) -> None:
    path = f"{WORKSPACE}/validate/template"
    assert keywords(ask("post", path, TEMPLATE).json()["problems"]) == {"/name": "unique"}
    schema = {"properties": {"a": {"type": "integer", "default": "x"}}}
    doubtful = {**template, "model_creation_parameters_schema": schema}
    found = ask("post", path, doubtful, replacing="vllm").json()
    place = "/model_creation_parameters_schema/properties/a/default"
    assert (found["valid"], keywords(found["remarks"])) == (True, {place: "default"})
    wrong = ask("post", path, {"name": "a b"}).json()
    assert keywords(wrong["problems"])["/vendor_configuration"] == "required"
    ask("post", path, TEMPLATE, replacing="none", status=404)


def test_a_model_is_tried_as_it_would_be_made_or_replaced(ask: Ask, model: dict[str, Any]) -> None:
    path = f"{WORKSPACE}/validate/model"
    assert keywords(ask("post", path, {"name": "bot"}).json()["problems"]) == {"/name": "unique"}
    assert ask("post", path, model, replacing="bot").json()["valid"]
    clone = ask("post", path, {**model, "name": "clone"}).json()
    assert keywords(clone["problems"]) == {"/model_creation_parameters/token": "mask"}
    wrong = {"name": "new", "model_template_id": "template-x", "x": 1}
    assert "/x" in keywords(ask("post", path, wrong).json()["problems"])
    ask("post", "/api/v1/workspaces/nowhere/validate/model", model, status=404)
    assert ask("get", MODELS).json()["total"] == 1
