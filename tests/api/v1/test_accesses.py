"""How often an answer asks the store."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_api
from registry.api.dependencies import RegistrySource
from registry.bootstrap import OpenRegistry
from registry.services import build
from registry.settings import load
from registry.store.memory import MemoryStore
from tests.api.v1.conftest import MODELS, PARAMETERS, TEMPLATE, TEMPLATES, WORKSPACE


class CountingStore(MemoryStore):
    """Counts what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if name in ("get", "find", "page", "query_many", "events", "commits", "transaction"):
            self.asked.append(name)
        return super().__getattribute__(name)


WORKSPACES = "/api/v1/workspaces"
Count = Callable[[str], list[str]]


@pytest.fixture
def count() -> Count:
    """Ask for a path, and return what the store was asked; all things were read once before."""
    store, settings = CountingStore(), load(actor="ada")
    registry = OpenRegistry(build(store), settings, store)
    client = TestClient(create_api(RegistrySource(lambda: settings, lambda: registry)))
    template = client.post(TEMPLATES, json=TEMPLATE).json()
    body = {"model_template_id": template["id"], "model_creation_parameters": PARAMETERS}
    assert client.post(MODELS, json={"name": "bot", **body}).status_code == 201
    for kind, name, fields in ((TEMPLATES, "vllm", TEMPLATE), (MODELS, "bot", body)):
        again = {**fields, "name": name, "description": "The second of its kind."}
        answer = client.put(f"{kind}/{name}", json=again, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
    assert client.post(WORKSPACES, json={"name": "team"}).status_code == 201
    draft = client.post(f"{WORKSPACE}/drafts", json={"purpose": "import", "content": {}}).json()

    def ask(path: str) -> list[str]:
        path = path.replace("{draft}", draft["id"])
        assert client.get(path).status_code == 200
        store.asked.clear()
        assert client.get(path).status_code == 200
        return store.asked

    return ask


ASKED = [
    (f"{TEMPLATES}/vllm", ["find"]),
    (f"{TEMPLATES}/vllm/versions/1", ["query_many"]),
    (f"{TEMPLATES}/vllm/versions/2", ["query_many"]),
    (f"{TEMPLATES}/vllm/defaults", ["find"]),
    (f"{MODELS}/bot", ["find"]),
    (f"{MODELS}/bot/revisions/1", ["query_many"]),
    (f"{MODELS}/bot/revisions/2", ["query_many"]),
    (f"{MODELS}/bot/result", ["find"]),
    (f"{MODELS}/bot/result/docker", ["find"]),
    (f"{WORKSPACE}/drafts/{{draft}}", ["get"]),
    (f"{WORKSPACES}/team", ["find"]),
    (TEMPLATES, ["page"]),
    (MODELS, ["page"]),
    (f"{MODELS}/bot/revisions", ["find", "events"]),
    (f"{WORKSPACE}/comparison?model=bot&model=bot", ["query_many"]),
]


def test_every_operation_that_returns_one_thing_is_counted(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    ones = {path for path in paths if path.startswith(WORKSPACES) and path.endswith("}")}
    told = [re.compile(re.sub("{.*?}", "[^/]+", path)) for path in ones if "get" in paths[path]]
    assert all(any(one.fullmatch(path) for path, _ in ASKED) for one in told)


@pytest.mark.parametrize(("path", "asked"), ASKED)
def test_an_answer_asks_the_store_no_more_than_it_must(
    count: Count, path: str, asked: list[str]
) -> None:
    assert count(path) == asked
