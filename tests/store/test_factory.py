from pathlib import Path

import pytest

from registry.errors import RegistryError, StoreUnavailable
from registry.store.factory import open_store
from registry.store.json_file import JsonFileStore
from registry.store.memory import MemoryStore
from registry.store.postgres import db_errors
from registry.store.postgres.store import PostgresStore
from registry.store.records import Query


def test_three_slashes_begin_a_path_relative_to_the_base(tmp_path):
    store = open_store("tinydb:///data/my%20registry.json", base=tmp_path)
    store.close()
    assert isinstance(store, JsonFileStore)
    assert store.path == tmp_path / "data" / "my registry.json"
    assert (tmp_path / "data" / "my registry.db").exists()


def test_four_slashes_begin_an_absolute_path(tmp_path):
    store = open_store(f"tinydb:///{tmp_path}/registry.json", base=Path("/nowhere"))
    store.close()
    assert isinstance(store, JsonFileStore)
    assert store.path == tmp_path / "registry.json"


def test_memory_is_a_store_of_its_own_each_time(tmp_path, make_record):
    one, other = (open_store("memory://", base=tmp_path) for _ in range(2))
    assert isinstance(one, MemoryStore)
    with one.transaction("ana") as tx:
        tx.insert(make_record("x"))
    assert other.page("models", Query()).total == 0


def test_a_postgresql_opens_by_its_url(tmp_path, postgres_url, make_record):
    for mine in (postgres_url, f"{postgres_url}&pool_size=2&application_name=shop"):
        store = open_store(mine, base=tmp_path)
        assert isinstance(store, PostgresStore)
        with store.transaction("ana") as tx:
            tx.insert(make_record(mine))
        assert store.get("models", mine).revision == 1
        store.close()
    with pytest.raises(StoreUnavailable, match="is closed"):
        store.get("models", "x")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://bob:se:c/r@et@host/db?pool_size=x",
        "postgresql+psycopg://bob@host/db?pool_size=0&password=secret",
        "postgres://bob:secret@host/db",
    ],
)
def test_a_password_is_never_shown(tmp_path, url):
    with pytest.raises(RegistryError) as caught:
        open_store(url, base=tmp_path)
    shown = str(caught.value)
    assert "***" in shown
    assert "bob" in shown
    assert not any(part in shown for part in ("se:c", "et@", "secret"))


def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path, monkeypatch):
    monkeypatch.setattr(db_errors, "RETRY_FOR_S", 0)
    with pytest.raises(StoreUnavailable, match=r"bob:\*\*\*@localhost:1/db cannot be reached"):
        open_store("postgresql+psycopg://bob:secret@localhost:1/db", base=tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data/registry.json",
        "/var/lib/registry.json",
        "sqlite:///x.db",
        "tinydb:",
        "tinydb:///",
        "tinydb:///data/",
        "tinydb://data/registry.json",
        "tinydb:///x.json?mode=r",
        "memory://x",
        "memory:///x",
    ],
)
def test_any_other_url_is_refused_with_what_is_supported(tmp_path, url):
    with pytest.raises(RegistryError, match=r"tinydb:///data/registry\.json") as caught:
        open_store(url, base=tmp_path)
    assert isinstance(caught.value, ValueError)
    assert repr(url) in str(caught.value)
    assert list(tmp_path.iterdir()) == []
