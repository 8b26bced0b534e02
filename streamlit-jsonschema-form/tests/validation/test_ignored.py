"""What is wrong with a schema and affects no value is a warning; the schema stays usable."""

import json
from importlib.metadata import distribution
from pathlib import Path

import pytest

from streamlit_jsonschema_form.model import Kind, compile
from streamlit_jsonschema_form.validation.document import read_schema

OAS = "must be a number, got {}, which is draft-04 and OpenAPI 3.0; it is ignored, "


@pytest.mark.parametrize(
    ("keyword", "value", "expected"),
    [
        ("title", 5, "must be a text, got 5"),
        ("description", ["a"], "must be a text, got a list of 1 item"),
        ("examples", "one", 'must be a list, got "one"'),
        ("$comment", None, "must be a text, got null"),
        ("deprecated", "yes", 'must be true or false, got "yes"'),
        ("readOnly", 1, "must be true or false, got 1"),
        ("writeOnly", None, "must be true or false, got null"),
        ("contentEncoding", False, "must be a text, got false"),
        ("contentMediaType", {}, "must be a text, got an empty object"),
    ],
)
def test_a_wrong_annotation_is_ignored_with_a_warning(keyword, value, expected):
    field = {"type": "integer", "maximum": 9, keyword: value}
    schema = {"type": "object", "properties": {"title": {"allOf": [field]}}}
    form = compile(schema)
    assert form.problems == ()
    (warning,) = form.warnings
    assert warning.path == ("properties", "title", "allOf", 0, keyword)
    assert warning.schema_pointer == f"/properties/title/allOf/0/{keyword}"
    assert warning.message == f"{expected}; it is ignored, for no value depends on it"
    (node,) = form.plan(form.load({"title": 5})).children()
    assert (node.kind, node.label, node.info.high.value) == (Kind.SCALAR, "Title", 9)
    assert form.errors({"title": 5}) == []
    assert [problem.keyword for problem in form.errors({"title": 10})] == ["maximum"]


def test_a_wrong_annotation_hides_no_fault_that_matters():
    wrong = {"properties": {"a": {"title": 5, "minimum": "x"}, "b": {"items": [{"title": 6}, 7]}}}
    document = read_schema({"$schema": "http://json-schema.org/draft-07/schema#", **wrong})
    assert not document.usable
    paths = [problem.path for problem in document.problems]
    assert ("properties", "a", "minimum") in paths
    assert ("properties", "b", "items", 1) in paths
    assert not any("title" in path for path in paths)
    assert [problem.path[-2:] for problem in document.warnings] == [("a", "title"), (0, "title")]


def test_a_wrong_annotation_where_only_a_reference_leads_is_told_once():
    schema = {"x": {"title": 5, "type": "string"}, "items": {"$ref": "#/x"}, "not": {"$ref": "#/x"}}
    document = read_schema(schema)
    assert document.problems == ()
    assert [problem.path for problem in document.warnings] == [("x", "title")]
    assert document.errors([1])


def test_a_very_deep_schema_with_a_wrong_annotation_is_refused_and_not_a_crash():
    schema = {"title": 5}
    for _ in range(3000):
        schema = {"not": schema}
    assert "deeply" in read_schema(schema).problems[0].message


def test_a_published_schema_with_wrong_examples_is_drawn_and_checks_values():
    vendor = "check_jsonschema/builtin_schemas/vendor/meltano.json"
    file = Path(str(distribution("check-jsonschema").locate_file(vendor)))
    form = compile(json.loads(file.read_text("utf-8")))
    assert form.problems == ()
    assert {problem.path[-1] for problem in form.warnings} == {"examples"}
    assert len(form.plan(form.load({})).children()) > 5
    assert form.errors({"version": 1, "project_id": "a"}) == []
    assert form.errors({"version": "one"})


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        (
            {"minimum": 5, "exclusiveMinimum": True},
            "so that the bound counts as allowed; "
            "write `exclusiveMinimum: 5` in place of `minimum` and this",
        ),
        (
            {"exclusiveMaximum": True},
            "so that the bound counts as allowed; "
            "write `exclusiveMaximum: the number` in place of `maximum` and this",
        ),
        (
            {"maximum": 5, "exclusiveMaximum": False},
            "so that the bound counts as allowed; leave it out",
        ),
    ],
    ids=repr,
)
@pytest.mark.parametrize("draft", ["draft-07", "draft-04"])
def test_a_bound_that_is_excluded_as_in_draft_04_is_a_problem_and_still_drawn(bound, told, draft):
    schema = {
        "$schema": f"http://json-schema.org/{draft}/schema#",
        "properties": {"n": {"type": "number", **bound}},
    }
    form = compile(schema)
    problem = form.problems[-1]
    keyword = next(word for word in bound if word.startswith("exclusive"))
    assert (problem.path, problem.keyword) == (("properties", "n", keyword), keyword)
    assert problem.message == OAS.format("true" if bound[keyword] else "false") + told
    (node,) = form.plan(form.load({"n": 5})).children()
    assert node.kind is Kind.SCALAR
    for value in (5, 5.5, -1e9):
        plain = bound.get("minimum", value) <= value <= bound.get("maximum", value)
        assert (form.errors({"n": value}) == []) is plain
        assert (form.document.validate({"n": value}) == []) is plain
        assert (
            form.document.matches(form.document.schema, form.document.resolver, {"n": value})
            is plain
        )


@pytest.mark.parametrize("draft", ["draft-03", "draft-04", "draft-06"])
def test_an_older_draft_is_read_as_draft_07_and_says_what_that_misses(draft):
    schema = {
        "$schema": f"http://json-schema.org/{draft}/schema#",
        "items": [{"type": "integer"}],
        "additionalItems": False,
    }
    form = compile(schema)
    (problem,) = form.problems
    assert (problem.path, problem.keyword) == (("$schema",), "$schema")
    assert problem.message.startswith(f"{draft} is not read here; it is read as draft-07, which")
    for word in ("`id`", "exclusiveMinimum", "https://json-schema.org/draft/2020-12/schema"):
        assert word in problem.message
    assert form.errors([1]) == []
    assert [each.keyword for each in form.errors([1, 2])] == ["additionalItems"]
    assert form.plan(form.load([1])).kind is Kind.TUPLE


def test_words_of_other_dialects_are_told_where_they_would_mean_something():
    field = {"type": "string", "nullable": True, "id": "#name"}
    old = {"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"id": field}}
    told = {problem.path: problem.message for problem in read_schema(old).warnings}
    assert told.keys() == {("properties", "id", "nullable"), ("properties", "id", "id")}
    assert '"type": ["string", "null"]' in told["properties", "id", "nullable"]
    assert "write `$id`" in told["properties", "id", "id"]
    new = read_schema({"properties": {"id": {**field, "nullable": False}, "nullable": {}}})
    assert new.warnings == ()
    assert new.problems == ()
