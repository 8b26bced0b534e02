"""Bodies of Scale's dialect, and a client that fails on what the test did not expect."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

PARAMETERS = {
    "parameters": [
        {"name": "model_id", "type": "str", "description": "What to serve.", "required": True},
        {"name": "max_len", "type": "int", "description": "", "required": False},
        {"name": "share", "type": "float", "description": "", "required": False},
        {"name": "eager", "type": "bool", "description": "", "required": False},
    ]
}
IMAGE = {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v1"}

Ask = Callable[..., Any]


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """Send a request and return its body: `ask("post", "/v4/models", {…}, status=409)`."""

    def send(method: str, path: str, body: Any = None, *, status: int = 200, **query: Any) -> Any:
        given = {} if body is None else {"json": body}
        answer = client.request(method.upper(), path, params=query, **given)
        assert answer.status_code == status, answer.text
        return answer.json()

    return send


@pytest.fixture
def places(ask: Ask) -> Callable[..., list[list[Any]]]:
    """Send a request that is refused with 422 and return the places of its mistakes."""

    def send(method: str, path: str, body: Any = None, **query: Any) -> list[list[Any]]:
        said = ask(method, path, body, status=422, **query)
        return sorted((fault["loc"] for fault in said["detail"]), key=str)

    return send


@pytest.fixture
def pattern() -> Callable[..., dict[str, Any]]:
    """Write the body that makes a template."""

    def write(name: str = "vllm", **fields: Any) -> dict[str, Any]:
        return {
            "name": name,
            "endpoint_type": "SYNC",
            "model_type": "COMPLETION",
            "vendor_configuration": {"bundle_config": IMAGE},
            "account_id": "default",
            "model_creation_parameters_schema": PARAMETERS,
            **fields,
        }

    return write


@pytest.fixture
def template(ask: Ask, pattern: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = ask("post", "/v4/model-templates", pattern())
    return made


@pytest.fixture
def cast(ask: Ask, template: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Make a model from the template."""

    def make(name: str = "llama", *, version: str = "v4", **fields: Any) -> dict[str, Any]:
        body = {
            "name": name,
            "model_type": "COMPLETION",
            "account_id": "default",
            "model_template_id": template["id"],
            **fields,
        }
        made: dict[str, Any] = ask("post", f"/{version}/models", body)
        return made

    return make
