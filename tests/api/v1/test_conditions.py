"""Conditional requests: nobody overwrites what nobody has seen."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.v1.conftest import TEMPLATE, TEMPLATES, Ask

ONE = f"{TEMPLATES}/vllm"


@pytest.fixture
def tag(ask: Ask, template: dict[str, Any]) -> str:
    return f'"{template["id"]}.1"'


def test_what_the_caller_knows_is_not_sent_again(ask: Ask, tag: str) -> None:
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = ask("get", ONE, known=known, status=304)
        assert (answer.content, answer.headers["etag"]) == (b"", tag)
    assert ask("get", ONE, known='"other"').headers["etag"] == tag


def test_a_change_says_what_it_was_made_to(ask: Ask, tag: str) -> None:
    said = ask("put", ONE, TEMPLATE, status=428).json()
    assert said["code"] == "unconditional"
    assert "If-Match" in said["detail"]


def test_a_change_of_what_has_moved_on_is_refused_and_told_what_stands(ask: Ask, tag: str) -> None:
    changed = ask("put", ONE, {**TEMPLATE, "description": "theirs"}, match=tag)
    late = ask("put", ONE, {**TEMPLATE, "description": "mine"}, match=tag, status=412)
    assert late.headers["etag"] == changed.headers["etag"] == late.json()["current"]
    assert ask("get", ONE).json()["description"] == "theirs"
    ask("put", ONE, {**TEMPLATE, "description": "mine"}, match=late.headers["etag"])
    assert ask("get", ONE).json()["description"] == "mine"


def test_one_tag_of_several_is_enough(ask: Ask, tag: str) -> None:
    ask("put", ONE, {**TEMPLATE, "description": "x"}, match=f'"other" , {tag}')


def test_a_weak_tag_is_no_ground_for_a_change(ask: Ask, tag: str) -> None:
    ask("put", ONE, TEMPLATE, match=f"W/{tag}", status=412)


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
@pytest.mark.parametrize("text", ["1", "'1'", '"1', "", '"a" "b"', "*, *"])
def test_what_is_no_tag_is_400(client: Any, tag: str, header: str, text: str) -> None:
    method = "PUT" if header == "If-Match" else "GET"
    answer = client.request(method, ONE, json=TEMPLATE, headers={header: text})
    assert answer.status_code == 400
    assert header in answer.json()["detail"]


def test_what_was_made_anew_under_an_old_name_has_another_tag(ask: Ask, tag: str) -> None:
    ask("delete", ONE, status=204)
    made = ask("post", TEMPLATES, TEMPLATE, status=201)
    assert made.json()["version"] == 1
    ask("put", ONE, TEMPLATE, match=tag, status=412)
    ask("delete", ONE, match=tag, status=412)


def test_only_what_was_seen_is_deleted_if_the_caller_says_so(ask: Ask, tag: str) -> None:
    newer = ask("put", ONE, {**TEMPLATE, "description": "x"}, match=tag).headers["etag"]
    ask("delete", ONE, match=tag, status=412)
    ask("delete", ONE, match=newer, status=204)


def test_of_changes_that_race_one_wins_and_the_others_are_told(client: Any, tag: str) -> None:
    def change(number: int) -> tuple[int, bool]:
        body = {**TEMPLATE, "description": str(number)}
        answer = client.put(ONE, json=body, headers={"If-Match": tag})
        return answer.status_code, answer.headers["etag"] == tag.replace(".1", ".2")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(change, range(8)))
    assert sorted(answers) == [(200, True), *[(412, True)] * 7]
    assert client.get(ONE).json()["version"] == 2


def test_changes_of_whatever_stands_that_race_are_all_made(client: Any, tag: str) -> None:
    def change(number: int) -> int:
        body = {**TEMPLATE, "description": str(number)}
        status: int = client.put(ONE, json=body, headers={"If-Match": "*"}).status_code
        return status

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(change, range(3))) == {200}
    assert client.get(ONE).json()["version"] == 4
