"""Drafts in our own dialect."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from tests.api.v1.conftest import WORKSPACE, Ask

DRAFTS = f"{WORKSPACE}/drafts"
FORM: dict[str, Any] = {"purpose": "import", "content": {"b": 1, "a": [None, 1.0, 10**30]}}


@pytest.fixture
def draft(ask: Ask) -> dict[str, Any]:
    made: dict[str, Any] = ask("post", DRAFTS, FORM, status=201).json()
    return made


def test_a_draft_is_begun_saved_and_discarded(ask: Ask) -> None:
    begun = ask("post", DRAFTS, FORM, status=201)
    path, body = begun.headers["location"], begun.json()
    assert (body["actor"], body["revision"], body["content"]) == ("ada", 1, FORM["content"])
    assert path == f"{DRAFTS}/{body['id']}"
    assert ask("get", path).json() == body
    saved = ask("put", path, {**FORM, "content": {"a": 2}})
    assert (saved.json()["revision"], saved.json()["content"]) == (2, {"a": 2})
    assert ask("get", path).headers["etag"] == saved.headers["etag"] != begun.headers["etag"]
    ask("delete", path, status=204)
    for method, sent in (("get", None), ("put", FORM), ("delete", None)):
        ask(method, path, sent, status=404)


def test_saving_the_same_again_changes_nothing(ask: Ask, draft: dict[str, Any]) -> None:
    assert ask("put", f"{DRAFTS}/{draft['id']}", FORM).json() == draft


def test_half_a_surrogate_pair_and_nul_are_no_reason_to_lose_the_rest(
    client: TestClient,
) -> None:
    text = b'{"purpose": "x", "content": {"a\\ud800": "\\udc00\\u0000"}}'
    headers = {"content-type": "application/json"}
    made = client.post(DRAFTS, content=text, headers=headers)
    assert made.status_code == 201
    assert made.json()["content"] == {"a\ud800": "\udc00\0"}


def test_who_saves_over_what_they_have_not_seen_is_told_if_they_ask(
    ask: Ask, draft: dict[str, Any]
) -> None:
    path, tag = f"{DRAFTS}/{draft['id']}", f'"{draft["id"]}.1"'
    ask("put", path, {**FORM, "content": {}}, match=tag)
    ask("put", path, FORM, match=tag, status=412)
    ask("delete", path, match=tag, status=412)
    ask("put", path, FORM, match="*")


def test_people_find_their_own_drafts_alone(ask: Ask, serve: Any, draft: dict[str, Any]) -> None:
    other = ask("post", DRAFTS, {**FORM, "purpose": "other"}, status=201).json()
    assert [each["id"] for each in ask("get", DRAFTS).json()["items"]] == [other["id"], draft["id"]]
    only = ask("get", DRAFTS, purpose="import").json()["items"]
    assert only == [draft]
    stranger = serve(actor="eve")
    assert stranger.get(DRAFTS).json()["items"] == []
    assert stranger.get(f"{DRAFTS}/{draft['id']}").json() == draft


def test_drafts_come_in_pages(ask: Ask) -> None:
    made = [ask("post", DRAFTS, FORM, status=201).json()["id"] for _ in range(3)]
    first = ask("get", DRAFTS, limit=2).json()
    rest = ask("get", DRAFTS, cursor=first["next"]).json()
    assert [each["id"] for each in (*first["items"], *rest["items"])] == made[::-1]
    ask("get", DRAFTS, cursor="x", status=400)


def test_a_draft_is_in_its_workspace_alone(ask: Ask, draft: dict[str, Any]) -> None:
    ask("post", "/api/v1/workspaces", {"name": "other"}, status=201)
    ask("get", f"/api/v1/workspaces/other/drafts/{draft['id']}", status=404)
    ask("post", "/api/v1/workspaces/nowhere/drafts", FORM, status=404)
    ask("get", "/api/v1/workspaces/nowhere/drafts", status=404)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"purpose": "x"}, "/content"),
        ({"content": {}}, "/purpose"),
        ({"purpose": "", "content": {}}, "/purpose"),
        ({"purpose": "\0", "content": {}}, "/purpose"),
        ({"purpose": "x", "content": []}, "/content"),
        ({"purpose": "x", "content": {}, "actor": "eve"}, "/actor"),
    ],
    ids=str,
)
def test_what_is_no_draft_is_refused(ask: Ask, body: dict[str, Any], pointer: str) -> None:
    (mistake,) = ask("post", DRAFTS, body, status=422).json()["errors"]
    assert mistake["pointer"] == pointer


def test_a_draft_of_the_app_is_read_and_discarded(ask: Ask, services: Services) -> None:
    id = services.drafts.save(
        None, workspace="default", actor="ada", purpose="register", content={"step": 1}
    )
    assert ask("get", f"{DRAFTS}/{id}").json()["content"] == {"step": 1}
    ask("delete", f"{DRAFTS}/{id}", status=204)
