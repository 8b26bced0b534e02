"""What the documentation says of our own dialect, held against what it does."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.documented import DOCUMENT
from tests.api.v1.conftest import MODELS, TEMPLATES, WORKSPACE, Ask

SCHEMAS = DOCUMENT["components"]["schemas"]


def operations() -> Iterator[tuple[str, str]]:
    for path, methods in DOCUMENT["paths"].items():
        if path.startswith("/api/v1"):
            yield from ((method, path) for method in methods)


def has_example(media: dict[str, Any]) -> bool:
    schema = media["schema"]
    resolved = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return "example" in media or bool(resolved.get("examples"))


@pytest.mark.parametrize(("method", "path"), [*operations()])
def test_every_operation_has_examples(method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    bodies += [operation["responses"][status] for status in operation["responses"]]
    assert all(has_example(media) for body in bodies for media in body.get("content", {}).values())
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            assert parameter["schema"].get("examples"), parameter["name"]


@pytest.mark.parametrize(("method", "path"), [*operations()])
def test_every_refusal_is_documented_as_a_problem(method: str, path: str) -> None:
    responses = DOCUMENT["paths"][path][method]["responses"]
    refused = {status: each for status, each in responses.items() if status >= "400"}
    assert {"422", "503"} <= refused.keys()
    assert all([*each["content"]] == ["application/problem+json"] for each in refused.values())
    if "requestBody" in DOCUMENT["paths"][path][method]:
        assert {"400", "408", "413"} <= refused.keys()
        content = DOCUMENT["paths"][path][method]["requestBody"]["content"]
        assert ("415" in refused) is ("application/json" in content)


@pytest.mark.parametrize(("method", "path"), [*operations()])
def test_what_has_a_tag_says_so(method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    headers = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "header"}
    for status, tag in (("304", "if-none-match"), ("412", "if-match")):
        assert (status in operation["responses"]) is (tag in headers)
    if "304" in operation["responses"]:
        assert "ETag" in operation["responses"]["200"]["headers"]


def test_operations_are_named_once() -> None:
    names = [DOCUMENT["paths"][path][method]["operationId"] for method, path in operations()]
    assert len(set(names)) == len(names)


def test_examples_of_bodies_can_be_sent(ask: Ask) -> None:
    def example(method: str, path: str) -> dict[str, Any]:
        body = DOCUMENT["paths"][path][method]["requestBody"]["content"]["application/json"]
        schema = body["schema"]
        resolved = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        sent: dict[str, Any] = resolved["examples"][0]
        return sent

    root = "/api/v1/workspaces/{workspace}"
    template = ask("post", TEMPLATES, example("post", f"{root}/templates"), status=201).json()
    sent = example("post", f"{root}/models")
    body = {**sent, "model_template_id": template["id"]}
    ask("post", MODELS, body, status=201)
    one = f"{TEMPLATES}/{template['name']}"
    for action in ("validate", "render", "read"):
        said = ask(
            "post", f"{one}/{action}", example("post", f"{root}/templates/{{template}}/{action}")
        )
        assert said.json().get("valid") is not False
    ask(
        "post",
        f"{MODELS}/{sent['name']}/review",
        example("post", f"{root}/models/{{model}}/review"),
        match="*",
    )
    ask("post", f"{WORKSPACE}/drafts", example("post", f"{root}/drafts"), status=201)
    ask("post", "/api/v1/workspaces", example("post", "/api/v1/workspaces"), status=201)


def test_answers_promise_nothing_that_only_forms_ask_for() -> None:
    facts = SCHEMAS["ModelRevision"]["properties"]["base_model_metadata"]["anyOf"][0]
    assert "properties" not in facts
    scaling = SCHEMAS["EndpointConfig-Output"]["properties"]
    assert not {"minimum", "x-ui"} & scaling["cpus"].keys()
    shown = SCHEMAS["TemplateVersion"]["properties"]["model_type"]["$ref"].rpartition("/")[2]
    assert "BUNDLE" in SCHEMAS[shown]["enum"]
