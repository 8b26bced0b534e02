"""Fields of one object are arranged as hints ask; a great many are put into groups."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.layout import arrange, page_index

TEXT = {"type": "string"}


def _layout(schema, value=ABSENT):
    form = compile(schema)
    root = form.plan(form.load(value))
    return arrange(root, root.children())


def test_sixty_fields_stand_as_they_are():
    layout = _layout({"properties": {f"f{n}": TEXT for n in range(60)}})
    assert len(layout.ungrouped) == 60
    assert layout.sections == ()


@pytest.mark.parametrize(("count", "sizes"), [(61, [21, 20, 20]), (90, [30] * 3), (300, [30] * 10)])
def test_more_fields_are_put_into_closed_groups_in_their_order(count, sizes):
    layout = _layout({"properties": {f"f{n}": TEXT for n in range(count)}})
    assert layout.ungrouped == ()
    assert [len(section.fields) for section in layout.sections] == sizes
    assert not any(section.expanded for section in layout.sections)
    inside = [field.path[-1] for section in layout.sections for field in section.fields]
    assert inside == [f"f{n}" for n in range(count)]
    assert layout.sections[0].title == f"F0 … F{sizes[0] - 1}"


def test_fields_that_begin_alike_stay_together():
    names = [f"{word}_{n}" for word in ("gpu", "log", "net", "cpu") for n in range(16)]
    layout = _layout({"properties": dict.fromkeys(names, TEXT)})
    assert [s.title for s in layout.sections] == [
        "Gpu 0 … Gpu 15",
        "Log 0 … Log 15",
        "Net 0 … Net 15",
        "Cpu 0 … Cpu 15",
    ]
    looks_same = _layout({"properties": {f"log_{n}": TEXT for n in range(70)}})
    assert [len(section.fields) for section in looks_same.sections] == [24, 23, 23]


def test_what_is_required_stays_outside_of_groups_while_it_is_not_much():
    names = [f"f{n}" for n in range(70)]
    few = _layout({"properties": dict.fromkeys(names, TEXT), "required": ["f69", "f1"]})
    assert [field.path[-1] for field in few.ungrouped] == ["f1", "f69"]
    assert sum(len(section.fields) for section in few.sections) == 68
    many = _layout({"properties": dict.fromkeys(names, TEXT), "required": names})
    assert many.ungrouped == ()


def test_sections_have_their_settings_and_wrong_ones_are_passed_over():
    section = {"title": "S", "description": "D", "collapsed": False, "columns": 3}
    fields = {"a": {"x-ui": {"section": "R"}}, "b": {"x-ui": {"section": "S"}}, "c": {}}
    layout = _layout({"x-ui": {"sections": [section]}, "properties": fields})
    (s, r) = layout.sections
    assert (s.title, s.description, s.expanded, s.columns) == ("S", "D", True, 3)
    assert (r.title, r.expanded, r.columns) == ("R", False, None)
    assert [field.path for field in layout.ungrouped] == [("c",)]
    wrong = {"title": "S", "description": 5, "collapsed": "no", "columns": "3"}
    (s, _) = _layout({"x-ui": {"sections": [wrong]}, "properties": fields}).sections
    assert s.columns is None


def test_pages_name_their_fields_and_one_takes_the_rest():
    pages = [
        {"title": "One", "description": "First", "fields": ["a", 5]},
        {"title": "Two", "fields": ["*"]},
        {"title": "Three", "fields": ["b"]},
    ]
    form = compile({"properties": {"a": {}, "b": {}, "c": {}}, "x-ui": {"pages": pages}})
    assert [(p.title, p.description, p.fields) for p in form.pages()] == [
        ("One", "First", ("a",)),
        ("Two", "", ("*",)),
        ("Three", "", ("b",)),
    ]
    assert [page_index(form.pages(), key) for key in ("a", "b", "c")] == [0, 2, 1]
    assert page_index(form.pages()[::2], "c") == 1
    assert form.problems == ()


def test_one_page_is_none():
    assert compile({"x-ui": {"pages": [{"title": "One", "fields": ["a"]}]}}).pages() == ()


def test_a_field_on_two_pages_is_a_problem_of_the_schema():
    pages = [{"title": "One", "fields": ["a"]}, {"title": "Two", "fields": ["b", "a"]}]
    (problem,) = compile({"x-ui": {"pages": pages}}).problems
    assert problem.path == ("x-ui", "pages", 1, "fields", 1)
    assert problem.message == "'a' is on the page 'One' too; keep it on one"
