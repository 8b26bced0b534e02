"""Places are found by their words and by what is asked of them."""

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.search import find, is_long

SCHEMA = {
    "properties": {
        "name": {"type": "string"},
        "deep": {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}},
        "rows": {"type": "array", "items": {"properties": {"a": {"type": "integer"}}}},
    },
    "required": ["name"],
}


def _root(value=ABSENT, schema=SCHEMA):
    form = compile(schema)
    return form.plan(form.load(value))


def _named(key):
    return lambda node: node.path[-1:] == (key,)


def test_a_place_is_found_with_the_way_to_it_though_it_is_not_there_yet():
    found = find(_root(), named=_named("a"), wanted=None)
    assert found.hits == {"/deep/a"}
    assert found.shows("/deep")
    assert not found.shows("/deep/b")
    assert not found.shows("/name")


def test_everything_inside_a_found_place_shows():
    found = find(_root({"rows": [{"a": 1}]}), named=_named("rows"), wanted=None)
    assert found.shows("/rows/#0/a")
    assert not found.shows("/rowsx")


def test_rows_are_found_one_by_one():
    value = {"rows": [{"a": 1}, {"a": 2}]}
    found = find(_root(value), named=None, wanted=lambda node: node.value == 2)
    assert found.hits == {"/rows/#1/a"}
    assert not found.shows("/rows/#0")


def test_words_and_wants_must_both_hold_but_words_count_for_all_inside():
    found = find(_root(), named=_named("deep"), wanted=_named("b"))
    assert found.hits == {"/deep/b"}
    assert find(_root(), named=_named("name"), wanted=_named("b")).hits == frozenset()


def test_an_object_that_may_hold_itself_is_looked_into_once():
    schema = {"properties": {"name": {"type": "string"}, "next": {"$ref": "#"}}}
    assert find(_root(schema=schema), named=_named("name"), wanted=None).hits == {"/name"}
    value = {"next": {"next": {}}}
    found = find(_root(value, schema), named=_named("name"), wanted=None)
    assert found.hits == {"/name", "/next/name", "/next/next/name"}


def test_a_form_is_long_by_the_fields_that_a_person_would_fill():
    assert is_long(_root(), 2)
    assert not is_long(_root(), 3)


def test_a_place_that_hints_hide_is_found_only_where_that_is_asked_for():
    hidden = {"type": "object", "properties": {"a": {}}, "ui:widget": "hidden"}
    late = {"x-ui": {"when": {"required": ["name"]}}}
    schema = {"properties": {"name": {}, "whole": hidden, "late": late}}
    for key in ("a", "whole", "late"):
        assert not find(_root({}, schema), named=_named(key), wanted=None).hits
        assert find(_root({}, schema), named=_named(key), wanted=None, unseen=True).hits
    assert find(_root({"name": 1}, schema), named=_named("late"), wanted=None).hits == {"/late"}
