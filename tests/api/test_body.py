"""What every body has to be, tried on a route that takes one."""

import json
import time

import pytest
from fastapi import APIRouter
from pydantic import BaseModel

from registry.api.body import StrictRoute
from registry.api.response import StrictResponse


class Thing(BaseModel):
    name: str
    value: object = None


@pytest.fixture
def client(serve):
    client = serve(max_body=100_000)
    router = APIRouter(route_class=StrictRoute)

    @router.post("/apis/things")
    def make(thing: Thing) -> StrictResponse:
        return StrictResponse({"name": thing.name, "value": thing.value})

    client.app.include_router(router)
    return client


def post(client, content, kind="application/json"):
    return client.post("/apis/things", content=content, headers={"content-type": kind})


def test_what_is_sent_comes_back_exactly(client):
    text = '{"name":"a","value":{"b":1.0,"a":' + "7" * 4000 + ',"e":"\\ud800","ü":1e-7}}'
    assert post(client, text).text.replace("1e-07", "1e-7") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nul",
        '{"name":"a","value":NaN}',
        '{"name":"a","value":-Infinity}',
        '{"name":"a","value":1e400}',
        '{"name":"a","name":"b"}',
        '{"name":"a","value":' + "9" * 4301 + "}",
        '{"name":"a","value":' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"name":"a","value":' + "[" * 10_000,
        '{"name":"a","value":' + "[" * 101 + "]" * 101 + "}",
    ],
    ids=lambda text: text[:30],
)
def test_what_is_not_strict_json_is_refused_with_its_place(client, text):
    answer = post(client, text)
    assert answer.status_code == 422
    detail = answer.json()["detail"][0]
    assert detail["loc"][0] == "body"
    assert detail["type"] in {"json_invalid", "missing"}


def test_bytes_that_are_not_utf_8_are_refused_at_their_place(client):
    answer = post(client, b'{"name":"\xff"}')
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", 9]


def test_a_body_that_is_too_large_is_refused_and_told_the_limit(client):
    answer = post(client, json.dumps({"name": "a" * 100_000}))
    assert answer.status_code == 413
    assert "100000 bytes" in answer.json()["detail"]


def test_a_body_as_large_as_may_be_is_taken(client):
    frame = len('{"name":""}')
    assert post(client, '{"name":"' + "a" * (100_000 - frame) + '"}').status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "", "application/jsonx"])
def test_a_body_that_is_not_sent_as_json_is_refused(client, kind):
    assert post(client, '{"name":"a"}', kind).status_code == 422


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "application/merge-patch+json"]
)
def test_every_type_that_is_json_is_taken(client, kind):
    assert post(client, '{"name":"a"}', kind).status_code == 200


def test_what_came_is_quoted_but_never_at_length(client):
    answer = post(client, json.dumps({"nome": "x" * 50_000}))
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "name"]
    assert len(answer.content) < 2000


@pytest.mark.parametrize(
    "value", [b"[" + b"{}," * 250_000 + b"1]", b"[" + b'",",' * 500_001 + b"1]"], ids=len
)
def test_more_values_than_anybody_needs_are_refused_unread(serve, value):
    answer = post_value(serve, value)
    assert answer.status_code == 413
    assert "500,000 values" in answer.json()["detail"]


@pytest.mark.parametrize(
    "value",
    [
        b"[" + b"1," * 499_000 + b"1]",
        b'"' + b",[{" * 1_000_000 + b'"',
        b'["' + b'\\",\\\\' * 600_000 + b'"]',
    ],
    ids=len,
)
def test_what_stands_in_texts_is_no_value(serve, value):
    assert post_value(serve, value).status_code == 422


def test_a_text_that_never_ends_is_refused_as_fast_as_any(serve):
    began = time.monotonic()
    answer = post_value(serve, b'"' + b'\\",{' * 1_500_000)
    assert answer.status_code == 422
    assert time.monotonic() - began < 20


def post_value(serve, value):
    """Send a body of the largest size that has no name, so that nothing is made."""
    client = serve(max_body=8 * 2**20)
    content = b'{"description":' + value + b"}"
    headers = {"content-type": "application/json"}
    return client.post("/apis/entities/v2/workspaces", content=content, headers=headers)
