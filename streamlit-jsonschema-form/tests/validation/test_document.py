import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from streamlit_jsonschema_form.validation.context import MAX_RESULTS
from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.document import KeywordIndex, read_schema
from streamlit_jsonschema_form.validation.references import Unresolvable
from support.counting import steps

SLOW = "^(a|a)*$"
VICTIM = "a" * 50 + "!"
SLOW_PLACES = [
    ({"properties": {"x": {"pattern": SLOW}}}, {"x": VICTIM}, ["x"]),
    ({"patternProperties": {SLOW: True}}, {VICTIM: 1}, []),
    ({"patternProperties": {SLOW: True}, "additionalProperties": False}, {VICTIM: 1}, []),
    ({"patternProperties": {SLOW: True}, "unevaluatedProperties": False}, {VICTIM: 1}, []),
    ({"not": {"pattern": SLOW}}, VICTIM, []),
    ({"if": {"pattern": SLOW}, "else": True}, VICTIM, []),
    ({"contains": {"pattern": SLOW}, "minContains": 0}, [VICTIM], []),
    ({"anyOf": [{"pattern": SLOW}, {"type": "string"}]}, VICTIM, []),
    ({"properties": {"x": {"$schema": DRAFT_7, "pattern": SLOW}}}, {"x": VICTIM}, ["x"]),
]


def places(errors):
    return [list(error.absolute_path) for error in errors]


@pytest.mark.parametrize(("schema", "value", "place"), SLOW_PLACES)
def test_a_hostile_pattern_ends_and_the_value_is_not_valid(schema, value, place):
    started = time.thread_time()
    errors = read_schema(schema).errors(value)
    assert time.thread_time() - started < 1.5
    assert place in places(errors)
    assert any("took too long" in error.message for error in errors)


def test_many_slow_matches_end_at_the_deadline():
    started = time.thread_time()
    errors = read_schema({"items": {"pattern": SLOW}}).errors([VICTIM] * 1000)
    assert time.thread_time() - started < 4
    assert "2 seconds" in errors[-1].message


def test_a_tree_of_references_that_doubles_ends_at_the_deadline():
    steps = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
    document = read_schema({"$ref": "#/$defs/d0", "$defs": {**steps, "d40": {}}})
    started = time.thread_time()
    errors = document.errors(1)
    assert time.thread_time() - started < 4
    assert len(errors) == 1


def test_the_classic_pattern_ends_at_once():
    errors = read_schema({"properties": {"x": {"pattern": "^(a+)+$"}}}).errors({"x": VICTIM})
    assert places(errors) == [["x"]]


@pytest.mark.parametrize(
    ("schema", "value", "valid"),
    [
        ({"multipleOf": 0.5}, 10**400, True),
        ({"multipleOf": 0.3}, 10**400, False),
        ({"multipleOf": 10**400}, 0.5, False),
        ({"multipleOf": 10**400}, 3 * 10**400, True),
        ({"multipleOf": 1e-300}, 1e300, False),
        ({"multipleOf": 0.1}, 0.3, False),
        ({"multipleOf": 0.0001}, 0.0075, True),
        ({"multipleOf": 2}, float("inf"), False),
        ({"multipleOf": 2}, True, True),
        ({"uniqueItems": True}, [[1], [True], [1.0]], False),
        ({"uniqueItems": True}, [1, True, "1", None, {"a": 1}, {"a": True}], True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], False),
        ({"enum": [1]}, True, False),
        ({"type": "integer"}, 1.0, True),
        ({"oneOf": [{"type": "integer"}, {"minimum": 2}]}, 3, False),
        ({"properties": {"a": False}}, {"a": 1}, False),
        (
            {"$dynamicRef": "#n", "$defs": {"x": {"$dynamicAnchor": "n", "type": "string"}}},
            1,
            False,
        ),
        ({"$ref": DRAFT_2020_12}, {"minimum": "a"}, False),
        ({"$ref": "urn:a", "$defs": {"a": {"$id": "urn:a", "type": "string"}}}, "a", True),
    ],
)
def test_values_are_judged(schema, value, valid):
    document = read_schema(schema)
    assert document.problems == ()
    assert (document.errors(value) == []) is valid


@pytest.mark.parametrize(
    "value", [pytest.param(10**5000, id="large"), {1: 2}, object(), {"a": {1, 2}}, "\ud800"]
)
def test_strange_values_never_raise(value):
    schema = {
        "type": "string",
        "minimum": 10**400,
        "maximum": 0,
        "multipleOf": 0.5,
        "patternProperties": {"a": {"uniqueItems": True}},
        "additionalProperties": {"pattern": "b"},
        "pattern": "c",
        "format": "date",
    }
    assert read_schema(schema).errors(value)


def test_a_deep_value_is_an_error_and_no_crash():
    value = []
    for _ in range(5000):
        value = [value]
    assert "deeply" in read_schema({"items": {"$ref": "#"}}).errors(value)[0].message


@pytest.mark.parametrize(
    ("schema", "keyword"),
    [
        ({"$ref": "#"}, "$ref"),
        ({"$ref": "#/$defs/none"}, "$ref"),
        ({"$ref": "https://example.org/x.json"}, "$ref"),
        ({"pattern": "(a"}, "pattern"),
        ({"minimum": "a"}, "schema"),
        ([], "schema"),
        ("x", "schema"),
        (None, "schema"),
    ],
)
def test_nothing_is_valid_under_a_wrong_schema(schema, keyword):
    document = read_schema(schema)
    assert document.problems
    assert [error.validator for error in document.errors("x")] == [keyword]


def test_the_formats_are_asserted_unless_asked_otherwise():
    assert read_schema({"format": "date"}).errors("x")
    assert not read_schema({"format": "date"}, formats=False).errors("x")


def test_a_subschema_is_checked_with_the_references_of_its_place():
    document = read_schema({"$defs": {"n": {"type": "integer"}}})
    assert document.matches({"$ref": "#/$defs/n"}, document.resolver, 1)
    assert not document.matches({"$ref": "#/$defs/n"}, document.resolver, "1")
    assert document.lookup("#/$defs/n", document.resolver).contents == {"type": "integer"}
    with pytest.raises(Unresolvable, match="points at nothing"):
        document.lookup("#/$defs/m", document.resolver)


def test_a_dynamic_reference_follows_the_outer_anchor():
    tree = {"$id": "urn:tree", "$dynamicAnchor": "n", "items": {"$dynamicRef": "#n"}}
    strict = {"$id": "urn:strict", "$dynamicAnchor": "n", "$ref": "urn:tree", "type": "array"}
    document = read_schema({**strict, "$defs": {"tree": tree}})
    assert document.errors([["x"]])
    assert not document.errors([[[]]])
    inner = document.lookup("urn:tree", document.resolver).resolver
    assert document.lookup("#n", inner).contents["type"] == "array"


def test_a_busy_server_makes_no_value_invalid():
    document = read_schema({"items": {"pattern": "^[a-z]+(-[a-z]+)*$"}})
    values = ["abc-def" * 20] * 1000
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: document.errors(values), range(16)))
    assert found == [[]] * 16


def test_the_cost_of_a_field_does_not_grow_with_the_schema():
    assert steps_per_field(2000) < 1.2 * steps_per_field(200)


def steps_per_field(count: int) -> float:
    schema = {"properties": {f"p{n}": {"type": "integer", "minimum": 0} for n in range(count)}}
    document, value = read_schema(schema), {f"p{n}": n for n in range(count)}
    found = []
    made = steps(lambda: found.extend(document.errors(value)))
    assert not found
    return made / count


SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 2.0, "a", "ab", ""])
)
NAMES = st.sampled_from(["a", "b", "ab"])
VALUES = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(NAMES, v, max_size=3), max_leaves=8
)
TYPES = st.sampled_from(["object", "array", "string", "integer", "number", "boolean", "null"])


def _keywords(schemas):
    maps = st.dictionaries(NAMES, schemas, max_size=2)
    branches = st.lists(schemas, min_size=1, max_size=2)
    patterns = st.dictionaries(st.sampled_from(["a", "^b", "b$"]), schemas, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES,
            "properties": maps,
            "patternProperties": patterns,
            "additionalProperties": schemas,
            "required": st.lists(NAMES, unique=True, max_size=2),
            "propertyNames": schemas,
            "items": schemas,
            "contains": schemas,
            "uniqueItems": st.booleans(),
            "multipleOf": st.sampled_from([0.5, 1, 2]),
            "pattern": st.sampled_from(["a", "^b", "b$"]),
            "enum": st.lists(SCALARS, min_size=1, max_size=2),
            "allOf": branches,
            "anyOf": branches,
            "oneOf": branches,
            "not": schemas,
            "if": schemas,
            "then": schemas,
            "else": schemas,
            "unevaluatedProperties": schemas,
            "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, unique=True, max_size=2)),
            "dependentSchemas": maps,
            "$ref": st.just("#/$defs/leaf"),
        },
    )


SCHEMAS = st.recursive(st.booleans() | st.builds(dict, type=TYPES), _keywords, max_leaves=6)


@settings(max_examples=400, deadline=None)
@given(schema=SCHEMAS, leaf=st.builds(dict, type=TYPES), value=VALUES, old=st.booleans())
def test_we_agree_with_the_plain_validator(schema, leaf, value, old):
    whole = {"allOf": [schema], "$defs": {"leaf": leaf}}
    plain = Draft7Validator if old else Draft202012Validator
    document = read_schema(whole, dialect=DRAFT_7 if old else DRAFT_2020_12)
    assert document.problems == ()
    valid = not document.errors(value)
    assert valid == plain(whole).is_valid(value), json.dumps(whole)
    for _ in range(2):
        assert document.matches(document.schema, document.resolver, value) == valid


@pytest.mark.parametrize(("schema", "value", "place"), SLOW_PLACES)
def test_a_value_that_cannot_be_decided_does_not_match(schema, value, place):
    document = read_schema(schema)
    assert not document.matches(document.schema, document.resolver, value)


def test_an_answer_is_remembered_for_this_very_value():
    document = read_schema({"enum": [[1]]})
    values = ([1], [True], [1.0], [2])
    for _ in range(2):
        answers = [document.matches(document.schema, document.resolver, v) for v in values]
        assert answers == [True, False, True, False]
    wide = {f"k{n}": n for n in range(20_000)}
    patient = read_schema({"propertyNames": {"pattern": "^k[0-9]+$"}})

    def ask():
        assert patient.matches(patient.schema, patient.resolver, wide)

    first = steps(ask)
    assert steps(ask) < first / 1000


def test_remembered_results_do_not_pile_up():
    document = read_schema({"type": "integer"})
    for number in range(MAX_RESULTS + 2):
        assert document.matches(document.schema, document.resolver, number + 2**40)
    assert len(document._results._results) == 2


TREE = {
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {
            "required": ["name"],
            "properties": {
                "name": {"pattern": "^[a-z]+$"},
                "inner": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
        }
    },
}


def _tree(depth):
    inner = [_tree(depth - 1) for _ in range(3)] if depth else []
    return {"name": "x", "inner": inner}


def test_what_is_as_it_was_inside_a_new_value_is_not_checked_again():
    document, value = read_schema(TREE), _tree(6)

    def ask(name):
        assert document.matches(document.schema, document.resolver, {**value, "name": name})

    first = steps(lambda: ask("a"))
    assert steps(lambda: ask("b")) < first / 100


def test_what_was_refused_is_refused_inside_another_value_too():
    document = read_schema(TREE)
    wrong = {"name": "x", "inner": [{"name": "1"}]}
    for _ in range(2):
        assert not document.matches(document.schema, document.resolver, wrong)
        assert not document.matches(
            document.schema, document.resolver, {"name": "x", "inner": [wrong]}
        )
        assert document.matches({"not": TREE}, document.resolver, wrong)
        assert not document.matches({"not": {"$ref": "#"}}, document.resolver, _tree(1))


def test_what_could_not_be_decided_is_not_remembered_as_right():
    endless = {"anyOf": [{"type": "string"}, {"not": {"$ref": "#/$defs/loop"}}]}
    document = read_schema({**endless, "$defs": {"loop": {"$ref": "#/$defs/loop"}}})
    for _ in range(2):
        assert not document.matches(document.schema, document.resolver, {"a": 1})


def test_what_is_right_by_one_dialect_is_not_remembered_for_the_other():
    pair = {"prefixItems": [{"$ref": "#/$defs/text"}]}
    schema = {
        "properties": {
            "a": {"$schema": DRAFT_7, "allOf": [{"$ref": "#/$defs/pair"}]},
            "b": {"$ref": "#/$defs/pair"},
        },
        "$defs": {"pair": pair, "text": {"type": "string"}},
        "unevaluatedProperties": False,
    }
    document, value = read_schema(schema), [1]
    assert document.matches(document.schema, document.resolver, {"a": value})
    assert not document.matches(document.schema, document.resolver, {"b": value})


@pytest.mark.parametrize("word", ["if", "a b", "$id", "ü"])
def test_a_word_is_found_wherever_it_stands(word):
    assert KeywordIndex({"allOf": [{word: True}]}).any("other", word)
    assert KeywordIndex({"enum": [word]}).any(word)


def test_a_part_of_a_word_is_not_the_word():
    assert not KeywordIndex({"properties": {"iffy": {}, "x if": {}}}).any("if", "properties if")


def test_a_list_at_a_key_is_told_from_anything_else_there():
    assert KeywordIndex({"not": {"items": [True]}}).lists("items")
    assert not KeywordIndex({"items": {"enum": [1]}}).lists("items")


def test_what_cannot_be_written_may_mention_anything():
    around = {}
    around["items"] = around
    assert KeywordIndex(around).any("if")
    assert KeywordIndex({"const": object()}).any("if")
