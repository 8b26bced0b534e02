import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from registry.errors import Invalid
from registry.services import Services
from registry.services.samples import Loaded, is_empty, load_samples
from registry.store.base import Store

Pattern = Callable[..., dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path, pattern: Pattern) -> Path:
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(json.dumps(pattern(name)), encoding="utf-8")
    (tmp_path / "README.md").write_text("not a sample")
    return tmp_path


def test_samples_are_loaded_into_the_default_workspace(services: Services, folder: Path) -> None:
    assert load_samples(services, folder) == [Loaded("a", loaded=True), Loaded("b", loaded=True)]
    assert services.templates.find("default", "a").created_by_user_id == "patternshop"


def test_a_taken_name_is_never_overwritten(
    services: Services, folder: Path, pattern: Pattern
) -> None:
    mine = services.templates.create(
        pattern("a", description="mine"), workspace="default", actor="ada"
    )
    assert load_samples(services, folder) == [Loaded("a", loaded=False), Loaded("b", loaded=True)]
    assert services.templates.get(mine.id) == mine


@pytest.mark.parametrize(("text", "word"), [("{", "wrong.json"), ("{}", "/name: required")])
def test_a_wrong_sample_is_named(services: Services, folder: Path, text: str, word: str) -> None:
    (folder / "wrong.json").write_text(text)
    with pytest.raises(Invalid, match=word):
        load_samples(services, folder)


def test_a_registry_that_anything_was_ever_put_into_is_not_empty(
    services: Services, store: Store
) -> None:
    assert is_empty(store)
    made = services.models.create({"name": "a"}, workspace="default", actor="ada")
    services.models.delete(made.id, actor="ada")
    assert not is_empty(store)
