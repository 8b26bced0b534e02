"""Export and import in our own dialect."""

import json
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.payloads.v1.transfer import DocumentKind
from registry.services.records import KINDS
from registry.store.base import Store
from tests.api.v1.conftest import MODELS, TEMPLATES, Ask

EXPORT, IMPORT = "/api/v1/export", "/api/v1/import"


def take_in(client: TestClient, text: str, **query: Any) -> dict[str, Any]:
    answer = client.post(IMPORT, content=text.encode(), params=query or None)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def test_every_kind_can_be_asked_for() -> None:
    assert [*DocumentKind] == [kind.noun for kind in KINDS]


def test_what_was_exported_makes_the_same_again(
    ask: Ask, client: TestClient, model: dict[str, Any]
) -> None:
    text = ask("get", EXPORT, secrets="true").text
    assert {json.loads(line)["kind"] for line in text.splitlines()} == {"template", "model"}
    again = take_in(client, text)
    assert (again["counts"]["skip"], again["verdicts"]) == (2, [])
    for path in (f"{MODELS}/bot", f"{TEMPLATES}/vllm"):
        ask("delete", path, status=204)
    planned = take_in(client, text, dry_run=True)
    assert [each["outcome"] for each in planned["verdicts"]] == ["create", "create"]
    ask("get", f"{MODELS}/bot", status=404)
    assert take_in(client, text)["counts"]["create"] == 2
    assert ask("get", f"{MODELS}/bot").json()["id"] == model["id"]
    assert ask("get", EXPORT, secrets="true").text == text


def test_secrets_stay_here_unless_they_are_asked_for(
    ask: Ask, client: TestClient, model: dict[str, Any]
) -> None:
    masked = ask("get", EXPORT)
    assert "hush" not in masked.text
    assert masked.headers["content-type"] == "application/x-ndjson"
    assert take_in(client, masked.text)["counts"]["skip"] == 2
    assert "hush" in ask("get", EXPORT, secrets="true").text


def test_kinds_and_a_workspace_can_be_chosen(ask: Ask, model: dict[str, Any]) -> None:
    only = ask("get", EXPORT, kind="template").text.splitlines()
    assert [json.loads(line)["name"] for line in only] == ["vllm"]
    ask("post", "/api/v1/workspaces", {"name": "other"}, status=201)
    inside = ask("get", EXPORT, workspace="other").text.splitlines()
    assert [json.loads(line)["kind"] for line in inside] == ["workspace"]
    ask("get", EXPORT, workspace="nowhere", status=404)
    ask("get", EXPORT, kind="draft", status=422)


@pytest.mark.parametrize("chosen", [["*"], ["model default/bot", "model default/x"]])
def test_what_was_changed_here_since_is_overwritten_only_if_it_is_named(
    ask: Ask, client: TestClient, model: dict[str, Any], chosen: list[str]
) -> None:
    text = ask("get", EXPORT).text
    ask("put", f"{MODELS}/bot", {**model, "description": "newer"}, match="*")
    (verdict,) = take_in(client, text)["verdicts"]
    assert (verdict["outcome"], verdict["what"], verdict["where"], verdict["choosable"]) == (
        "conflict",
        "model default/bot",
        "line 2",
        True,
    )
    assert ask("get", f"{MODELS}/bot").json()["description"] == "newer"
    assert take_in(client, text, overwrite=chosen)["counts"]["update"] == 1
    assert ask("get", f"{MODELS}/bot").json()["description"] is None


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"kind": "draft"}', "\udcff", "NaN"])
def test_a_line_that_is_no_document_is_told_and_hinders_no_other(
    ask: Ask, client: TestClient, template: dict[str, Any], line: str
) -> None:
    text = ask("get", EXPORT).text
    ask("delete", f"{TEMPLATES}/vllm", status=204)
    content = line.encode("utf-8", "surrogateescape") + b"\n\n" + text.encode()
    report = client.post(IMPORT, content=content).json()
    (verdict,) = report["verdicts"]
    assert (verdict["outcome"], verdict["where"]) == ("refuse", "line 1")
    assert report["counts"]["create"] == 1


def test_a_body_that_is_too_large_is_refused_and_nothing_is_taken_in(serve: Any) -> None:
    client = serve(actor="ada", max_body=1024)
    assert client.post(IMPORT, content=b"{}\n" * 1000).status_code == 413
    assert client.get("/api/v1/events").json()["items"] == []


def test_what_cannot_be_read_is_counted(ask: Ask, store: Store, model: dict[str, Any]) -> None:
    assert ask("get", EXPORT).headers["x-left-out"] == "0"
    with store.transaction("hand") as change:
        record = change.get("models", model["id"])
        change.replace(replace(record, body={"model_type": 5}, revision=2), expected=1)
    answer = ask("get", EXPORT)
    assert answer.headers["x-left-out"] == "1"
    assert [json.loads(line)["kind"] for line in answer.text.splitlines()] == ["template"]
