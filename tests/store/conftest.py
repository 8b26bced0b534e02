"""Real stores, and records to put in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from registry.store.base import Store
from registry.store.json_file import JsonFileStore
from registry.store.memory import MemoryStore
from registry.store.postgres.store import PostgresStore
from registry.store.records import Record
from streamlit_jsonschema_form.problems import JsonValue

START = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)

MakeRecord = Callable[..., Record]


def _make_record(
    id: str,
    body: dict[str, JsonValue] | None = None,
    *,
    kind: str = "models",
    workspace: str = "default",
    name: str | None = None,
    revision: int = 1,
    minutes: float = 0,
) -> Record:
    at = START + timedelta(minutes=minutes)
    return Record(
        kind, id, workspace, name or f"name-{id}", revision, at, at, {} if body is None else body
    )


@pytest.fixture(scope="session")
def make_record() -> MakeRecord:
    return _make_record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "registry.json"


@pytest.fixture
def database(path: Path) -> Path:
    return path.with_name("registry.db")


Open = Callable[[], Store]


def _memory(request: pytest.FixtureRequest) -> Open:
    return MemoryStore


def _file(request: pytest.FixtureRequest) -> Open:
    path = request.getfixturevalue("path")
    return lambda: JsonFileStore(path)


def _postgres(request: pytest.FixtureRequest) -> Open:
    url = make_url(request.getfixturevalue("postgres_url"))
    return lambda: PostgresStore(url)


OPENERS = {"memory": _memory, "file": _file, "postgres": _postgres}


@pytest.fixture(params=[*OPENERS, "file-twice", "postgres-twice"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Each backend; `-twice` writes through one store and is read through another."""
    backend, _, twice = request.param.partition("-")
    open_store = OPENERS[backend](request)
    writer = open_store()
    reader = open_store() if twice else writer
    reader.transaction = writer.transaction  # type: ignore[method-assign]
    yield reader
    reader.close()
    writer.close()


@pytest.fixture(params=["file", "postgres"])
def url(request: pytest.FixtureRequest, path: Path) -> str:
    """The URL of each store that processes can share."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    path.parent.mkdir()
    return f"tinydb:///{path}"
