"""One place compiles a template version's schemas, for everything that reads them."""

from collections import Counter
from typing import Any

import pytest

from registry.domain.template import Template
from registry.launch import compiled_schema
from registry.launch.formats import render_docker
from registry.launch.parser import read_parameters
from registry.launch.plan import plan
from registry.services import Services
from registry.services.parameter_schemas import CREATION, REQUEST
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.validation import read_schema
from tests.services.creating import Pattern


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often each schema is read."""
    counted: Counter[str] = Counter()

    def read_counted(schema: Any) -> Any:
        counted[write_json(schema)] += 1
        return read_schema(schema)

    monkeypatch.setattr(compiled_schema, "read_schema", read_counted)
    compiled_schema._compile_text.cache_clear()
    return counted


def test_a_template_version_is_read_once_by_all_that_need_its_schema(
    services: Services, pattern: Pattern, reads: Counter[str]
) -> None:
    template = services.templates.create(pattern(), workspace="default", actor="a")
    given = {"name": "m", "model_template_id": template.id, "model_creation_parameters": {}}
    for _ in range(3):
        services.templates.warnings(template.to_input())
        services.models.validate(given, workspace="default")
        services.dry_run.try_parameters(template, {})
        schema = services.schemas.of(template)
        read_parameters("--model-id meta/llama", schema)
        render_docker(plan(template, {}, schema=schema, name="m"))
    assert reads[write_json(template.model_creation_parameters_schema)] == 1


def test_each_version_and_each_field_has_a_schema_of_its_own(
    services: Services, template: Template, pattern: Pattern
) -> None:
    other = {"type": "object", "properties": {"other": {"type": "string"}}}
    changed = services.templates.change(
        template.id, pattern(**{CREATION: other, REQUEST: None}), expected=1, actor="a"
    )
    first, second = services.schemas.of(template), services.schemas.of(changed)
    assert second.document.schema == other
    assert first is not second
    assert first is services.schemas.of(services.templates.get(template.id, 1))
    assert services.schemas.of(changed, REQUEST).document.schema == {"type": "object"}
