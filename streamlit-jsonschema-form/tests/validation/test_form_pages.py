"""A list of pages is one schema, whose conditions reach from page to page."""

import pytest

from registry.domain.parameter_list import as_json_schema, is_parameters
from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.validation.form_pages import is_pages, join_pages

TEXT = {"type": "string"}
PAGES = {
    "parameters": [
        {
            "title": "What",
            "required": ["name"],
            "properties": {"name": TEXT, "kind": {"enum": ["a", "b"]}},
            "ui:order": ["kind", "*"],
        },
        {
            "properties": {"where": TEXT},
            "dependencies": {"kind": {"oneOf": [{"properties": {"size": {"type": "integer"}}}]}},
        },
    ]
}


@pytest.mark.parametrize(
    ("document", "known"),
    [
        (PAGES, True),
        ({"parameters": []}, False),
        ({"parameters": [{"name": "a", "type": "str"}]}, False),
        ({**PAGES, "properties": {}}, False),
        ({"parameters": [{"properties": {}}, 5]}, False),
        (True, False),
    ],
    ids=repr,
)
def test_a_list_of_pages_is_told_from_a_schema_and_from_a_list_of_parameters(document, known):
    assert is_pages(document) is known
    assert not (known and is_parameters(document))


def test_pages_are_the_members_of_one_schema():
    joined = join_pages(PAGES)
    assert joined["allOf"] is PAGES["parameters"]
    assert joined["x-ui"]["pages"] == [
        {"title": "What", "description": "", "fields": ["kind", "name"]},
        {"title": "Page 2", "description": "", "fields": ["where", "size"]},
    ]
    assert as_json_schema(PAGES) == joined


def test_a_condition_on_one_page_looks_at_another():
    form = compile(PAGES)
    keys = [[n.path[-1] for n in form.plan(form.load(v)).children()] for v in ({}, {"kind": "a"})]
    assert keys == [["kind", "name", "where"], ["kind", "name", "where", "size"]]
    assert [str(problem) for problem in form.errors({"kind": "a"})] == ["/name: is required"]
    assert form.problems == ()


def test_what_else_a_list_of_pages_says_counts():
    joined = join_pages({**PAGES, "$defs": {"d": TEXT}, "x-ui": {"columns": 3}})
    assert joined["$defs"] == {"d": TEXT}
    assert (joined["x-ui"]["columns"], len(joined["x-ui"]["pages"])) == (3, 2)


def test_a_name_on_two_pages_is_a_problem_of_the_schema():
    twice = {"parameters": [{"properties": {"a": TEXT}}, {"properties": {"a": TEXT}}]}
    (problem,) = compile(twice).problems
    assert "'a' is on the page 'Page 1' too" in problem.message
