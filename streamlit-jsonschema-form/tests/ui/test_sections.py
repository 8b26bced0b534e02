"""Sections, tabs and pages: one part of a form in sight, and nothing lost in the others."""

import json

import pytest

from streamlit_jsonschema_form.model import ABSENT
from streamlit_jsonschema_form.model.hints import HINTS

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def _in(section, schema):
    return {**schema, "x-ui": {"section": section}}


TABBED = {
    "x-ui": {"tabs": True},
    "properties": {
        "a": _in("One", TEXT),
        "b": _in("Two", {**TEXT, "minLength": 2}),
        "c": _in("Three", TEXT),
    },
    "required": ["b"],
}


def test_only_the_tab_in_front_is_drawn(show):
    screen = show(TABBED, {"a": "x", "b": "bb"})
    assert [tab.label for tab in screen.page.tabs] == ["One", "Two", "Three"]
    assert screen.labels == ["Find a field", "A"]


def test_what_is_wrong_in_another_tab_is_told_and_a_click_leads_there(show):
    screen = show(TABBED, {"a": "x"}).press("Create")
    assert "Two :red[:material/error: 1 problem]" in screen.said
    screen.press("B: is required")
    assert screen.labels == ["Find a field", "B *"]
    screen.type("B", "bb").press("Create")
    assert screen.sent == {"a": "x", "b": "bb"}


SECTIONED = {
    "type": "object",
    "properties": {
        "a": _in("One", TEXT),
        "b": _in("Two", {**TEXT, "minLength": 2}),
        "c": _in("Two", {**TEXT, "default": "c"}),
    },
    "required": ["a", "b", "c"],
}


def test_what_a_whole_that_is_not_there_lacks_is_counted_beside_its_sections(show):
    screen = show(SECTIONED)
    assert screen.value is ABSENT
    assert "problem" not in screen.said
    screen.press("Create").session.open_sections.update(
        dict.fromkeys(screen.session.open_sections, False)
    )
    screen.run()  # with each section closed by hand
    assert screen.value is ABSENT
    one = "One · :red[:material/error: 1 problem]"
    assert _headers(screen) == [one, "Two · :red[:material/error: 2 problems]"]
    screen.press("B: is required").type("B", "bb")
    assert screen.value == {"b": "bb"}
    assert _headers(screen) == [one, "Two"]  # an open one keeps its words


def _headers(screen):
    closed = [each for each in screen.page.button if each.key.endswith("|closed")]
    return [each.label for each in [*closed, *screen.page.expander]]


def test_what_a_whole_that_is_not_there_lacks_is_counted_beside_its_tabs(show):
    screen = show({**TABBED, "type": "object"}).press("Create")
    assert screen.value is ABSENT
    assert "Two :red[:material/error: 1 problem]" in screen.said
    screen.press("B: is required")
    assert screen.labels == ["Find a field", "B *"]


def test_what_a_whole_that_is_not_there_lacks_is_counted_beside_its_pages(show):
    screen = show({**PAGED, "type": "object", "required": ["name", "note"]}).press("Next")
    assert screen.value is ABSENT
    assert "Who: :red[:material/error: 1 problem]" in screen.said
    assert "Rest: " not in screen.said  # nobody was there yet
    screen.press("Next").press("Create")
    assert screen.value is ABSENT
    assert "Rest: :red[:material/error: 1 problem]" in screen.said
    screen.press("Name: is required").type("Name", "n").press("Next").press("Next")
    screen.type("Note", "x").press("Create")
    assert screen.sent == {"name": "n", "note": "x"}


PAGED = {
    "properties": {"name": TEXT, "gpu": {"enum": ["yes", "no"]}, "note": TEXT},
    "required": ["name"],
    "if": {"properties": {"gpu": {"const": "yes"}}, "required": ["gpu"]},
    "then": {"properties": {"count": WHOLE}},
    "x-ui": {
        "pages": [
            {"title": "Who", "description": "Name it.", "fields": ["name", "gpu"]},
            {"title": "How many", "fields": ["count"]},
            {"title": "Rest", "fields": ["*"]},
        ]
    },
}


def _fields(screen):
    return [label for label in screen.labels if label not in ("Find a field", "Page")]


def test_pages_are_filled_one_by_one_and_sent_as_one_value(show):
    screen = show(PAGED)
    assert _fields(screen) == ["Name *", "Gpu"]
    assert "Page 1 of 3" in screen.said
    assert "Name it." in screen.said
    assert not [b for b in screen.page.button if b.label == "Create"]
    screen.type("Name", "n").pick("Gpu", 0).press("Next")
    assert _fields(screen) == ["Count"]
    screen.type("Count", "2").press("Next")
    screen.type("Note", "x").press("Create")
    assert screen.sent == {"name": "n", "gpu": "yes", "count": 2, "note": "x"}


def test_a_condition_reaches_from_page_to_page_and_its_value_waits_aside(show):
    screen = show(PAGED, {"name": "n", "gpu": "yes", "count": 2}).pick("Gpu", 1).press("Next")
    assert _fields(screen) == []
    assert "Nothing to fill in here" in screen.said
    assert screen.value == {"name": "n", "gpu": "no"}
    screen.press("Back").pick("Gpu", 0).press("Next")
    assert screen.find("text_input", "Count").value == "2"


def test_problems_are_counted_by_page_once_it_is_left(show):
    screen = show(PAGED, {})
    assert "1 problem" not in screen.said
    screen.press("Next")
    assert "Who: :red[:material/error: 1 problem]" in screen.said
    screen.press("Next").press("Create")
    screen.press("Name: is required")
    assert _fields(screen) == ["Name *", "Gpu"]
    screen.type("Name", "n").press("Create")
    assert screen.sent == {"name": "n"}


def test_a_search_looks_on_every_page(show):
    screen = show(PAGED).type("Find a field", "note")
    assert _fields(screen) == ["Note"]
    assert "Page 1 of 3" not in screen.said


def test_three_hundred_fields_begin_as_closed_groups_and_a_problem_opens_its_own(show):
    fields = {f"f{n:03}": {**TEXT, "minLength": 2} for n in range(300)}
    screen = show({"properties": fields}, {"f250": "x"})
    assert len(_fields(screen)) <= 2
    screen.press("Create").press("F250: must have at least 2 characters, has 1 character")
    assert "F250" in screen.labels


def test_columns_and_openness_are_as_hints_say(show):
    inner = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}
    ui = {"columns": 2, "collapsed": True}
    screen = show({"properties": {"o": {**inner, "x-ui": ui}}}, {"o": {"a": "x"}})
    assert "A" not in screen.labels
    screen = show({"properties": {"o": {**inner, "x-ui": {**ui, "collapsed": False}}}}, {})
    assert "A" in screen.labels


SOME = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "choice": {"enum": [1, "1", None]},
        "flag": {"type": "boolean"},
        "rows": {"type": "array", "items": {"type": "integer"}},
        "inner": {"type": "object", "properties": {"a": {"type": "string"}}},
    },
}
ODD = [
    None,
    True,
    0,
    -1,
    2.5,
    "",
    "x",
    "a",
    [],
    [1, "x", None],
    {},
    {"title": "x"},
    [{"title": "x"}],
]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_hints_of_any_value_break_no_drawing_and_change_no_value(show, odd):
    value = {"text": "a", "choice": 1, "flag": True, "rows": [1], "inner": {"a": "b"}}
    every = {f"ui:{hint}": odd for hint in HINTS}
    screen = show(SOME, value, ui={**dict.fromkeys(SOME["properties"], every), **every})
    assert screen.written == json.dumps(value)
