"""Schemas are judged as by the published metaschemas."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema_specifications import REGISTRY

from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.fast_validator import Unsupported, compile_metaschema
from streamlit_jsonschema_form.validation.keywords import VALIDATORS
from streamlit_jsonschema_form.validation.limits import ValidationLimits
from streamlit_jsonschema_form.validation.metaschema import (
    find_metaschema_problems,
    flat_metaschema,
)

VOCABULARY = DRAFT_2020_12.removesuffix("schema") + "meta/"
PARTS = [
    "core",
    "applicator",
    "unevaluated",
    "validation",
    "meta-data",
    "format-annotation",
    "content",
]
KEYWORDS = sorted({k for part in PARTS for k in REGISTRY.contents(VOCABULARY + part)["properties"]})
VALUES = [None, True, False, 0, -1, 1.5, "", "a", "#x", "string", [], ["a"], ["a", "a"], {}]
ODD = st.sampled_from(VALUES)
SCHEMAS = st.recursive(
    ODD | st.booleans(),
    lambda inner: st.dictionaries(
        st.sampled_from(
            [*KEYWORDS, "definitions", "dependencies", "$recursiveAnchor", "additionalItems"]
        ),
        inner
        | st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
        max_size=3,
    ),
    max_leaves=6,
)


def test_every_vocabulary_is_looked_at():
    assert len(KEYWORDS) > 50


@pytest.mark.parametrize(
    ("dialect", "plain"), [(DRAFT_7, Draft7Validator), (DRAFT_2020_12, Draft202012Validator)]
)
@settings(max_examples=300, deadline=None)
@given(schema=SCHEMAS)
def test_schemas_are_judged_as_by_the_published_metaschema(dialect, plain, schema):
    expected = plain(plain.META_SCHEMA).is_valid(schema)
    assert (find_metaschema_problems(schema, dialect, ()) == []) == expected


@pytest.mark.parametrize("keyword", [*KEYWORDS, "dependencies", "$recursiveAnchor"])
def test_each_keyword_is_judged_alone(keyword):
    published = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    judged = [
        find_metaschema_problems({keyword: value}, DRAFT_2020_12, ()) == [] for value in VALUES
    ]
    assert judged == [published.is_valid({keyword: value}) for value in VALUES]


TESTS = Path(__file__).parents[1]
PUBLISHED = {
    DRAFT_7: Draft7Validator(Draft7Validator.META_SCHEMA),
    DRAFT_2020_12: Draft202012Validator(Draft202012Validator.META_SCHEMA),
}
FAST = {
    dialect: compile_metaschema(VALIDATORS[dialect], flat_metaschema(dialect))
    for dialect in PUBLISHED
}
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
REPLACEMENTS = (
    None,
    True,
    0,
    -1,
    2.0,
    0.5,
    float("nan"),
    "",
    "a",
    "a#b",
    "object",
    [],
    ["a", "a"],
    [1],
    {},
)


def is_valid(schema, dialect):
    return FAST[dialect](schema, ValidationLimits())


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
        holder[last] = copy.deepcopy(draw(st.sampled_from([*REPLACEMENTS, *OWN])))
    return schema


@pytest.mark.parametrize("dialect", PUBLISHED)
def test_the_fast_check_agrees_with_the_published_metaschema(dialect):
    for schema in SCHEMAS:
        assert is_valid(schema, dialect) == PUBLISHED[dialect].is_valid(schema), schema


@pytest.mark.parametrize("dialect", PUBLISHED)
@settings(max_examples=300, deadline=None)
@given(schema=spoilt())
def test_the_fast_check_of_a_spoilt_schema_agrees_with_the_published_metaschema(dialect, schema):
    valid = PUBLISHED[dialect].is_valid(schema)
    assert is_valid(schema, dialect) == valid
    assert (find_metaschema_problems(schema, dialect, ()) == []) == valid


def test_a_metaschema_with_a_keyword_of_its_own_is_refused():
    with pytest.raises(Unsupported):
        compile_metaschema(VALIDATORS[DRAFT_7], {"contains": {}})
