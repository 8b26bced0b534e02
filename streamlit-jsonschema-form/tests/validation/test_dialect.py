import pytest

from streamlit_jsonschema_form.validation.dialect import (
    DRAFT_7,
    DRAFT_2020_12,
    children,
    find_dialect,
)


@pytest.mark.parametrize(
    ("schema", "dialect"),
    [
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, DRAFT_7),
        ({"$schema": "http://json-schema.org/draft-07/schema"}, DRAFT_7),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema"}, DRAFT_2020_12),
        ({"$schema": "urn:mine", "items": []}, DRAFT_2020_12),
        ({}, DRAFT_2020_12),
        (True, DRAFT_2020_12),
        ({"properties": {"a": {"items": [{}]}}}, DRAFT_7),
        ({"allOf": [{"additionalItems": False}]}, DRAFT_7),
        ({"$defs": {"x": {"dependencies": {}}}}, DRAFT_7),
    ],
)
def test_the_dialect_is_found_from_the_schema(schema, dialect):
    assert find_dialect(schema) == dialect


@pytest.mark.parametrize("keyword", ["properties", "default", "examples", "x-note", "enum"])
def test_words_outside_schema_positions_decide_nothing(keyword):
    wrapped = {"dependencies": {"type": "string"}} if keyword == "properties" else {"items": []}
    schema = {keyword: wrapped if keyword not in ("enum", "examples") else [{"dependencies": {}}]}
    assert find_dialect(schema) == DRAFT_2020_12


def test_children_pass_over_what_is_no_schema():
    schema = {"dependencies": {"a": ["b"], "c": {}}, "items": 3, "allOf": [True, "x"], "not": {}}
    assert [path for path, _ in children(schema)] == [("dependencies", "c"), ("allOf", 0), ("not",)]
