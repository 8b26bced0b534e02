"""Services over a real store in memory, with a clock that moves a second at each look."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from registry.domain.model import Model
from registry.domain.template import Template
from registry.services import Services, build
from registry.store.base import Store
from registry.store.memory import MemoryStore

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "model_id": {"type": "string", "minLength": 1},
        "max_len": {"type": "integer", "minimum": 1, "default": 4096},
        "token": {"type": "string", "writeOnly": True},
    },
    "required": ["model_id"],
    "additionalProperties": False,
}


@pytest.fixture
def store() -> Iterator[Store]:
    opened = MemoryStore()
    yield opened
    opened.close()


@pytest.fixture
def services(store: Store) -> Services:
    seconds = count()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return build(store, clock=lambda: start + timedelta(seconds=next(seconds)))


@pytest.fixture
def schema() -> dict[str, Any]:
    return SCHEMA


@pytest.fixture
def pattern() -> Callable[..., dict[str, Any]]:
    """Write what a person gives for a template."""

    def write(name: str = "vllm", **fields: Any) -> dict[str, Any]:
        image = {"registry": "docker.io", "image": "vllm/vllm-openai", "tag": "v1"}
        return {
            "name": name,
            "endpoint_type": "STREAMING",
            "model_type": "CHAT_COMPLETION",
            "vendor_configuration": {"bundle_config": image},
            "model_creation_parameters_schema": SCHEMA,
            **fields,
        }

    return write


@pytest.fixture
def template(services: Services, pattern: Callable[..., dict[str, Any]]) -> Template:
    return services.templates.create(pattern(), workspace="default", actor="ada")


@pytest.fixture
def cast(services: Services, template: Template) -> Callable[..., Model]:
    """Make a model from the template."""

    def make(name: str = "llama", **fields: Any) -> Model:
        given = {
            "name": name,
            "model_template_id": template.id,
            "model_creation_parameters": {"model_id": "meta/llama"},
            **fields,
        }
        return services.models.create(given, workspace="default", actor="ada")

    return make


@pytest.fixture
def other() -> Store:
    """Another registry, into which things are taken."""
    return MemoryStore()


@pytest.fixture
def full(
    services: Services,
    template: Template,
    cast: Callable[..., Model],
    pattern: Callable[..., dict[str, Any]],
) -> Model:
    """A registry with a workspace, a template in two versions, two models and a removed one."""
    services.workspaces.create({"name": "research"}, actor="ada")
    older = cast("older")
    fields = pattern(description="now with a description")
    services.templates.change(template.id, fields, expected=1, actor="ada")
    cast("newer", custom_fields={"z": 1, "a": 1.0, "big": 10**30, "e": 1e22, "é": "🦜"})
    gone = cast("gone")
    services.models.delete(gone.id, expected=1, actor="ada")
    return older
