"""What tests of pages share: templates to look at, and words to find links by."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from registry.bootstrap import OpenRegistry
from registry.domain.template import Template

PARAMETERS = {
    "type": "object",
    "required": ["model_id"],
    "properties": {
        "model_id": {"type": "string", "title": "Weights", "minLength": 1, "x-ui": {"arg": "--id"}},
        "length": {"type": "integer", "title": "Length", "minimum": 1, "default": 4096},
        "token": {"type": "string", "format": "password", "title": "Token"},
    },
}


@pytest.fixture
def make_template(registry: OpenRegistry) -> Callable[..., Template]:
    """Create a template of any name, with whatever else differs from a plain one."""

    def create(name: str = "server", **fields: Any) -> Template:
        given = {
            "name": name,
            "endpoint_type": "SYNC",
            "model_type": "EMBEDDING",
            "vendor_configuration": {
                "bundle_config": {"registry": "docker.io", "image": f"acme/{name}", "tag": "1"}
            },
            "model_creation_parameters_schema": PARAMETERS,
            **fields,
        }
        return registry.services.templates.create(given, workspace="default", actor="grace")

    return create


@pytest.fixture
def make_model(registry: OpenRegistry) -> Callable[..., None]:
    """Register a model of a template."""

    def create(name: str, template: Template) -> None:
        given = {
            "name": name,
            "model_template_id": template.id,
            "model_creation_parameters": {"model_id": "acme/base"},
        }
        registry.services.models.create(given, workspace="default", actor="grace")

    return create


@pytest.fixture
def links_of() -> Callable[[AppTest], dict[str, str]]:
    """Read the links of a page's main part and dialogs: their words, and the query of their address."""

    def read(app: AppTest) -> dict[str, str]:
        aside = {id(link.proto) for link in app.sidebar.get("page_link")}
        found = [link.proto for link in app.get("page_link") if id(link.proto) not in aside]
        return {link.label.replace("*", ""): link.query_string for link in found}

    return read


@pytest.fixture
def text_of() -> Callable[[AppTest], str]:
    """Read all that a page's main part says in words."""

    def read(app: AppTest) -> str:
        kinds = (app.title, app.subheader, app.markdown, app.caption, app.error, app.warning)
        return "\n".join(element.value for kind in kinds for element in kind)

    return read
