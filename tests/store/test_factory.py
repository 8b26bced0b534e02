from pathlib import Path

import pytest

from registry.errors import RegistryError
from registry.store.base import Query
from registry.store.factory import open_store
from registry.store.json_file import JsonFileStore
from registry.store.memory import MemoryStore


def test_three_slashes_begin_a_path_relative_to_the_base(tmp_path):
    store = open_store("tinydb:///data/my%20registry.json", base=tmp_path)
    store.close()
    assert isinstance(store, JsonFileStore)
    assert store.path == tmp_path / "data" / "my registry.json"
    assert (tmp_path / "data" / "my registry.events.jsonl").exists()


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
