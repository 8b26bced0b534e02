import pytest

from streamlit_jsonschema_form.validation.dialect import DRAFT_7
from streamlit_jsonschema_form.validation.document import read_schema
from support.counting import steps


@pytest.mark.parametrize(
    ("schema", "path", "words"),
    [
        (
            {"properties": {"a": {"minimum": "x"}}},
            ("properties", "a", "minimum"),
            "must be a number",
        ),
        ({"type": "strng"}, ("type",), "did you mean string?"),
        ({"required": ["a", "a"]}, ("required", 1), "repeats item 1"),
        (
            {"items": [{}], "$schema": "https://json-schema.org/draft/2020-12/schema"},
            ("items",),
            "",
        ),
        ([], (), "an object, true or false"),
        ({"$ref": "#/a/b"}, ("$ref",), "points at nothing in this document"),
        ({"$ref": "#/title", "title": "x"}, ("$ref",), "not a schema"),
        ({"$ref": "#/allOf/x", "allOf": [True]}, ("$ref",), "points at nothing"),
        ({"$ref": "#gone"}, ("$ref",), "points at nothing"),
        ({"items": {"$ref": "https://a.b/c"}}, ("items", "$ref"), "only references inside"),
        ({"$ref": "other.json"}, ("$ref",), "only references inside"),
        ({"$ref": "http://[bad"}, ("$ref",), "cannot be followed"),
        ({"$id": "http://[bad"}, (), "cannot be read"),
        ({"$dynamicRef": "#gone"}, ("$dynamicRef",), "points at nothing"),
        ({"$ref": "#"}, ("$ref",), "without end"),
        ({"x": {"minimum": "a"}, "$ref": "#/x"}, ("x", "minimum"), "must be a number"),
        ({"pattern": "(a"}, ("pattern",), "cannot be read"),
        ({"not": {"patternProperties": {"[": {}}}}, ("not", "patternProperties", "["), "cannot be"),
        ({"$schema": "urn:mine"}, ("$schema",), "unknown dialect"),
    ],
)
def test_a_wrong_schema_says_where_and_why(schema, path, words):
    problems = read_schema(schema).problems
    assert path in [problem.path for problem in problems]
    assert words in " ".join(problem.message for problem in problems)


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"next": {"$ref": "#"}}},
        {
            "items": {"$ref": "#"},
            "anyOf": [{"$ref": "#/$defs/a"}],
            "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {}},
        },
        {"$id": "https://a.b/c", "$ref": "c#/$defs/d", "$defs": {"d": {"$anchor": "d"}}},
        {"$schema": DRAFT_7, "dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
        {"$ref": "#/definitions/a", "definitions": {"a": {"$id": "#x"}}, "$schema": DRAFT_7},
        {"properties": {"$ref": {"type": "string"}, "pattern": {"const": "("}}},
        {"default": {"$ref": "nowhere"}, "enum": [{"pattern": "("}]},
        {"$ref": "https://json-schema.org/draft/2020-12/schema"},
        True,
        False,
        {},
    ],
)
def test_a_right_schema_has_no_problem(schema):
    assert read_schema(schema).problems == ()


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_loop_through_branches_is_found(keyword):
    steps = {"a": {keyword: [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}
    document = read_schema({"$defs": steps})
    assert [problem.keyword for problem in document.problems] == ["$ref"]


def test_a_very_deep_schema_is_refused_and_not_a_crash():
    schema = {}
    for _ in range(3000):
        schema = {"not": schema}
    assert "deeply" in read_schema(schema).problems[0].message


def test_an_unknown_dialect_still_checks_values():
    document = read_schema({"$schema": "urn:mine", "type": "string"})
    assert document.errors(1)
    assert not document.errors("a")


def test_a_bad_pattern_stops_only_what_it_stands_at():
    schema = {"properties": {"a": {"pattern": "(", "maxLength": 1}, "b": {"type": "string"}}}
    errors = read_schema(schema).errors({"a": "xy", "b": 1})
    assert [(list(e.path), e.validator) for e in errors] == [
        (["a"], "pattern"),
        (["a"], "maxLength"),
        (["b"], "type"),
    ]


def test_a_wrong_target_outside_is_told_of_once():
    schema = {"x": {"minimum": "a"}, "properties": {k: {"$ref": "#/x"} for k in "abc"}}
    (problem,) = read_schema(schema).problems
    assert problem.path == ("x", "minimum")


def test_a_definition_is_read_once_however_many_references_lead_to_it():
    """They come before it, as in a schema whose definitions stand last."""

    def reading(references):
        properties = {f"p{n}": {"$ref": "#/definitions/d"} for n in range(references)}
        wide = {f"w{n}": {"type": "string"} for n in range(300)}
        schema = {"properties": properties, "definitions": {"d": {"properties": wide}}}
        found = []
        made = steps(lambda: found.extend(read_schema(schema).problems))
        assert not found
        return made

    assert reading(100) < 4 * reading(1)
