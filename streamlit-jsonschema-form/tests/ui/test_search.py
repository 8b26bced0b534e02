"""What a person looks for is what is drawn, whatever was closed before."""

import pytest

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
LONG = {
    "properties": {
        **{f"f{n}": TEXT for n in range(9)},
        "must": {**TEXT, "minLength": 2},
        "tuned": {**TEXT, "x-ui": {"section": "Tuning"}},
        "late": {**WHOLE, "x-ui": {"section": "Tuning"}},
        "o": {"properties": {"inner": WHOLE}},
        "rows": {"type": "array", "items": {"properties": {"cell": WHOLE, "other": WHOLE}}},
    },
    "required": ["must", "late"],
    "x-ui": {"sections": [{"title": "Tuning", "collapsed": True}]},
}


def _seek(screen, needle):
    return screen.type("Find a field", needle)


def _fields(screen):
    return [
        label.removesuffix(" *") for label in screen.labels if label not in ("Find a field", "Show")
    ]


def test_a_short_form_has_no_filters(show):
    assert "Show" not in show({"properties": {f"f{n}": TEXT for n in range(12)}}).labels
    assert "Show" in show({"properties": {f"f{n}": TEXT for n in range(13)}}).labels


def test_a_search_shows_what_closed_sections_and_objects_hold(show):
    screen = show(LONG, {"must": "xx", "late": 1})
    assert not {"Tuned", "Inner"} & set(_fields(screen))
    assert _fields(_seek(screen, "tuned")) == ["Tuned"]
    assert _fields(_seek(screen, "inner")) == ["Inner"]
    assert set(_fields(_seek(screen, "tuning"))) == {"Tuned", "Late"}
    screen.type("Tuned", "typed").type("Find a field", "")
    assert screen.value["tuned"] == "typed"


def test_a_search_shows_the_rows_that_hold_it(show):
    screen = _seek(show(LONG, {"rows": [{"cell": 1}]}), "other")
    assert _fields(screen) == ["Other"]


def test_only_required_fields_are_shown_wherever_they_are(show):
    screen = show(LONG).pick("Show", "required")
    assert _fields(screen) == ["Must", "Late"]


def test_only_changed_fields_are_shown_and_stay_while_they_are_changed_back(show):
    screen = show(LONG, {"must": "abc", "f1": "x", "rows": [{"cell": 1, "other": 2}]})
    screen.type("F1", "y").type("Cell", "5").pick("Show", "changed")
    assert _fields(screen) == ["F1", "Cell"]
    screen.type("F1", "x")
    assert _fields(screen) == ["F1", "Cell"]
    screen.pick("Show", "").pick("Show", "changed")
    assert _fields(screen) == ["Cell"]


def test_only_fields_with_problems_are_shown_and_say_what_is_wrong(show):
    screen = show(LONG, {"must": "a", "late": 3}).pick("Show", "problems")
    assert _fields(screen) == ["Must"]
    assert "at least 2" in screen.said
    screen.type("Must", "abc")
    assert _fields(screen) == ["Must"]


def test_words_and_a_filter_must_both_hold(show):
    screen = show(LONG, {"f1": "x"}).type("F1", "y").type("F2", "z").pick("Show", "changed")
    assert _fields(_seek(screen, "f2")) == ["F2"]


@pytest.mark.parametrize(("needle", "only"), [("zzz", ""), ("", "changed"), ("must", "changed")])
def test_where_nothing_fits_the_form_says_so_and_leads_back(show, needle, only):
    screen = show(LONG, {"must": "xx"}).pick("Show", only)
    screen = _seek(screen, needle)
    assert _fields(screen) == []
    assert "No field matches" in screen.said
    screen.press("Show all fields")
    assert "Must" in _fields(screen)
    assert screen.find("text_input", "Find a field").value == ""
