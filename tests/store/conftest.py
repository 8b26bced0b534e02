"""Real stores, and records to put in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry.errors import Json
from registry.store.base import Record, Store
from registry.store.json_file import JsonFileStore
from registry.store.memory import MemoryStore

START = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)

MakeRecord = Callable[..., Record]


def _make_record(
    id: str,
    body: dict[str, Json] | None = None,
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
def log_path(path: Path) -> Path:
    return path.with_name("registry.events.jsonl")


@pytest.fixture(params=["memory", "file", "file-twice"])
def store(request: pytest.FixtureRequest, path: Path) -> Iterator[Store]:
    """Each backend; `file-twice` writes through one store and is read through another."""
    if request.param == "memory":
        with_memory = MemoryStore()
        yield with_memory
        with_memory.close()
        return
    writer = JsonFileStore(path)
    reader = JsonFileStore(path) if request.param == "file-twice" else writer
    reader.transaction = writer.transaction  # type: ignore[method-assign]
    yield reader
    reader.close()
    writer.close()
