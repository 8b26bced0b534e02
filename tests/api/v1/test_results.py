"""Results in our own dialect."""

from typing import Any

import pytest

from registry.api.payloads.v1.result import Format
from registry.launch.formats import RENDERERS
from tests.api.v1.conftest import MODELS, PARAMETERS, TEMPLATES, Ask

RESULT = f"{MODELS}/bot/result"


def texts(found: dict[str, Any]) -> dict[str, str]:
    return {each["format"]: each["text"] for each in found["renderings"]}


def test_every_format_is_offered() -> None:
    assert [*Format] == [*RENDERERS]


def test_a_model_tells_what_runs_it_and_no_secret(ask: Ask, model: dict[str, Any]) -> None:
    answer = ask("get", RESULT)
    found = answer.json()
    assert found["name"] == "bot"
    assert list(texts(found)) == [*Format]
    assert "docker.io/vllm/vllm-openai:v1" in texts(found)["docker"]
    assert "hush" not in answer.text
    assert "token is a secret" in found["renderings"][0]["notes"][0]


@pytest.mark.parametrize("format", [*Format])
def test_one_format_is_had_as_it_is(ask: Ask, model: dict[str, Any], format: str) -> None:
    (text,) = texts(ask("get", RESULT, format=format).json()).values()
    plain = ask("get", f"{RESULT}/{format}")
    assert plain.text == text
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"


def test_other_resources_are_for_these_commands_only(ask: Ask, model: dict[str, Any]) -> None:
    text = ask("get", f"{RESULT}/docker", gpus=2, memory="9Gi", cpus=5).text
    assert "--gpus 2" in text
    assert "--memory 9g" in text
    assert "--gpus" not in ask("get", f"{RESULT}/docker").text
    (mistake,) = ask("get", RESULT, gpus=-1, status=422).json()["errors"]
    assert (mistake["in"], mistake["pointer"]) == ("query", "/gpus")


def test_an_old_revision_runs_as_it_was(ask: Ask, model: dict[str, Any]) -> None:
    parameters = {**model["model_creation_parameters"], "length": 77}
    ask("put", f"{MODELS}/bot", {**model, "model_creation_parameters": parameters}, match="*")
    assert "length=77" in ask("get", f"{RESULT}/env").text
    assert "length=4" in ask("get", f"{RESULT}/env", revision=1).text
    ask("get", RESULT, revision=3, status=404)


def test_a_model_without_a_template_has_nothing_to_run(ask: Ask) -> None:
    ask("post", MODELS, {"name": "bot"}, status=201)
    (mistake,) = ask("get", RESULT, status=422).json()["errors"]
    assert (mistake["in"], mistake["pointer"]) == ("entity", "/model_template_id")


def test_parameters_are_rendered_before_anything_is_made(
    ask: Ask, template: dict[str, Any]
) -> None:
    body = {
        "parameters": {"model": "m", "length": "not valid"},
        "name": "try",
        "formats": ["env"],
        "resources": {"gpus": 1},
    }
    found = ask("post", f"{TEMPLATES}/vllm/render", body).json()
    assert found["name"] == "try"
    assert "length='not valid'" in texts(found)["env"] or "not valid" in texts(found)["env"]
    assert ask("get", MODELS).json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"parameters": {"model": "a\0b"}}, "/parameters/model"),
        ({"parameters": {}, "resources": {"memory": "much"}}, "/resources/memory"),
        ({"parameters": {}, "resources": {"cpu": 1}}, "/resources/cpu"),
        ({"parameters": {}, "formats": ["pdf"]}, "/formats/0"),
        ({}, "/parameters"),
    ],
    ids=str,
)
def test_what_cannot_be_rendered_is_told_at_its_place(
    ask: Ask, template: dict[str, Any], body: dict[str, Any], pointer: str
) -> None:
    (mistake,) = ask("post", f"{TEMPLATES}/vllm/render", body, status=422).json()["errors"]
    assert (mistake["in"], mistake["pointer"]) == ("body", pointer)


@pytest.mark.parametrize(
    "text",
    [
        '{"model": "llama", "length": 4}',
        "model: llama\nlength: 4",
        "model=llama\nlength=4",
        "docker run -e model=llama -e length=4 docker.io/vllm/vllm-openai:v1",
    ],
)
def test_parameters_are_read_from_what_runs_a_model_already(
    ask: Ask, template: dict[str, Any], text: str
) -> None:
    found = ask("post", f"{TEMPLATES}/vllm/read", {"text": text}).json()
    assert found["parameters"] == {"model": "llama", "length": 4}


def test_what_was_rendered_is_read_back(ask: Ask, model: dict[str, Any]) -> None:
    command = ask("get", f"{RESULT}/docker").text
    found = ask("post", f"{TEMPLATES}/vllm/read", {"text": command}).json()
    assert found["parameters"].items() <= PARAMETERS.items()
    assert "token" in "".join(found["notes"])


def test_a_text_that_cannot_be_read_is_told_with_its_line(
    ask: Ask, template: dict[str, Any]
) -> None:
    (mistake,) = ask("post", f"{TEMPLATES}/vllm/read", {"text": "{"}, status=422).json()["errors"]
    assert mistake["pointer"] == "/text"
    assert "line 1" in mistake["detail"]
