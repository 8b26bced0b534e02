"""Revisions of models in our own dialect."""

from typing import Any

import pytest

from tests.api.v1.conftest import MODELS, PARAMETERS, Ask

ONE = f"{MODELS}/bot"


@pytest.fixture
def revisions(ask: Ask, model: dict[str, Any]) -> list[dict[str, Any]]:
    """Three revisions, the first first."""
    made = [model]
    for length in (5, 6):
        parameters = {**model["model_creation_parameters"], "length": length}
        body = {**model, "model_creation_parameters": parameters}
        made.append(ask("put", ONE, body, match="*").json())
    return made


def test_every_revision_stays_as_it_was(ask: Ask, revisions: list[Any]) -> None:
    for revision in revisions:
        read = ask("get", f"{ONE}/revisions/{revision['revision']}").json()
        for body in (read, revision):
            body.pop("updated_at")
        assert read == revision
    ask("get", f"{ONE}/revisions/4", status=404)


def test_revisions_are_told_the_newest_first_and_in_pages(ask: Ask, revisions: list[Any]) -> None:
    first = ask("get", f"{ONE}/revisions", limit=2).json()
    rest = ask("get", f"{ONE}/revisions", cursor=first["next"]).json()
    assert [each["number"] for each in (*first["items"], *rest["items"])] == [3, 2, 1]
    assert rest["next"] is None


def test_a_revision_is_not_sent_again_to_who_has_it(ask: Ask, revisions: list[Any]) -> None:
    tag = ask("get", f"{ONE}/revisions/2").headers["etag"]
    ask("get", f"{ONE}/revisions/2", known=tag, status=304)


def test_what_differs_is_told_at_its_place(ask: Ask, revisions: list[Any]) -> None:
    place = "/model_creation_parameters/length"
    assert ask("get", f"{ONE}/diff").json() == {
        "before": 2,
        "after": 3,
        "changes": [{"pointer": place, "kind": "changed", "before": 5, "after": 6}],
    }
    (change,) = ask("get", f"{ONE}/diff", before=3, after=1).json()["changes"]
    assert (change["before"], change["after"]) == (6, 4)
    ask("get", f"{ONE}/diff", before=4, status=404)


def test_another_secret_is_a_change_that_shows_none(ask: Ask, model: dict[str, Any]) -> None:
    changed = {**model, "model_creation_parameters": {**PARAMETERS, "token": "loud"}}
    ask("put", ONE, changed, match="*")
    answer = ask("get", f"{ONE}/diff")
    (change,) = answer.json()["changes"]
    assert change["pointer"] == "/model_creation_parameters/token"
    assert "hush" not in answer.text
    assert "loud" not in answer.text


def test_restoring_makes_a_revision_with_the_old_content(ask: Ask, revisions: list[Any]) -> None:
    tag = ask("get", ONE).headers["etag"]
    restored = ask("post", f"{ONE}/revisions/1/restore", match=tag)
    body = restored.json()
    assert (body["revision"], body["model_creation_parameters"]["length"]) == (4, 4)
    assert restored.headers["etag"] == ask("get", ONE).headers["etag"]
    ask("post", f"{ONE}/revisions/2/restore", match=tag, status=412)
    ask("post", f"{ONE}/revisions/2/restore", status=428)
    ask("post", f"{ONE}/revisions/9/restore", match="*", status=404)
