"""What tests of our own dialect ask with."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

WORKSPACE = "/api/v1/workspaces/default"
TEMPLATES = f"{WORKSPACE}/templates"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "model": {"type": "string"},
        "length": {"type": "integer", "minimum": 1, "default": 512},
        "token": {"type": "string", "format": "password"},
    },
    "required": ["model"],
}
TEMPLATE: dict[str, Any] = {
    "name": "vllm",
    "endpoint_type": "SYNC",
    "model_type": "COMPLETION",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v1"}
    },
    "model_creation_parameters_schema": SCHEMA,
}
MODELS = f"{WORKSPACE}/models"
PARAMETERS: dict[str, Any] = {"model": "llama", "length": 4, "token": "hush"}
Ask = Callable[..., Any]


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """Send a request and return the answer: `ask("put", path, {…}, status=412, match='"…"')`.

    A JSON body is `body`; `match` and `known` are the headers If-Match and If-None-Match; what else
    is given is the query.
    """

    def send(
        method: str,
        path: str,
        body: Any = None,
        *,
        status: int = 200,
        match: str | None = None,
        known: str | None = None,
        **query: Any,
    ) -> Any:
        given = {"If-Match": match, "If-None-Match": known}
        headers = {name: value for name, value in given.items() if value is not None}
        more = {} if body is None else {"json": body}
        answer = client.request(method.upper(), path, params=query or None, headers=headers, **more)
        assert answer.status_code == status, answer.text
        if status >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == status
        return answer

    return send


@pytest.fixture
def template(ask: Ask) -> dict[str, Any]:
    made: dict[str, Any] = ask("post", TEMPLATES, TEMPLATE, status=201).json()
    return made


@pytest.fixture
def model(ask: Ask, template: dict[str, Any]) -> dict[str, Any]:
    """A model of the template, with a secret."""
    body = {
        "name": "bot",
        "model_template_id": template["id"],
        "model_creation_parameters": PARAMETERS,
    }
    made: dict[str, Any] = ask("post", MODELS, body, status=201).json()
    return made
