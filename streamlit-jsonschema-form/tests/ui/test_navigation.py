"""A problem leads to its field, whatever is closed, on another page, or shown as JSON on the way."""

import json

import pytest

from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.navigation import move_to_drawn_field

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
SCHEMA = {
    "properties": {
        "first": TEXT,
        "late": {**WHOLE, "x-ui": {"section": "Tuning"}},
        "o": {"properties": {"deep": {"properties": {"n": WHOLE}}}},
        "own": {"type": "object", "additionalProperties": WHOLE},
        "rows": {
            "type": "array",
            "items": {"properties": {"c": {"properties": {"n": WHOLE}}}},
        },
    },
    "x-ui": {"sections": [{"title": "Tuning", "collapsed": True}]},
}


def _summary(screen):
    return [b for b in screen.page.button if b.key and "|problem " in b.key]


def _target(screen):
    return _targets(screen)[0]


def _targets(screen):
    (script,) = screen.jumps
    line = next(line for line in script.splitlines() if "const names" in line)
    return json.loads(line.partition("=")[2].strip().rstrip(";"))


@pytest.mark.parametrize(
    ("value", "label", "target"),
    [
        ({"late": "x"}, "Late", "st-key-f--late-"),
        ({"o": {"deep": {"n": "x"}}}, "N", "st-key-f--o-deep-n-"),
        ({"own": {**{f"k{n}": 1 for n in range(30)}, "zz": "x"}}, "zz", "st-key-f--own-zz-"),
        ({"rows": [*([{}] * 33), {"c": {"n": "x"}}]}, "N", "st-key-f--rows--33-c-n-"),
    ],
)
def test_a_problem_leads_into_what_is_closed_and_onto_other_pages(show, value, label, target):
    screen = show(SCHEMA, value).press("Create")
    assert len(_summary(screen)) == 1
    for body in list(screen.session.open_sections):
        screen.session.open_sections[body] = False
    screen.run()
    assert label not in screen.labels
    _summary(screen)[0].click()
    screen.run()
    assert label in screen.labels
    assert _target(screen).startswith(target)


def _jump(screen):
    screen.press("Create")
    _summary(screen)[0].click()
    return _targets(screen.run())


def test_a_problem_in_a_cell_leads_to_its_table(show):
    table = {"type": "array", "items": {**TEXT, "minLength": 2}, "ui:widget": "table"}
    targets = _jump(show({"properties": {"t": table}}, {"t": ["aa", "b"]}))
    assert "st-key-f--t-list" in targets
    assert not [target for target in targets if "--1-" in target]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({**TEXT, "x-ui": {"source": "none"}, "minLength": 2}, "b"),
        ({**TEXT, "format": "data-url", "minLength": 9}, "data:,"),
        ({**TEXT, "format": "password", "minLength": 9}, "a\nb"),
    ],
    ids=["source", "file", "veil"],
)
def test_a_problem_leads_to_what_is_more_than_one_widget(show, schema, value):
    screen = show({"properties": {"it": schema}}, {"it": value})
    assert "st-key-f--it-box" in _jump(screen)


def test_a_jump_is_made_once(show):
    screen = show(SCHEMA, {"late": "x"}).press("Create")
    _summary(screen)[0].click()
    screen.run().run()
    assert not screen.jumps


def test_a_jump_into_what_is_shown_as_json_ends_there(show):
    screen = show(SCHEMA, {"o": {"deep": {"n": "x"}}}).press("Create")
    screen.session.raw_ids.add("/o")
    _summary(screen)[0].click()
    screen.run()
    assert _target(screen).startswith("st-key-f--o-json-")


def test_more_problems_than_are_listed_are_counted(show):
    schema = {"type": "array", "items": WHOLE}
    screen = show(schema, ["x"] * 34).press("Create")
    assert len(_summary(screen)) == 30
    assert "and 4 more" in screen.said


def test_a_jump_shows_all_fields_again(show):
    screen = show(SCHEMA, {"late": "x"}).press("Create")
    screen.type("Find a field", "first")
    _summary(screen)[0].click()
    screen.run()
    assert screen.find("text_input", "Find a field").value == ""
    assert "Late" in screen.labels


def test_a_problem_of_an_unknown_place_is_said_at_the_nearest_that_is_drawn(show):
    session = show(SCHEMA, {"o": {"deep": {}}}).session
    problem = move_to_drawn_field(session, Problem(("o", "deep", "zz", 3), "server", "is bad"))
    assert (problem.path, problem.message) == (("o", "deep"), "zz.3: is bad")
    known = Problem(("o", "deep", "n"), "server", "is bad")
    assert move_to_drawn_field(session, known) is known


def test_a_place_is_named_by_the_labels_on_the_way(show):
    session = show(SCHEMA, {"rows": [{}]}).session
    assert session.label_of(("rows", 0, "c")) == "Rows / Item 1 / C"
    assert session.label_of(()) == "The whole form"
