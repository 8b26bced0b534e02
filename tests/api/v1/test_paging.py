"""Lists by pages that follow one another."""

from dataclasses import replace
from typing import Any

import pytest

from registry.store.base import Store
from tests.api.v1.conftest import TEMPLATE, TEMPLATES, Ask


def walk(ask: Ask, path: str, **query: Any) -> list[dict[str, Any]]:
    """Follow the links of a list, and return what all its pages hold."""
    answer = ask("get", path, **query)
    items = answer.json()["items"]
    while "next" in answer.links:
        link = answer.links["next"]["url"]
        assert answer.json()["next"] in link
        answer = ask("get", link)
        items += answer.json()["items"]
    assert answer.json()["next"] is None
    return items


@pytest.fixture
def names(ask: Ask) -> list[str]:
    made = [f"t{number}" for number in range(7)]
    for name in made:
        ask("post", TEMPLATES, {**TEMPLATE, "name": name}, status=201)
    return made


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_links_lead_over_everything_once(ask: Ask, names: list[str], limit: int) -> None:
    for sort, expected in (("name", names), ("-name", names[::-1])):
        found = walk(ask, TEMPLATES, limit=limit, sort=sort, search="t", model_type="COMPLETION")
        assert [each["name"] for each in found] == expected


def test_what_is_made_and_deleted_meanwhile_moves_no_page(ask: Ask, names: list[str]) -> None:
    first = ask("get", TEMPLATES, limit=3).json()
    ask("delete", f"{TEMPLATES}/t1", status=204)
    ask("post", TEMPLATES, {**TEMPLATE, "name": "a"}, status=201)
    rest = ask("get", TEMPLATES, cursor=first["next"]).json()
    assert [each["name"] for each in rest["items"]] == names[3:]


def test_versions_come_in_pages_too(ask: Ask, template: dict[str, Any]) -> None:
    for number in range(4):
        ask("put", f"{TEMPLATES}/vllm", {**TEMPLATE, "description": str(number)}, match="*")
    found = walk(ask, f"{TEMPLATES}/vllm/versions", limit=2)
    assert [each["number"] for each in found] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("limit", ["0", "1001", "x", "-1", ""])
def test_a_limit_out_of_bounds_is_refused(ask: Ask, limit: str) -> None:
    (mistake,) = ask("get", TEMPLATES, limit=limit, status=422).json()["errors"]
    assert (mistake["in"], mistake["pointer"]) == ("query", "/limit")
    assert mistake["detail"].startswith("expected")


@pytest.mark.parametrize("cursor", ["", "x", "e30", "\0", "-1", "٣", "9" * 4000])
def test_a_cursor_of_no_page_is_400(ask: Ask, template: dict[str, Any], cursor: str) -> None:
    for path in (TEMPLATES, f"{TEMPLATES}/vllm/versions"):
        said = ask("get", path, cursor=cursor, status=400).json()
        assert "begin again" in said["detail"]


def test_a_cursor_of_another_order_is_400(ask: Ask, names: list[str]) -> None:
    next = ask("get", TEMPLATES, limit=1).json()["next"]
    ask("get", TEMPLATES, cursor=next, sort="-name", status=400)


def test_what_cannot_be_read_is_told_and_hides_nothing_else(
    ask: Ask, names: list[str], store: Store
) -> None:
    with store.transaction("hand") as change:
        record = change.find("templates", "default", "t3")
        broken = replace(record, body={**record.body, "model_type": 5}, revision=2)
        change.replace(broken, expected=1)
    found = ask("get", TEMPLATES).json()
    assert [each["name"] for each in found["items"]] == [name for name in names if name != "t3"]
    (said,) = found["damaged"]
    assert "default/t3" in said
    assert found["total"] == len(names)
    ask("get", f"{TEMPLATES}/t3", status=503)
