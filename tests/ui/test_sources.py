"""The app's own sources offer what the registry holds, by name."""

import pytest

from registry.domain.workspace import DEFAULT_WORKSPACE
from registry.ui.sources import OFFERED, sources_of


@pytest.fixture
def services(registry):
    return registry.services


@pytest.fixture
def make(services):
    """Register a model without a template."""

    def create(name, *, workspace=DEFAULT_WORKSPACE, **fields):
        services.models.create({"name": name, **fields}, workspace=workspace, actor="ada")

    return create


def offered(services, name, text="", **arguments):
    found = sources_of(services, DEFAULT_WORKSPACE)[name](arguments, text)
    return {option.value: option.label for option in found}


def test_models_are_offered_by_name_with_their_title(services, make):
    make("llama", display_name="Llama 3", model_type="CHAT_COMPLETION")
    make("bge", model_type="EMBEDDING")
    assert offered(services, "models") == {"llama": "Llama 3 · llama", "bge": "bge"}
    assert offered(services, "models", "lama") == {"llama": "Llama 3 · llama"}
    assert offered(services, "models", model_type="EMBEDDING") == {"bge": "bge"}
    assert len(offered(services, "models", model_type="NO SUCH TYPE")) == 2


def test_another_workspace_offers_its_own(services, make):
    services.workspaces.create({"name": "lab"}, actor="ada")
    make("here")
    make("there", workspace="lab")
    assert offered(services, "models", workspace="lab") == {"there": "there"}
    assert offered(services, "models", workspace=5) == {"here": "here"}


def test_templates_are_offered_too(services):
    image = {"registry": "docker.io", "image": "acme/server", "tag": "1"}
    given = {
        "name": "server",
        "endpoint_type": "SYNC",
        "model_type": "EMBEDDING",
        "vendor_configuration": {"bundle_config": image},
    }
    services.templates.create(given, workspace=DEFAULT_WORKSPACE, actor="ada")
    assert offered(services, "templates") == {"server": "server"}
    assert offered(services, "templates", model_type="AGENT") == {}


def test_no_more_are_offered_than_bring_a_search(services, make):
    for number in range(OFFERED + 1):
        make(f"m{number}")
    assert len(offered(services, "models")) == OFFERED
    assert list(offered(services, "models", f"m{OFFERED}")) == [f"m{OFFERED}"]
