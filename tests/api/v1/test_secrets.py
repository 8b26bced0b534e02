"""Secrets leave the registry nowhere in our own dialect, and a mask never takes their place."""

from collections.abc import Iterator
from typing import Any

import pytest

from registry.services import Services
from streamlit_jsonschema_form.validation import MASK
from tests.api.v1.conftest import MODELS, PARAMETERS, WORKSPACE, Ask

ONE = f"{MODELS}/bot"
ENDPOINT = {"url": "https://example.com", "model_id": "x", "api_key": "key-1", "format": "openai"}


@pytest.fixture
def secretive(ask: Ask, model: dict[str, Any]) -> dict[str, Any]:
    """A model with a secret parameter and the key of its endpoint."""
    made: dict[str, Any] = ask("put", ONE, {**model, "api_endpoint": ENDPOINT}, match="*").json()
    return made


def kept(services: Services) -> tuple[Any, Any]:
    model = services.models.find("default", "bot")
    assert model.api_endpoint
    return (model.model_creation_parameters or {}).get("token"), model.api_endpoint.api_key


def answers(ask: Ask) -> Iterator[Any]:
    for path in (ONE, ONE, MODELS, f"{ONE}/revisions/1", f"{ONE}/revisions", f"{ONE}/diff"):
        yield ask("get", path)
    yield ask("post", f"{ONE}/review", {"state": "approved"}, match="*")
    yield ask("post", f"{ONE}/revisions/1/restore", match="*")


def test_no_answer_holds_a_secret(ask: Ask, secretive: dict[str, Any]) -> None:
    for answer in answers(ask):
        assert "hush" not in answer.text
        assert "key-1" not in answer.text


def test_masks_that_come_back_keep_the_secrets(
    ask: Ask, secretive: dict[str, Any], services: Services
) -> None:
    assert secretive["model_creation_parameters"]["token"] == MASK
    assert secretive["api_endpoint"]["api_key"] == MASK
    for match in ("*", f'"{secretive["id"]}.3"'):
        wanted = {**secretive, "description": match}
        assert ask("put", ONE, wanted, match=match).json()["description"] == match
        assert kept(services) == ("hush", "key-1")


def test_a_new_secret_takes_the_place_of_the_old(
    ask: Ask, secretive: dict[str, Any], services: Services
) -> None:
    parameters = {**secretive["model_creation_parameters"], "token": "loud"}
    ask("put", ONE, {**secretive, "model_creation_parameters": parameters}, match="*")
    assert kept(services) == ("loud", "key-1")


def test_a_mask_that_stands_for_nothing_is_refused_at_its_place(
    ask: Ask, secretive: dict[str, Any], services: Services
) -> None:
    said = ask("post", MODELS, {**secretive, "name": "clone"}, status=422).json()
    assert {each["pointer"]: each["keyword"] for each in said["errors"]} == {
        "/model_creation_parameters/token": "mask",
        "/api_endpoint/api_key": "mask",
    }
    ask("put", ONE, {**secretive, "model_creation_parameters": {"model": "m"}}, match="*")
    again = {**secretive, "model_creation_parameters": {**PARAMETERS, "token": MASK}}
    ask("put", ONE, again, match="*", status=422)
    assert kept(services) == (None, "key-1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"model_creation_parameters": {"model": "m", "token": 987654}},
        {"api_endpoint": {**ENDPOINT, "api_key": 987654}},
        {"api_endpoint": {"api_key": "987654", "url": 5}},
        {"api_endpoint": "987654"},
    ],
    ids=str,
)
def test_a_refusal_quotes_no_secret(
    ask: Ask, secretive: dict[str, Any], wrong: dict[str, Any]
) -> None:
    for method, path, more in (
        ("put", ONE, {"match": "*", "status": 422}),
        ("post", MODELS, {"status": 422}),
        ("post", f"{WORKSPACE}/validate/model", {}),
    ):
        said = ask(method, path, {**secretive, **wrong}, **more)
        assert "987654" not in said.text
