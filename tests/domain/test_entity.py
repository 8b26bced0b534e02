from typing import Any

import jsonschema
import pytest

from registry.domain.adapter import AdapterInput
from registry.domain.base_model import BaseModelMetadata
from registry.domain.endpoint import APIEndpointData
from registry.domain.entity import Entity
from registry.domain.model import Model, ModelInput
from registry.domain.parameters import ParameterSchema
from registry.domain.template import OFFERED_MODEL_TYPES, ModelType, TemplateInput
from registry.domain.workspace import WorkspaceInput

INPUTS = [TemplateInput, ModelInput, AdapterInput, WorkspaceInput, ParameterSchema]


def subschemas(schema: Any) -> Any:
    if isinstance(schema, dict):
        yield schema
        for member in schema.values():
            yield from subschemas(member)
    elif isinstance(schema, list):
        for item in schema:
            yield from subschemas(item)


@pytest.mark.parametrize("entity", INPUTS, ids=lambda entity: entity.__name__)
def test_the_schema_of_a_form_is_a_valid_one_and_clean(entity: type[Entity]) -> None:
    schema = entity.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for sub in subschemas(schema):
        assert sub.get("default", ...) is not None
        for name, field in sub.get("properties", {}).items():
            assert field["description"], name
            assert field["title"] == field["title"].strip(), name


def test_the_bundle_type_is_legal_and_offered_by_no_form() -> None:
    assert ModelType.BUNDLE not in OFFERED_MODEL_TYPES
    assert len(OFFERED_MODEL_TYPES) == len(ModelType) - 1
    for entity in (TemplateInput, ModelInput, Model):
        assert "BUNDLE" not in entity.model_json_schema()["$defs"]["ModelType"]["enum"]
    assert ModelInput(name="a", model_type=ModelType.BUNDLE).to_json()["model_type"] == "BUNDLE"


def test_a_form_hides_and_marks_the_api_key() -> None:
    drawn = APIEndpointData.model_json_schema()["properties"]["api_key"]
    assert (drawn["format"], drawn["writeOnly"]) == ("password", True)


def test_long_texts_are_drawn_in_several_lines() -> None:
    drawn = ModelInput.model_json_schema()["properties"]
    for name in ("description", "model_card", "training_data_card"):
        assert drawn[name]["ui:widget"] == "textarea"


def test_a_form_may_draw_some_fields_only() -> None:
    part = ModelInput.draw(only=("name", "project"))
    assert list(part["properties"]) == ["name", "project"]
    assert part["required"] == ["name"]
    rest = ModelInput.draw(without=("name", "model_creation_parameters"))
    assert "name" not in rest["properties"]
    assert "project" in rest["properties"]
    assert rest["required"] == []


def test_titles_are_written_as_people_do() -> None:
    drawn = TemplateInput.model_json_schema()
    endpoint = drawn["$defs"]["EndpointConfig"]["properties"]
    assert endpoint["cpus"]["title"] == "CPUs"
    assert endpoint["endpoint_type"]["title"] == "Endpoint type"


def test_facts_of_a_base_model_are_drawn_though_any_object_is_kept() -> None:
    drawn = ModelInput.model_json_schema()["properties"]["base_model_metadata"]["anyOf"][0]
    assert set(drawn["properties"]) == set(BaseModelMetadata.model_fields)
    assert drawn["properties"]["delivery_date"]["title"] == "Delivery date"
    assert drawn["additionalProperties"] is True


URLS = [
    ("http://H", "http://h/"),
    ("https://Host:443/v1", "https://host/v1"),
    ("http://h:8080/a b", "http://h:8080/a%20b"),
]


@pytest.mark.parametrize(("given", "kept"), URLS)
def test_a_url_is_normalised(given: str, kept: str) -> None:
    assert APIEndpointData(url=given).url == kept


def test_an_empty_fileset_is_none() -> None:
    assert ModelInput(name="a", fileset="").fileset is None


def test_null_empties_what_the_contract_makes_a_container() -> None:
    made = ModelInput.model_validate({"name": "a", "custom_fields": None, "model_providers": None})
    assert (made.custom_fields, made.model_providers) == ({}, ())


def test_the_input_of_an_entity_is_what_a_person_gave() -> None:
    given = ModelInput(name="a", custom_fields={"b": 1}, model_type=ModelType.AGENT)
    when = "2026-11-21T22:11:21Z"
    kept = Model.model_validate(
        {
            **given.to_json(),
            "id": "model-1",
            "workspace": "default",
            "revision": 3,
            "created_at": when,
            "updated_at": when,
            "created_by_user_id": "ada",
            "updated_by": "bob",
        }
    )
    assert kept.to_input() == given
