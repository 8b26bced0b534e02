"""The quick yes of a schema never says more than the published metaschema does."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema_specifications import REGISTRY

from streamlit_jsonschema_form.validation.acceptance import DEEPEST, make_acceptor
from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.metaschema import metaschema_problems, one_metaschema

TESTS = Path(__file__).parents[1]
PUBLISHED = {
    DRAFT_7: Draft7Validator(Draft7Validator.META_SCHEMA),
    DRAFT_2020_12: Draft202012Validator(Draft202012Validator.META_SCHEMA),
}
QUICK = {dialect: make_acceptor(one_metaschema(dialect)) for dialect in PUBLISHED}
TRAPS = [each["schema"] for each in json.loads((TESTS / "data/form_traps.json").read_text())]
OWN = [
    {"type": ["string", "null"], "enum": ["a", None], "required": ["a", "b"], "multipleOf": 0.5},
    {"dependencies": {"a": ["b"], "c": {"not": True}}, "items": {"maxItems": 2.0}},
    {"$id": "https://a.b/c#", "$anchor": "a_b", "$defs": {"d": {"$ref": "#"}}, "minLength": 0},
    {"properties": {"a": {"allOf": [True, {"exclusiveMinimum": -1}]}}, "uniqueItems": True},
    {"if": {"const": 1}, "then": False, "else": {"contains": {}, "minContains": 0}, "examples": []},
    {"patternProperties": {"^a": {"propertyNames": {"pattern": "b"}}}, "$vocabulary": {"x": True}},
    {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"a": {"readOnly": True}}},
]
PUBLIC = [each for each in map(REGISTRY.contents, REGISTRY) if isinstance(each, dict)]
SCHEMAS = [*TRAPS, *OWN, *PUBLIC]
ODD = (None, True, 0, -1, 2.0, 0.5, float("nan"), "", "a", "a#b", "object", [], ["a", "a"], [1], {})


def _places(schema, path=()):
    yield path
    inside = schema.items() if isinstance(schema, dict) else enumerate(schema)
    for key, each in inside:
        if isinstance(each, dict | list):
            yield from _places(each, (*path, key))
        else:
            yield (*path, key)


@st.composite
def spoilt(draw):
    """A real schema in which some places hold something else."""
    schema = copy.deepcopy(draw(st.sampled_from([s for s in SCHEMAS if isinstance(s, dict) and s])))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(list(_places(schema))[1:] or [("title",)]))
        holder = schema
        for part in way:
            holder = holder[part]
        holder[last] = copy.deepcopy(draw(st.sampled_from([*ODD, *OWN])))
    return schema


@pytest.mark.parametrize("dialect", PUBLISHED)
def test_what_is_accepted_is_what_the_metaschema_accepts(dialect):
    for schema in SCHEMAS:
        assert QUICK[dialect](schema) == PUBLISHED[dialect].is_valid(schema), schema


@pytest.mark.parametrize("dialect", PUBLISHED)
@settings(max_examples=300, deadline=None)
@given(schema=spoilt())
def test_a_spoilt_schema_is_accepted_only_if_the_metaschema_does(dialect, schema):
    valid = PUBLISHED[dialect].is_valid(schema)
    assert valid or not QUICK[dialect](schema)
    assert (metaschema_problems(schema, dialect, ()) == []) == valid


def test_what_is_nested_deeper_than_usual_is_left_to_the_validator():
    schema = {"minimum": 1}
    for _ in range(DEEPEST + 1):
        schema = {"not": schema}
    assert not QUICK[DRAFT_7](schema)
    assert metaschema_problems(schema, DRAFT_7, ()) == []


def test_a_metaschema_with_a_keyword_of_its_own_is_refused():
    with pytest.raises(KeyError):
        make_acceptor({"contains": {}})
