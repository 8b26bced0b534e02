import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.validation.document import read_schema


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"minimum": 1}, 0, "must be at least 1, got 0"),
        ({"exclusiveMinimum": 0}, 0, "must be more than 0, got 0"),
        ({"maximum": 1}, 2.5, "must be at most 1, got 2.5"),
        ({"exclusiveMaximum": 1}, 1, "must be less than 1, got 1"),
        ({"multipleOf": 8}, 9, "must be a multiple of 8, got 9"),
        ({"type": "integer"}, "7", 'must be a whole number, got "7"'),
        ({"type": ["integer", "null"]}, True, "must be a whole number or null, got true"),
        ({"type": "string"}, [1, 2], "must be a text, got a list of 2 items"),
        ({"type": "array"}, {}, "must be a list, got an empty object"),
        ({"minLength": 3}, "ab", "must have at least 3 characters, has 2 characters"),
        ({"maxItems": 1}, [1, 2], "must have at most 1 item, has 2 items; remove 1"),
        ({"minProperties": 1}, {}, "must have at least 1 field, has 0 fields; add 1 more"),
        ({"pattern": "^a"}, "b", 'must match the pattern ^a, got "b"'),
        ({"format": "date"}, "x", 'must be a date like 2026-12-31, got "x"'),
        (
            {"enum": ["fp8", "auto"]},
            "fp9",
            'must be one of "fp8", "auto", got "fp9"; did you mean fp8?',
        ),
        ({"const": None}, 0, "must be exactly null, got 0"),
        ({"not": {"const": 1}}, 1, "must be anything but 1"),
        (
            {"contains": {"const": 1}},
            [2],
            "must contain at least 1 item of this kind: 1, has none; add 1 item",
        ),
        (
            {"items": False, "prefixItems": [{}]},
            [1, 2],
            "is one item too many, at most 1 item may be here; remove it",
        ),
        (False, 1, "is not allowed here"),
        ({"maxLength": 5}, "x" * 200, "must have at most 5 characters, has 200 characters"),
        (
            {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "x",
            'must be a whole number or null, got "x"',
        ),
        ({"oneOf": [{"const": "a"}, {"const": 2}]}, 3, 'must be "a" or 2, got 3'),
        (
            {"oneOf": [{"type": "integer"}, {"minimum": 0}]},
            1,
            "fits 2 of the choices, number 1 and number 2, and may fit only one; "
            "change what should tell them apart",
        ),
    ],
)
def test_one_broken_rule_is_said_in_plain_words(schema, value, message):
    assert [problem.message for problem in read_schema(schema).validate(value)] == [message]


def test_problems_sit_where_a_person_can_act(found):
    schema = {
        "properties": {
            "mode": {},
            "tags": {"uniqueItems": True},
            "names": {"propertyNames": {"maxLength": 1}},
        },
        "required": ["mode"],
        "dependentRequired": {"tags": ["owner"]},
        "additionalProperties": False,
    }
    value = {"tags": [1, 2, 1.0], "names": {"ab": 1}, "moed": 1}
    assert {path: text for (path, _), text in found(schema, value).items()} == {
        ("mode",): "is required",
        ("owner",): "is required with tags; fill it in, or remove tags",
        ("moed",): "is not a known field; known are mode, tags and names; did you mean mode?",
        ("tags", 2): "repeats item 1; change or remove it",
        ("names", "ab"): "its name must have at most 1 character, has 2 characters; rename it",
    }


def test_an_unevaluated_field_is_named_at_its_key(found):
    schema = {"allOf": [{"properties": {"alpha": {}}}], "unevaluatedProperties": False}
    assert found(schema, {"alhpa": 1}) == {
        (
            ("alhpa",),
            "unevaluatedProperties",
        ): "is not a known field; known is alpha; did you mean alpha?"
    }


STORES = {
    "oneOf": [
        {
            "title": "S3",
            "properties": {"kind": {"const": "s3"}, "bucket": {"type": "string"}},
            "required": ["bucket"],
        },
        {
            "title": "GCS",
            "properties": {"kind": {"const": "gcs"}, "project": {"minLength": 3}},
            "required": ["project", "zone"],
        },
        {"type": "string"},
    ]
}


def test_a_union_shows_its_nearest_branch_and_one_line(found):
    assert found(STORES, {"kind": "gcs", "project": "a"}) == {
        ((), "oneOf"): "fits none of the 3 choices; the nearest is GCS",
        (("project",), "minLength"): "must have at least 3 characters, has 1 character",
        (("zone",), "required"): "is required",
    }


def test_a_nullable_value_shows_no_line_about_a_union(found):
    schema = {"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]}
    assert found(schema, 1) == {((), "minimum"): "must be at least 3, got 1"}


def test_the_rule_is_found_in_the_schema_behind_references():
    schema = {
        "properties": {"port": {"$ref": "#/$defs/a~1b"}},
        "$defs": {"a/b": {"allOf": [{"minimum": 1}]}},
    }
    (problem,) = read_schema(schema).validate({"port": 0})
    assert problem.schema_pointer == "/$defs/a~1b/allOf/0/minimum"


def test_long_values_are_shortened():
    (problem,) = read_schema({"type": "integer"}).validate("x" * 1000)
    assert len(problem.message) < 100
    assert problem.message.endswith("…")


SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(
    "key",
    [
        {"writeOnly": True, "type": "integer"},
        {"format": "password", "allOf": [{"enum": ["a"]}]},
        {"allOf": [{"writeOnly": True}, {"pattern": "^k"}]},
        {"$ref": "#/$defs/secret", "const": 1},
        {"anyOf": [{"const": 1}, {"type": "null"}], "writeOnly": True},
        {"anyOf": [{"type": "integer", "writeOnly": True}, {"maxLength": 3, "pattern": "^k"}]},
    ],
)
def test_secrets_are_never_quoted(key):
    document = read_schema({"properties": {"key": key}, "$defs": {"secret": {"writeOnly": True}}})
    problems = document.validate({"key": SECRET})
    assert problems
    assert not any(SECRET in problem.message for problem in problems)


def test_secrets_inside_lists_and_maps_are_never_quoted():
    inner = {"additionalProperties": {"writeOnly": True}, "items": {"writeOnly": True}}
    schema = {
        "allOf": [
            {"properties": {"keys": inner}},
            {"properties": {"keys": {"items": {"type": "integer"}}}},
        ]
    }
    (problem,) = read_schema(schema).validate({"keys": [SECRET]})
    assert problem.message == "must be a whole number"


def test_the_authors_message_wins(found):
    child = {
        "type": "integer",
        "x-ui": {"message": {"type": "Whole GPUs only", "required": "Say how many"}},
    }
    schema = {
        "properties": {"n": child, "m": {"pattern": "^a", "ui:message": "Begin with a"}},
        "required": ["n"],
    }
    assert found(schema, {"m": "b"}) == {
        (("m",), "pattern"): "Begin with a",
        (("n",), "required"): "Say how many",
    }
    assert found(schema, {"n": "x"}) == {(("n",), "type"): "Whole GPUs only"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
        max_leaves=10,
    )
)
def test_no_problem_means_valid_and_every_problem_has_a_place(value):
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "array", "items": {"$ref": "#"}, "uniqueItems": True},
            "b": STORES,
        },
        "required": ["a"],
        "additionalProperties": {"anyOf": [{"type": "string"}, {"minimum": 2}]},
    }
    document = read_schema(schema)
    problems = document.validate(value)
    assert (not problems) == (not document.errors(value))
    for problem in problems:
        inside = value
        for step in problem.path[:-1]:
            inside = inside[step]
        assert problem.message
        assert problem.schema_pointer
