"""The fast validator's answer is that of the plain validator, or there is none."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from streamlit_jsonschema_form.validation.context import ValidationContext, activate
from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.document import read_schema
from streamlit_jsonschema_form.validation.fast_validator import CHECKS, MAX_LEVELS, FastValidator
from streamlit_jsonschema_form.validation.formats import make_format_checker
from streamlit_jsonschema_form.validation.keywords import VALIDATORS
from streamlit_jsonschema_form.validation.limits import ValidationLimits

PLAIN = {DRAFT_7: Draft7Validator, DRAFT_2020_12: Draft202012Validator}
TRAPS = json.loads((Path(__file__).parents[1] / "data" / "form_traps.json").read_text())
SLOW, VICTIM = "^(a|a)*$", "a" * 40 + "!"

names = st.sampled_from(["a", "b", "c", "ab", ""])
numbers = st.sampled_from([0, 1, -1, 2, 3, 1.0, 0.5, 1.5, -0.0, 2**60, 1e300, 10**30, 0.1])
texts = st.sampled_from(["", "a", "b", "ab", "1", "2024-02-01", "x@y.org", "é", "\ud800"])
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
counts = st.integers(0, 3)
listed = st.lists(names, max_size=2, unique=True)
LEAVES = {
    "type": st.sampled_from([*(t for t in ("string", "integer", "number", "boolean", "null",
                                           "array", "object")), ["integer", "null"]]),
    "enum": st.lists(values, min_size=1, max_size=3),
    "const": values,
    "minimum": numbers, "maximum": numbers, "exclusiveMinimum": numbers, "exclusiveMaximum": numbers,
    "multipleOf": st.sampled_from([1, 2, 0.5, 0.1, 3, 1.0, 10**30]),
    "minLength": counts, "maxLength": counts, "minItems": counts, "maxItems": counts,
    "minProperties": counts, "maxProperties": counts,
    "uniqueItems": st.booleans(),
    "pattern": st.sampled_from(["^a", "b$", "^$", "."]),
    "format": st.sampled_from(["date", "email", "no such format"]),
    "required": listed,
    "dependentRequired": st.dictionaries(names, listed, max_size=2),
    "title": texts, "x-ui": values,
}  # fmt: skip


def _nested(inner):
    several, by_name = (
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(names, inner, max_size=3),
    )
    rows = {
        "properties": by_name,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b"]), inner, max_size=2),
        "dependentSchemas": by_name,
        "dependencies": st.dictionaries(names, inner | listed, max_size=2),
        "additionalItems": inner,
        "prefixItems": several,
        "unevaluatedProperties": inner,
        **dict.fromkeys(("allOf", "anyOf", "oneOf"), several),
        **dict.fromkeys(
            ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"),
            inner,
        ),
    }  # fmt: skip
    return st.fixed_dictionaries({}, optional={**LEAVES, **rows}).map(_few)


def _few(schema):
    """Keep the keywords of a schema few, so that values may fit it."""
    return dict(list(schema.items())[:4])


leaves = st.sampled_from(list(LEAVES)).flatmap(
    lambda name: LEAVES[name].map(lambda rule: {name: rule})
)
schemas = st.recursive(st.booleans() | leaves, _nested, max_leaves=6)


def is_valid(schema, value, dialect=DRAFT_2020_12, *, formats=None):
    return FastValidator(formats).is_valid(VALIDATORS[dialect], schema, value, ValidationLimits())


@pytest.mark.parametrize("dialect", PLAIN)
@settings(max_examples=400, deadline=None)
@given(schemas, values)
def test_an_answer_is_that_of_the_plain_validator(dialect, schema, value):
    if (answer := is_valid(schema, value, dialect)) is not None:
        assert answer is PLAIN[dialect](schema).is_valid(value)


@pytest.mark.parametrize("dialect", PLAIN)
@settings(max_examples=400, deadline=None)
@given(schemas, values)
def test_errors_are_there_exactly_where_the_plain_validator_finds_some(dialect, schema, value):
    document = read_schema(schema, dialect=dialect, formats=False)
    valid = PLAIN[dialect](schema).is_valid(value)
    assert (not document.errors(value)) is valid
    assert document.matches(schema, document.resolver, value) is valid


@pytest.mark.parametrize("dialect", PLAIN)
@settings(max_examples=200, deadline=None)
@given(schemas, values)
def test_fast_answers_change_no_error(dialect, schema, value):
    document = read_schema(schema, dialect=dialect)
    with activate(ValidationContext()):
        kind = VALIDATORS[dialect]
        slow = list(kind(schema, format_checker=make_format_checker()).iter_errors(value))
    assert [_described(each) for each in document.errors(value)] == [
        _described(each) for each in slow
    ]


def _described(error):
    place = (list(error.absolute_path), list(error.absolute_schema_path))
    return (*place, error.message, [_described(each) for each in error.context])


def test_most_traps_have_an_answer_and_it_is_right():
    answers = [is_valid(trap["schema"], json.loads(trap["instance_text"])) for trap in TRAPS]
    known = [(answer, trap["valid"]) for answer, trap in zip(answers, TRAPS, strict=True)]
    known = [each for each in known if None not in each]
    assert [each for each in known if each[0] is not each[1]] == []
    assert len(known) > len(TRAPS) / 2


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"properties": {"a": {"$ref": "#"}}},
        {"unevaluatedProperties": False},
        {"contains": True},
        {"pattern": "["},
        {"properties": {"a": {"$schema": DRAFT_7, "type": "string"}}},
    ],
)
def test_what_needs_more_than_the_value_has_no_answer(schema):
    assert is_valid(schema, {}) is None


def test_formats_count_where_they_are_asserted():
    assert is_valid({"format": "date"}, "never") is True
    assert is_valid({"format": "date"}, "never", formats=make_format_checker()) is False


def test_a_pattern_that_takes_too_long_leaves_it_to_the_validator():
    assert is_valid({"not": {"pattern": SLOW}}, VICTIM) is None


def test_only_so_many_levels_have_one_answer():
    schema = {"minimum": 1}
    for _ in range(MAX_LEVELS - 1):
        schema = {"items": schema}
    value = [[[[0]]]]
    assert is_valid(schema, value) is False
    assert is_valid({"items": schema}, [value]) is None


def test_an_answer_about_a_long_list_ends_at_the_deadline():
    document = read_schema({"items": {"anyOf": [{"const": n} for n in range(50)]}})
    started = time.thread_time()
    errors = document.errors([49] * 2_000_000)
    assert time.thread_time() - started < 4
    assert "2 seconds" in errors[-1].message


def test_every_check_is_of_a_keyword_of_a_validator():
    known = {name for kind in VALIDATORS.values() for name in kind.VALIDATORS}
    assert CHECKS.keys() <= known
