"""Events in our own dialect."""

from typing import Any

import pytest

from registry.api.payloads.v1.event import EventKind
from registry.services.records import KINDS
from tests.api.v1.conftest import MODELS, TEMPLATE, TEMPLATES, WORKSPACE, Ask
from tests.api.v1.test_paging import walk

EVENTS = f"{WORKSPACE}/events"


def test_what_happened_is_told_the_newest_first(ask: Ask, model: dict[str, Any]) -> None:
    ask("post", f"{MODELS}/bot/review", {"state": "approved"}, match="*")
    ask("delete", f"{MODELS}/bot", status=204)
    told = [(each["verb"], each["kind"], each["revision"]) for each in walk(ask, EVENTS, limit=1)]
    assert told == [
        ("deleted", "model", None),
        ("reviewed", "model", 2),
        ("created", "model", 1),
        ("created", "template", 1),
    ]
    (newest, *_) = ask("get", EVENTS).json()["items"]
    assert newest.items() >= {"actor": "ada", "name": "bot", "id": model["id"]}.items()


def test_the_history_of_what_is_gone_is_found_by_its_id(ask: Ask, model: dict[str, Any]) -> None:
    ask("delete", f"{MODELS}/bot", status=204)
    found = ask("get", EVENTS, id=model["id"]).json()["items"]
    assert [each["verb"] for each in found] == ["deleted", "created"]


def test_events_are_of_one_workspace_or_of_all(ask: Ask, template: dict[str, Any]) -> None:
    ask("post", "/api/v1/workspaces", {"name": "other"}, status=201)
    ask("post", "/api/v1/workspaces/other/templates", TEMPLATE, status=201)
    for path, homes in (
        (EVENTS, {"default"}),
        ("/api/v1/workspaces/other/events", {"other"}),
        ("/api/v1/events", {"default", "other"}),
    ):
        assert {each["workspace"] for each in ask("get", path).json()["items"]} == homes
    ask("get", "/api/v1/workspaces/nowhere/events", status=404)


@pytest.mark.parametrize(
    ("kinds", "total"), [(["model"], 1), (["template", "model"], 2), (["group"], 0)]
)
def test_events_are_of_some_kinds(
    ask: Ask, model: dict[str, Any], kinds: list[str], total: int
) -> None:
    assert len(ask("get", EVENTS, kind=kinds).json()["items"]) == total
    ask("get", EVENTS, kind="draft", status=422)


def test_every_kind_can_be_asked_for() -> None:
    assert {*EventKind} == {kind.noun for kind in KINDS}


def test_what_happens_meanwhile_moves_no_page(ask: Ask, template: dict[str, Any]) -> None:
    ask("put", f"{TEMPLATES}/vllm", {**TEMPLATE, "description": "x"}, match="*")
    first = ask("get", EVENTS, limit=1).json()
    ask("delete", f"{TEMPLATES}/vllm", status=204)
    rest = ask("get", EVENTS, cursor=first["next"]).json()
    assert [each["verb"] for each in rest["items"]] == ["created"]
