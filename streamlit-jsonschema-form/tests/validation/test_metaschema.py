import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema_specifications import REGISTRY

from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.metaschema import metaschema_problems

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
    assert (metaschema_problems(schema, dialect, ()) == []) == expected


@pytest.mark.parametrize("keyword", [*KEYWORDS, "dependencies", "$recursiveAnchor"])
def test_each_keyword_is_judged_alone(keyword):
    published = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    judged = [metaschema_problems({keyword: value}, DRAFT_2020_12, ()) == [] for value in VALUES]
    assert judged == [published.is_valid({keyword: value}) for value in VALUES]
