"""The law of edits: one place changes, and what it puts out of force; nothing typed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import (
    ABSENT,
    Choose,
    Copy,
    Insert,
    Move,
    Remove,
    Rename,
    Set,
    State,
    Write,
    apply,
    compile,
    diff,
)
from streamlit_jsonschema_form.model.state import UnreadableText, path_of, place_id
from streamlit_jsonschema_form.model.values import get
from support.strategies import cases, edits_of, law, nodes, values, written


def _one(data, form, state):
    node = data.draw(st.sampled_from(nodes(form.plan(state))), label="node")
    return data.draw(edits_of(node), label="edit")


@law
@given(cases(), st.data())
def test_a_set_changes_its_place_and_what_it_puts_out_of_force(case, data):
    form = compile(case[0])
    before = form.load(case[1])
    for _ in range(3):
        node = data.draw(st.sampled_from(nodes(form.plan(before))))
        new = data.draw(values)
        after = apply(form, before, Set(node.path, new))
        assert written(get(after.value, node.path)) == written(new)
        moved = {key for _, key in {*before.retained, *after.retained}}
        for change in diff(before.value, after.value):
            inside = change.path[: len(node.path)] == node.path
            made = node.path[: len(change.path)] == change.path
            assert inside or made or change.path[-1] in moved, change
        before = after


@law
@given(cases(), st.data())
def test_setting_then_removing_an_absent_place_changes_nothing(case, data):
    form = compile(case[0])
    state = form.load(case[1])
    absent = [n for n in nodes(form.plan(state)) if n.value is ABSENT and n.path]
    absent = [n for n in absent if isinstance(_there(state.value, n.path), (dict, type(None)))]
    if not absent:
        return
    path = data.draw(st.sampled_from(absent)).path
    there = apply(form, state, Set(path, data.draw(values)))
    back = apply(form, there, Remove(path))
    assert written(back.value) == written(state.value)


def _there(value, path):
    """Return the innermost thing that is there on the way to a path; an absent root is an object."""
    for length in range(len(path), -1, -1):
        found = get(value, path[:length])
        if found is not ABSENT:
            return found
    return {}


@law
@given(cases(), values, st.data())
def test_any_value_is_reached_from_any_other(case, goal, data):
    form = compile(case[0])
    state = form.load(case[1])
    for _ in range(3):
        state = apply(form, state, _one(data, form, state))
    state = apply(form, state, Set((), goal))
    assert written(state.value) == written(goal)


@law
@given(cases(), st.data())
def test_a_value_loaded_again_shows_the_same_tree(case, data):
    form = compile(case[0])
    state = form.load(case[1])
    first = _shape(form.plan(state))
    assert _shape(form.plan(form.load(state.value))) == first
    edited = apply(form, state, _one(data, form, state))
    saved = State.from_json(edited.to_json())
    assert _shape(form.plan(saved)) == _shape(form.plan(edited))


def _shape(root):
    return [(n.id, n.kind, n.codec.name, n.union and n.union.chosen) for n in nodes(root)]


@law
@given(cases(), st.data())
def test_edits_never_touch_the_states_before_them(case, data):
    form = compile(case[0])
    state = form.load(case[1])
    seen = []
    for _ in range(5):
        seen.append((state, written(state.value), state.to_json()))
        state = apply(form, state, _one(data, form, state))
    for kept, text, saved in seen:
        assert written(kept.value) == text
        assert kept.to_json() == saved


@law
@given(
    st.lists(st.integers(), max_size=4, unique=True),
    st.lists(
        st.tuples(
            st.sampled_from(["insert", "move", "copy", "remove"]),
            st.integers(0, 9),
            st.integers(0, 9),
        )
    ),
)
def test_rows_keep_their_identity_while_others_come_and_go(start, steps):
    form = compile({"type": "array", "items": {"type": "integer"}})
    state = form.load(start)
    rows = [(n.id, n.value) for n in form.plan(state).children()]
    ever = {row for row, _ in rows}
    for what, first, second in steps:
        if not rows and what != "insert":
            continue
        at, to = first % max(len(rows), 1), second % max(len(rows), 1)
        edit = {
            "insert": Insert((), at, second),
            "move": Move((), at, to),
            "copy": Copy((), at),
            "remove": Remove((at,)),
        }[what]
        state = apply(form, state, edit)
        now = [(n.id, n.value) for n in form.plan(state).children()]
        if what == "insert":
            assert [*now[:at], *now[at + 1 :]] == rows
        elif what == "copy":
            assert [*now[: at + 1], *now[at + 2 :]] == rows
            assert now[at][1] == now[at + 1][1]
        elif what == "move":
            rest = [*rows[:at], *rows[at + 1 :]]
            assert now == [*rest[:to], rows[at], *rest[to:]]
        else:
            assert now == [*rows[:at], *rows[at + 1 :]]
        fresh = {row for row, _ in now} - {row for row, _ in rows}
        assert not fresh & ever
        ever |= fresh
        rows = now
        assert len({row for row, _ in rows}) == len(rows)


@law
@given(cases(), st.data())
def test_a_place_is_found_again_by_its_id(case, data):
    form = compile(case[0])
    state = form.load(case[1])
    for _ in range(3):
        for node in nodes(form.plan(state)):
            assert place_id(state, node.path) == node.id
            assert path_of(state, node.id) == node.path
        state = apply(form, state, _one(data, form, state))


DRAFT = UnreadableText("abc", "expected a number")


def test_a_draft_leaves_the_value_alone_and_goes_with_the_next_value():
    form = compile({"properties": {"n": {"type": "integer"}}})
    state = apply(form, form.load({"n": 1}), Write(("n",), DRAFT))
    assert state.value == {"n": 1}
    assert state.unreadable == {"/n": DRAFT}
    assert state.dirty
    assert apply(form, state, Set(("n",), 2)).unreadable == {}
    assert apply(form, state, Remove(("n",))).unreadable == {}
    assert apply(form, state, Set((), {})).unreadable == {}


def test_a_draft_moves_with_its_row():
    form = compile({"type": "array", "items": {"type": "integer"}})
    state = apply(form, form.load([1, 2]), Write((1,), DRAFT))
    state = apply(form, state, Move((), 1, 0))
    (place,) = state.unreadable
    assert path_of(state, place) == (0,)
    assert apply(form, state, Remove((0,))).unreadable == {}
    assert apply(form, state, Remove((1,))).unreadable == state.unreadable


def test_a_copied_row_shows_what_its_model_shows():
    branches = [
        {"title": t, "type": "object", "properties": {t: {"type": "integer"}}} for t in "ab"
    ]
    form = compile({"type": "array", "items": {"oneOf": branches}})
    state = apply(form, form.load([{"a": 1}]), Choose((0,), 0, 1))
    state = apply(form, state, Write((0, "b"), DRAFT))
    state = apply(form, state, Copy((), 0))
    assert state.value == [{}, {}]
    for row in form.plan(state).children():
        assert row.union.chosen == 1
        assert state.unreadable[row.entry("b").id] == DRAFT
    back = apply(form, state, Choose((1,), 0, 0))
    assert back.value == [{}, {"a": 1}]
    assert apply(form, back, Choose((0,), 0, 0)).value == [{"a": 1}, {"a": 1}]


def test_a_draft_choices_and_row_ids_move_with_a_renamed_key():
    schema = {
        "additionalProperties": {
            "oneOf": [
                {"title": "one", "properties": {"n": {"type": "integer"}}},
                {
                    "title": "two",
                    "properties": {"l": {"type": "array", "items": {"type": "integer"}}},
                },
            ]
        },
        "type": "object",
    }
    form = compile(schema)
    state = form.load({"old": {"n": 1}})
    state = apply(form, state, Write(("old", "n"), DRAFT))
    state = apply(form, state, Choose(("old",), 0, 1))
    state = apply(form, state, Set(("old", "l"), [1, 2]))
    state = apply(form, state, Remove(("old", "l", 0)))
    state = apply(form, state, Rename((), "old", "new"))
    assert all(place.startswith("/new") for place in (*state.choices, *state.items))
    assert form.plan(state).entry("new").union.chosen == 1
    assert {place for place, _ in state.retained} == {"/new"}
    back = apply(form, state, Choose(("new",), 0, 0))
    assert back.value == {"new": {"n": 1}}
    assert [path_of(back, place) for place in back.unreadable] == [("new", "n")]


def test_a_renamed_key_keeps_its_place_and_a_taken_name_is_refused():
    form = compile({"type": "object"})
    state = form.load({"a": 1, "b": 2, "c": 3})
    assert list(apply(form, state, Rename((), "b", "")).value) == ["a", "", "c"]
    with pytest.raises(ValueError, match="taken"):
        apply(form, state, Rename((), "b", "c"))
    with pytest.raises(LookupError):
        apply(form, state, Rename((), "z", "y"))


@pytest.mark.parametrize(
    "edit",
    [Move((), 5, 0), Copy((), 2), Insert((0,), 0, 1), Insert((), 3, 1), Move((), -1, 0)],
    ids=repr,
)
def test_an_edit_of_a_place_that_is_not_there_is_refused(edit):
    form = compile({"type": "array", "items": {"type": "integer"}})
    with pytest.raises(LookupError):
        apply(form, form.load([1, 2]), edit)


def test_a_set_makes_missing_objects_on_its_way_and_a_scalar_in_the_way_is_refused():
    form = compile({"properties": {"a": {"properties": {"b": {"type": "integer"}}}}})
    assert apply(form, form.load(ABSENT), Set(("a", "b"), 1)).value == {"a": {"b": 1}}
    assert apply(form, form.load({"a": None}), Set(("a", "b"), 1)).value == {"a": {"b": 1}}
    with pytest.raises(LookupError):
        apply(form, form.load({"a": 5}), Set(("a", "b"), 1))


def test_an_object_that_was_made_by_a_field_goes_with_it_and_one_that_was_there_stays():
    form = compile({"properties": {"a": {"properties": {"b": {"properties": {}}}}}})
    path = ("a", "b", "c")
    made = apply(form, form.load({}), Set(path, 1))
    assert apply(form, made, Remove(path)).value == {}
    kept = apply(form, form.load({"a": {}}), Set(path, 1))
    assert apply(form, kept, Remove(path)).value == {"a": {}}
    wanted = apply(form, apply(form, form.load({}), Set(("a",), {})), Set(path, 1))
    assert apply(form, wanted, Remove(path)).value == {"a": {}}


def test_an_object_that_was_null_before_a_field_was_set_in_it_is_null_again():
    field = {"type": "string"}
    inner = {"type": ["object", "null"], "properties": {"b": field}}
    form = compile({"type": "object", "properties": {"a": inner, "c": inner}})
    start = form.load({"a": None, "c": None})
    there = apply(form, start, Set(("a", "b"), "x"))
    there = State.from_json(apply(form, there, Set(("c", "b"), "x")).to_json())
    back = apply(form, there, Remove(("a", "b")))
    assert written(back.value) == '{"a": null, "c": {"b": "x"}}'
    kept = apply(form, apply(form, there, Set(("a",), {})), Set(("a", "b"), "y"))
    assert apply(form, kept, Remove(("a", "b"))).value == {"a": {}, "c": {"b": "x"}}


def test_a_replaced_list_does_not_inherit_the_choices_of_its_former_rows():
    form = compile({"type": "array", "items": {"oneOf": [{"type": "integer"}, {"type": "string"}]}})
    state = apply(form, form.load([1]), Choose((0,), 0, 1))
    state = apply(form, state, Set((), [5]))
    assert form.plan(state).children()[0].union.chosen == 0


def test_removing_an_object_forgets_what_waited_inside_it():
    schema = {
        "properties": {
            "o": {
                "type": "object",
                "properties": {"kind": {"enum": ["a", "b"]}},
                "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
                "then": {"properties": {"e": {"type": "integer"}}},
            }
        }
    }
    form = compile(schema)
    state = apply(form, form.load({"o": {"kind": "a", "e": 1}}), Set(("o", "kind"), "b"))
    assert state.value == {"o": {"kind": "b"}}
    state = apply(form, state, Remove(("o",)))
    state = apply(form, state, Set(("o",), {"kind": "a"}))
    assert state.value == {"o": {"kind": "a"}}


def test_the_differences_are_added_removed_and_changed_places():
    changes = diff({"a": 1, "b": [1, 2], "c": None}, {"a": 1.0, "b": [1, 3], "d": {}})
    assert [(c.kind, c.path) for c in changes] == [
        ("changed", ("a",)),
        ("changed", ("b", 1)),
        ("removed", ("c",)),
        ("added", ("d",)),
    ]


def test_removing_the_whole_leaves_nothing():
    form = compile({"type": "object"})
    assert apply(form, form.load({"a": 1}), Remove(())).value is ABSENT


@pytest.mark.parametrize("path", [("z",), ("a", "z"), ("l", 7)], ids=repr)
def test_removing_what_is_not_there_changes_nothing(path):
    value = {"a": 1, "l": [1]}
    form = compile({"type": "object"})
    assert apply(form, form.load(value), Remove(path)).value == value
