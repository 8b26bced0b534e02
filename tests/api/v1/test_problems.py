"""Every refusal has one shape, whatever refuses."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.v1.conftest import TEMPLATE, TEMPLATES

JSON = {"content-type": "application/json"}
MEMBERS = {"type", "title", "status", "code", "detail", "errors"}
REFUSED: list[tuple[int, str, str, str, dict[str, Any]]] = [
    (400, "not_json", "POST", TEMPLATES, {"content": b"{", "headers": JSON}),
    (400, "not_json", "POST", TEMPLATES, {"content": b"\xff", "headers": JSON}),
    (400, "unacceptable", "GET", f"{TEMPLATES}?cursor=x", {}),
    (404, "not_found", "GET", f"{TEMPLATES}/none", {}),
    (404, "not_found", "GET", "/api/v1/none", {}),
    (405, "method_not_allowed", "PATCH", TEMPLATES, {}),
    (409, "already_exists", "POST", TEMPLATES, {"json": TEMPLATE}),
    (412, "unmatched", "DELETE", f"{TEMPLATES}/vllm", {"headers": {"if-match": '"x"'}}),
    (413, "too_large", "POST", TEMPLATES, {"content": b'"' + b"x" * 2**21, "headers": JSON}),
    (415, "wrong_media", "POST", TEMPLATES, {"content": b"{}"}),
    (415, "wrong_media", "POST", TEMPLATES, {"data": {"name": "x"}}),
    (422, "invalid", "POST", TEMPLATES, {"json": {}}),
    (422, "invalid", "POST", TEMPLATES, {"json": []}),
    (422, "invalid", "POST", TEMPLATES, {}),
    (422, "invalid", "GET", f"{TEMPLATES}?limit=0", {}),
    (428, "unconditional", "PUT", f"{TEMPLATES}/vllm", {"json": TEMPLATE}),
]


@pytest.fixture
def small(serve: Any) -> TestClient:
    """A client of a server that takes bodies of 1 MiB, with one template."""
    client: TestClient = serve(actor="ada", max_body=2**20)
    assert client.post(TEMPLATES, json=TEMPLATE).status_code == 201
    return client


@pytest.mark.parametrize(("status", "code", "method", "path", "more"), REFUSED)
def test_a_refusal_says_what_was_expected_in_one_shape(
    small: TestClient, status: int, code: str, method: str, path: str, more: dict[str, Any]
) -> None:
    answer = small.request(method, path, **more)
    said = answer.json()
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert said.keys() >= MEMBERS
    assert said["type"] == "about:blank"
    assert all(each.keys() == {"in", "pointer", "keyword", "detail"} for each in said["errors"])


def test_each_mistake_of_a_body_is_told_in_our_words(small: TestClient) -> None:
    wrong = {**TEMPLATE, "name": "a b", "endpoint_type": "FAST", "vendor_configuration": {}}
    told = small.post(TEMPLATES, json=wrong).json()["errors"]
    assert {each["pointer"]: each["detail"] for each in told} == {
        "/name": 'expected ASCII letters, digits, underscores, hyphens and dots only, got "a b"',
        "/endpoint_type": "expected one of 'SYNC', 'ASYNC', 'STREAMING' or 'BATCH', got \"FAST\"",
        "/vendor_configuration/bundle_config": "required, but missing; fill it in",
    }


def test_bodies_in_any_json_type_are_read(small: TestClient) -> None:
    for media in ("application/merge-patch+json", "Application/JSON; charset=utf-8"):
        answer = small.post(TEMPLATES, content=b"{}", headers={"content-type": media})
        assert answer.status_code == 422
