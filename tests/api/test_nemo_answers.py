"""The answers that NeMo's own server gave, asked of this one, in the same order."""

import json
from pathlib import Path
from typing import Any

ANSWERS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "nemo" / "answers.json").read_text("utf-8")
)

SERVER_ERRORS = {
    "list_unknown_workspace": 404,
    "list_page_size_0": 422,
    "list_page_size_1001": 422,
    "list_page_size_negative": 422,
    "list_page_0": 422,
    "list_page_negative": 422,
    "filter_bad_date": 400,
}
"""Where NeMo's server fails, and what is right."""

OTHERWISE = {
    "create_name_max_255_ok": (201, "a name may have 255 characters, as NeMo's schema says"),
    "create_project_missing": (201, "projects are labels here: nothing has to register them"),
    "create_name_dot": (422, "one rule for names, told like every other"),
    "create_name_dotdot": (422, "one rule for names, told like every other"),
    "create_name_unicode": (422, "the same status; its body is a list, as for every other name"),
}
"""Where this registry answers differently on purpose, and why."""


def shape(value: Any) -> Any:
    """What kind of value stands where; texts and numbers stand for themselves no more."""
    if isinstance(value, dict):
        return {key: shape(member) for key, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def ask(client, entry):
    sent: dict[str, Any] = {"headers": dict(entry.get("headers", {}))}
    if "json" in entry:
        sent["json"] = entry["json"]
    elif entry.get("raw") is not None:
        sent["content"] = entry["raw"]
        sent["headers"].setdefault("Content-Type", "application/json")
    return client.request(entry["method"], entry["path"], **sent)


def test_every_recorded_request_is_answered_as_nemo_answers(client):
    wrong = {}
    for name, entry in ANSWERS.items():
        answer = ask(client, entry)
        expected = SERVER_ERRORS.get(name) or OTHERWISE.get(name, (entry["status"],))[0]
        if answer.status_code != expected:
            wrong[name] = (expected, answer.status_code, answer.text[:300])
        elif expected == entry["status"] and name not in OTHERWISE:
            wrong |= differences(name, entry, answer)
    assert wrong == {}


def differences(name, entry, answer) -> dict[str, Any]:
    body = answer.json() if answer.content else None
    if shape(body) != shape(entry["body"]):
        return {name: (shape(entry["body"]), shape(body))}
    if entry.get("retry") != answer.headers.get("x-should-retry"):
        return {name: ("x-should-retry", entry.get("retry"))}
    return {}
