"""Workspaces in our own dialect."""

from tests.api.v1.conftest import TEMPLATE, Ask

ALL = "/api/v1/workspaces"


def test_a_workspace_is_made_read_and_deleted(ask: Ask) -> None:
    made = ask("post", ALL, {"name": "team", "description": "Us"}, status=201)
    assert made.headers["location"] == f"{ALL}/team"
    read = ask("get", f"{ALL}/team")
    assert (read.json(), read.headers["etag"]) == (made.json(), made.headers["etag"])
    ask("get", f"{ALL}/team", known=read.headers["etag"], status=304)
    assert [each["name"] for each in ask("get", ALL).json()["items"]] == [
        "default",
        "system",
        "team",
    ]
    ask("post", ALL, {"name": "team"}, status=409)
    ask("delete", f"{ALL}/team", match='"other.1"', status=412)
    ask("delete", f"{ALL}/team", status=204)
    ask("get", f"{ALL}/team", status=404)


def test_a_workspace_with_something_in_it_stays(ask: Ask) -> None:
    ask("post", ALL, {"name": "team"}, status=201)
    ask("post", f"{ALL}/team/templates", TEMPLATE, status=201)
    assert ask("delete", f"{ALL}/team", status=409).json()["users"] == ["team/vllm"]


def test_the_default_workspace_stays(ask: Ask) -> None:
    assert ask("get", f"{ALL}/default").json()["created_at"] is None
    assert ask("delete", f"{ALL}/default", status=409).json()["code"] == "built_in_workspace"
