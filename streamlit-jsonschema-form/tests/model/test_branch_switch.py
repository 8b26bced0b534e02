"""Another branch and back: what the old one had waits, and comes back as it was."""

import pytest

from streamlit_jsonschema_form.model import (
    ABSENT,
    Choose,
    Insert,
    Remove,
    Set,
    State,
    apply,
    compile,
)
from support.strategies import written

TEXT = {"type": "string"}


def _kind(tag, **properties):
    return {
        "title": tag,
        "type": "object",
        "properties": {"kind": {"const": tag}, **properties},
        "required": ["kind"],
    }


TWO = {"oneOf": [_kind("a", x=TEXT), _kind("b", y=TEXT)]}
THREE = {"oneOf": [*TWO["oneOf"], {"title": "plain", **TEXT}]}


def _there_and_back(schema, value, path=(), between=(), branches=(1, 0)):
    form = compile(schema)
    state = form.load(value)
    for number in branches[:-1]:
        state = apply(form, state, Choose(path, 0, number))
    for edit in between:
        state = apply(form, state, edit)
    state = State.from_json(state.to_json())
    return apply(form, state, Choose(path, 0, branches[-1])).value


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "a", "x": "1", "own": [1.0]},
        {"x": "1", "kind": "a"},
        {"x": "1"},
        {"kind": "neither", "x": 5},
        {"kind": None, "y": "stray", "x": "1"},
        {},
    ],
    ids=written,
)
def test_what_the_constants_of_another_branch_overwrote_comes_back(value):
    form = compile(TWO)
    away = apply(form, form.load(value), Choose((), 0, 1))
    assert away.value["kind"] == "b"
    assert written(_there_and_back(TWO, value)) == written(value)


def test_a_value_that_several_branches_can_have_keeps_what_was_edited_meanwhile():
    schema = {"oneOf": [_kind("a", n=TEXT, x=TEXT), _kind("b", n=TEXT, y=TEXT)]}
    value = {"n": "old", "kind": "a", "x": "1"}
    edits = [Set(("n",), "new"), Set(("y",), "2"), Remove(("kind",))]
    assert _there_and_back(schema, value, between=edits) == {"n": "new", "kind": "a", "x": "1"}


def test_a_value_that_nothing_described_stays_where_the_other_branch_described_it():
    value = {"kind": "a", "y": "stray"}
    assert written(_there_and_back(TWO, value)) == written(value)
    form = compile(TWO)
    away = apply(form, form.load(value), Choose((), 0, 1))
    assert not form.retained_values(away)


def test_another_text_does_not_stay_in_the_place_of_the_first():
    """Every text suits the first branch, so the option that stood in between would too."""
    schema = {"type": "array", "items": {"oneOf": [TEXT, {"enum": ["one", "two"]}]}}
    form = compile(schema)
    state = apply(form, form.load(["mine", "two"]), Choose((0,), 0, 1))
    assert state.value == ["one", "two"]
    state = apply(form, state, Set((0,), "two"))
    state = apply(form, state, Choose((0,), 0, 0))
    assert state.value == ["mine", "two"]
    assert apply(form, state, Choose((0,), 0, 1)).value == ["two", "two"]


def test_the_way_back_leads_over_the_branch_that_the_value_was_shared_with():
    value = {"x": "1", "kind": "a", "own": 1}
    assert written(_there_and_back(THREE, value, branches=(1, 2, 0))) == written(value)
    schema = {"properties": {"u": THREE}}
    edits = [Set(("u",), "text")]
    back = _there_and_back(schema, {"u": value}, ("u",), edits, branches=(1, 2, 0))
    assert written(back) == written({"u": value})


def test_the_way_back_leads_over_all_branches_that_wrote_their_constants():
    kinds = [
        {"title": "any"},
        {"title": "noted", "properties": {"n": TEXT}},
        _kind("b"),
        _kind("c"),
    ]
    form = compile({"oneOf": kinds})
    value = {"kind": "own"}
    state = form.load(value)
    for number in (0, 1, 2, 3):
        state = apply(form, state, Choose((), 0, number))
    assert state.value == {"kind": "c"}
    assert written(apply(form, state, Choose((), 0, 0)).value) == written(value)


def test_a_value_that_a_branch_on_the_way_cannot_have_goes_straight_back():
    schema = {"oneOf": [{"title": "any"}, {**TEXT, "title": "text"}, {"title": "whole"}]}
    form = compile(schema)
    state = form.load("one")
    for edit in (Choose((), 0, 0), Choose((), 0, 1), Choose((), 0, 2), Set((), 7)):
        state = apply(form, state, edit)
    assert apply(form, state, Choose((), 0, 0)).value == 7


def test_the_way_back_leads_over_that_branch_though_what_is_there_now_would_fit():
    """Neither an empty text nor a number is an object, so either would stay under the first branch."""
    kinds = {"anyOf": [{"type": "object"}, {"type": "boolean"}, TEXT]}
    either = {"allOf": [kinds, {"anyOf": [{"type": ["integer", "string"]}, {}]}]}
    schema = {"additionalProperties": either}
    assert _there_and_back(schema, {"a": 0}, ("a",), branches=(1, 2, 0)) == {"a": 0}


def test_what_waits_for_another_branch_is_not_fetched_for_one_that_shares_its_value():
    schema = {"oneOf": [_kind("a", n=TEXT), _kind("b", n=TEXT), TEXT]}
    form = compile(schema)
    state = form.load("text")
    for number in (0, 1, 0):
        state = apply(form, state, Choose((), 0, number))
    assert state.value == {"kind": "a"}
    assert [each.value for each in form.retained_values(state)] == ["text"]


def test_keys_come_back_in_their_order_beside_a_constant_that_the_other_branch_lacks():
    form = compile({"oneOf": [_kind("a"), _kind("b", y=TEXT, z=TEXT)]})
    state = apply(form, form.load({}), Choose((), 0, 1))
    for key in ("y", "z"):
        state = apply(form, state, Set((key,), "1"))
    there = written(state.value)
    for number in (0, 1):
        state = apply(form, state, Choose((), 0, number))
    assert written(state.value) == there == '{"kind": "b", "y": "1", "z": "1"}'


def test_a_whole_value_that_is_set_begins_anew():
    """What a branch was owed goes with the value that it was owed for."""
    edits = [Set((), {"kind": "b", "y": "2"})]
    assert _there_and_back(TWO, {"x": "1"}, between=edits) == {"kind": "a"}


def test_a_choice_of_a_type_takes_nothing_from_null():
    form = compile({"properties": {"u": {"type": ["string", "integer", "null"]}}})
    state = apply(form, form.load({"u": None}), Choose(("u",), -1, 1))
    assert state.value == {"u": None}


@pytest.mark.parametrize("types", [(0, 4, 5, 0), (0, 2, 4, 5, 0), (0, 2, 4, 2), (2, 5, 0, 2)])
def test_null_is_there_again_once_the_types_that_took_its_place_are_left(types):
    form = compile({})
    state = form.load(None)
    for number in types:
        state = apply(form, State.from_json(state.to_json()), Choose((), -1, number))
    assert state.value is None


def test_what_earlier_versions_saved_of_a_choice_is_read():
    form = compile(TWO)
    away = apply(form, form.load({"x": "1"}), Choose((), 0, 1))
    saved = away.to_json()
    saved["left"] = {at: overwritten for at, (overwritten, _) in saved["left"].items()}
    assert apply(form, State.from_json(saved), Choose((), 0, 0)).value == {"x": "1"}


ROWS = {
    "properties": {
        "rows": {
            "oneOf": [
                {"title": "one", **TEXT},
                {
                    "title": "many",
                    "type": "array",
                    "items": {"oneOf": [{"type": "string", "minLength": 3}, _kind("a", x=TEXT)]},
                },
                {
                    "title": "bare",
                    "type": "array",
                    "items": {"oneOf": [{"type": "string", "minLength": 2}, _kind("b", y=TEXT)]},
                },
            ]
        }
    }
}


def test_a_choice_inside_leaves_the_branches_around_it_in_sight():
    """An empty text fits no branch of a row, so that neither kind of list fits any more."""
    form = compile(ROWS)
    state = form.load({"rows": [{"kind": "a", "x": "1"}, {"kind": "a", "x": "2"}]})
    away = apply(form, state, Choose(("rows", 0), 0, 0))
    assert away.value == {"rows": ["", {"kind": "a", "x": "2"}]}
    assert form.plan(away).entry("rows").union.chosen == 1
    back = apply(form, away, Choose(("rows", 0), 0, 1))
    assert written(back.value) == written(state.value)


def test_a_row_that_fits_nothing_yet_leaves_the_branch_around_it_in_sight():
    form = compile({"oneOf": [{"items": _kind("b", y=TEXT)}, {"items": _kind("a", x=TEXT)}]})
    state = apply(form, form.load([{"kind": "a"}]), Insert((), 1, {"kind": "b"}))
    assert form.plan(state).union.chosen == 1
    state = apply(form, State.from_json(state.to_json()), Remove((0,)))
    assert state.value == [{"kind": "b"}]
    assert form.plan(state).union.chosen == 0


def test_what_was_not_there_is_begun_by_a_choice_and_goes_without_trace():
    form = compile({"properties": {"u": TWO}})
    away = apply(form, form.load({}), Choose(("u",), 0, 1))
    assert away.value == {"u": {"kind": "b"}}
    assert apply(form, away, Remove(("u",))).value == {}
    assert form.load(ABSENT).value is ABSENT


def test_a_value_that_its_branch_cannot_have_is_there_again_after_another():
    """The other branch has it as it is; so has the first one, though it would begin as an object."""
    form = compile({"allOf": [{"type": "object"}, {"anyOf": [{"type": "string"}, {}]}]})
    state = form.load(True)
    (union,) = form.plan(state).unions
    away = apply(form, state, Choose((), union.index, 0))
    assert away.value is True
    for each in (away, State.from_json(away.to_json())):
        assert apply(form, each, Choose((), union.index, 1)).value is True
