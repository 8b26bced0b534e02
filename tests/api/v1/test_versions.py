"""Versions of templates in our own dialect."""

from typing import Any

import pytest

from tests.api.v1.conftest import TEMPLATE, TEMPLATES, Ask

ONE = f"{TEMPLATES}/vllm"


@pytest.fixture
def versions(ask: Ask, template: dict[str, Any]) -> list[dict[str, Any]]:
    """Three versions, the first first."""
    made = [template]
    for text in ("second", "third"):
        body = {**TEMPLATE, "description": text}
        made.append(ask("put", ONE, body, match="*", note=f"make it {text}").json())
    return made


def test_versions_are_told_the_newest_first(ask: Ask, versions: list[Any]) -> None:
    found = ask("get", f"{ONE}/versions").json()
    told = [(each["number"], each["action"], each["note"]) for each in found["items"]]
    assert told == [
        (3, "update", "make it third"),
        (2, "update", "make it second"),
        (1, "create", ""),
    ]
    assert {each["actor"] for each in found["items"]} == {"ada"}
    assert found["next"] is None


def test_every_version_stays_as_it_was(ask: Ask, versions: list[Any]) -> None:
    for version in versions:
        read = ask("get", f"{ONE}/versions/{version['version']}").json()
        for body in (read, version):
            body.pop("updated_at")
        assert read == version


def test_a_version_is_not_sent_again_to_who_has_it(ask: Ask, versions: list[Any]) -> None:
    path = f"{ONE}/versions/2"
    tag = ask("get", path).headers["etag"]
    assert ask("get", path, known=tag, status=304).content == b""
    assert ask("get", f"{ONE}/versions/1", known=tag).json()["version"] == 1


@pytest.mark.parametrize("version", ["0", "4", "x", "9" * 30])
def test_a_version_that_never_was_is_refused(ask: Ask, versions: list[Any], version: str) -> None:
    path = f"{ONE}/versions/{version}"
    status = 422 if version in ("0", "x") else 404
    ask("get", path, status=status)
    ask("post", f"{path}/restore", match="*", status=status)


def test_the_last_change_is_what_differs_unless_others_are_named(
    ask: Ask, versions: list[Any]
) -> None:
    assert ask("get", f"{ONE}/diff").json() == {
        "before": 2,
        "after": 3,
        "changes": [
            {"pointer": "/description", "kind": "changed", "before": "second", "after": "third"}
        ],
    }
    back = ask("get", f"{ONE}/diff", before=3, after=1).json()["changes"]
    assert [(each["before"], each["after"]) for each in back] == [("third", None)]
    assert ask("get", f"{ONE}/diff", before=2, after=2).json()["changes"] == []
    assert ask("get", f"{ONE}/diff", after=2).json()["before"] == 1
    ask("get", f"{ONE}/diff", before=9, status=404)


def test_the_first_version_differs_from_nothing(ask: Ask, template: dict[str, Any]) -> None:
    assert ask("get", f"{ONE}/diff").json() == {"before": 1, "after": 1, "changes": []}


def test_what_was_not_there_has_no_side(ask: Ask, template: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {}}
    ask("put", ONE, {**TEMPLATE, "model_creation_parameters_schema": schema}, match="*")
    changes = ask("get", f"{ONE}/diff").json()["changes"]
    removed = {each["pointer"]: each for each in changes}
    root = "/model_creation_parameters_schema"
    assert removed[f"{root}/properties/model"] == {
        "pointer": f"{root}/properties/model",
        "kind": "removed",
        "before": {"type": "string"},
    }


def test_restoring_makes_a_version_with_the_old_content(ask: Ask, versions: list[Any]) -> None:
    tag = ask("get", ONE).headers["etag"]
    restored = ask("post", f"{ONE}/versions/1/restore", match=tag)
    assert restored.json().items() >= {"version": 4, "description": None}.items()
    assert restored.headers["etag"] == ask("get", ONE).headers["etag"]
    newest = ask("get", f"{ONE}/versions", limit=1).json()["items"][0]
    assert (newest["action"], newest["note"]) == ("restore", "version 1")
    again = ask("post", f"{ONE}/versions/1/restore", match="*").json()
    assert again["version"] == 4


def test_restoring_needs_the_tag_of_the_newest(ask: Ask, versions: list[Any]) -> None:
    ask("post", f"{ONE}/versions/1/restore", status=428)
    old = f'"{versions[0]["id"]}.1"'
    ask("post", f"{ONE}/versions/1/restore", match=old, status=412)
