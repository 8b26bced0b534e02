"""REST over a real store in memory, asked without a network."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_api
from registry.api.dependencies import RegistrySource
from registry.bootstrap import OpenRegistry
from registry.services import Services, build
from registry.settings import Settings, load
from registry.store.base import Store
from registry.store.files import Files
from registry.store.memory import MemoryStore


@pytest.fixture
def store() -> Iterator[Store]:
    opened = MemoryStore()
    yield opened
    opened.close()


@pytest.fixture
def services(store, tmp_path) -> Services:
    """With a clock that moves a second at each look."""
    seconds = count()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    files = Files(tmp_path / "files")
    return build(store, files=files, clock=lambda: start + timedelta(seconds=next(seconds)))


@pytest.fixture
def serve(store, services) -> Iterator[Callable[..., TestClient]]:
    """Make a client of REST with settings of one's own; what the server does not foresee is raised."""
    clients: list[TestClient] = []

    def make(**settings: object) -> TestClient:
        chosen = load(**settings)
        registry = OpenRegistry(services, chosen, store)
        api = create_api(RegistrySource(lambda: chosen, lambda: registry))
        clients.append(TestClient(api, follow_redirects=False))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(serve) -> TestClient:
    return serve(actor="ada")


@pytest.fixture
def load_settings() -> Callable[..., Settings]:
    return load


@pytest.fixture
def fill(client) -> Callable[..., None]:
    """Make a fileset with one file."""

    def make(name: str, workspace: str = "default") -> None:
        path = f"/apis/files/v2/workspaces/{workspace}/filesets"
        assert client.post(path, json={"name": name}).status_code == 200
        assert client.put(f"{path}/{name}/-/config.json", content=b"{}").status_code == 200

    return make
