import pytest

from registry.bootstrap import SAMPLES, open_services
from registry.settings import Settings
from registry.store.factory import UnknownStore


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(store=f"tinydb:///{tmp_path}/registry.json")


def names(settings) -> list[str]:
    registry = open_services(settings)
    try:
        return sorted(t.name for t in registry.services.templates.list(workspace="default").items)
    finally:
        registry.close()


SAMPLE_NAMES = sorted(file.stem for file in SAMPLES.glob("*.json"))


def test_a_new_registry_gets_the_samples(settings):
    assert len(SAMPLE_NAMES) >= 8
    assert names(settings) == SAMPLE_NAMES


def test_without_the_setting_a_new_registry_stays_empty(settings):
    assert names(settings.model_copy(update={"samples": False})) == []


def test_a_sample_that_was_deleted_does_not_come_back(settings):
    registry = open_services(settings)
    for template in registry.services.templates.list(workspace="default").items:
        registry.services.templates.delete(template.id, actor="ada")
    registry.close()
    assert names(settings) == []


def test_loading_the_samples_again_skips_those_that_are_there(settings):
    registry = open_services(settings)
    kept, dropped = registry.services.templates.list(workspace="default").items[:2]
    registry.services.templates.delete(dropped.id, actor="ada")
    again = {sample.name: sample.loaded for sample in registry.load_samples()}
    registry.close()
    assert (again[dropped.name], again[kept.name]) == (True, False)
    assert sum(again.values()) == 1


def test_a_store_that_cannot_be_named_is_refused(settings):
    with pytest.raises(UnknownStore):
        open_services(settings.model_copy(update={"store": "mysql://host/x"}))
