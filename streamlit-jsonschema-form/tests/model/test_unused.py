"""Values that no choice uses are found, with what would use them; what is merely free is not."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, Choose, Set, apply, compile
from streamlit_jsonschema_form.model.unused import discard

TEXT = {"type": "string"}
CONDITION = {
    "properties": {"kind": {"enum": ["a", "b"]}},
    "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
    "then": {"properties": {"extra": TEXT}},
    "else": {"properties": {"other": TEXT}},
}
BRANCHES = {
    "oneOf": [
        {"title": "One", "properties": {"kind": {"const": "one"}, "x": TEXT}, "required": ["kind"]},
        {"title": "Two", "properties": {"kind": {"const": "two"}, "y": TEXT}, "required": ["kind"]},
    ]
}


def _unused(schema, value):
    form = compile(schema)
    return [(each.path, each.value, each.when) for each in form.unused_values(form.load(value))]


@pytest.mark.parametrize(
    ("schema", "value", "found"),
    [
        (CONDITION, {"kind": "b", "extra": "x"}, [(("extra",), "x", "when “Kind” is a")]),
        (CONDITION, {"kind": "a", "other": "x"}, [(("other",), "x", "when “Kind” is not a")]),
        (CONDITION, {"kind": "a", "extra": "x", "own": 1}, []),
        (BRANCHES, {"kind": "one", "x": "", "y": "z"}, [(("y",), "z", "when “Two” is chosen")]),
        ({"additionalProperties": False}, {"own": [1]}, [(("own",), [1], "")]),
        ({"properties": {"a": TEXT}}, {"own": 1}, []),
        ({"additionalProperties": TEXT}, {"own": 1}, []),
        (
            {"properties": {"a": TEXT}, "dependentSchemas": {"a": {"properties": {"b": TEXT}}}},
            {"b": "x"},
            [(("b",), "x", "when “A” is set")],
        ),
        (
            {"items": {"$ref": "#/$defs/c"}, "$defs": {"c": CONDITION}},
            [{}, {"kind": "b", "extra": {"deep": 1}}],
            [((1, "extra"), {"deep": 1}, "when “Kind” is a")],
        ),
        (True, {"own": 1}, []),
    ],
)
def test_a_value_is_unused_where_another_choice_would_use_it_or_none_may(schema, value, found):
    assert _unused(schema, value) == found


def test_nothing_is_unused_where_there_is_nothing():
    assert _unused(CONDITION, ABSENT) == []


def test_what_an_edit_put_aside_says_where_it_was_and_what_brings_it_back():
    form = compile({"properties": {"o": CONDITION}})
    state = form.load({"o": {"kind": "a", "extra": "x"}})
    state = apply(form, state, Set(("o", "kind"), "b"))
    (waiting,) = form.retained_values(state)
    assert (waiting.path, waiting.value, waiting.when) == (("o", "extra"), "x", "when “Kind” is a")
    state = apply(form, discard(state, waiting.key), Set(("o", "kind"), "a"))
    assert state.value == {"o": {"kind": "a"}}
    assert form.retained_values(state) == ()


def test_what_a_branch_held_as_a_whole_waits_under_its_name():
    form = compile({"properties": {"u": {"oneOf": [{"type": "integer"}, TEXT]}}})
    state = apply(form, form.load({"u": 5}), Choose(("u",), 0, 1))
    (waiting,) = form.retained_values(state)
    assert (waiting.path, waiting.value, waiting.when) == (
        ("u",),
        5,
        "when “Whole number” is chosen",
    )
    state = apply(form, discard(state, waiting.key), Choose(("u",), 0, 0))
    assert state.value == {}


def test_discarding_one_value_leaves_the_others_waiting():
    form = compile(CONDITION)
    state = apply(form, form.load({"kind": "a", "extra": "x"}), Set(("kind",), "b"))
    state = apply(form, apply(form, state, Set(("other",), "y")), Set(("kind",), "a"))
    state = apply(form, state, Set(("kind",), "b"))
    assert {each.path for each in form.retained_values(state)} == {("extra",)}
    assert form.retained_values(discard(state, ("", "nothing"))) == form.retained_values(state)
