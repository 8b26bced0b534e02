"""The law of the round trip under random edits: what one changes, and how it is taken back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import (
    ABSENT,
    Choose,
    Copy,
    Insert,
    Kind,
    Move,
    Remove,
    Rename,
    Set,
    State,
    apply,
    compile,
    diff,
)
from streamlit_jsonschema_form.model.values import get
from support.strategies import KEYS, cases, edits_of, law, nodes, values, written


def _pick(data, found):
    """Draw by number, so that a failure does not print whole trees."""
    return found[data.draw(st.integers(0, len(found) - 1))] if found else None


def _edited(form, state, data, most=3):
    """Do some edits first, so that a law is not only tried on what was just loaded."""
    for _ in range(data.draw(st.integers(0, most))):
        node = _pick(data, nodes(form.plan(state)))
        state = apply(form, state, data.draw(edits_of(node)))
    return state


def _tree(form, state):
    drawn = nodes(form.plan(state))
    return [(n.path, n.kind, n.codec.name, n.union and n.union.chosen) for n in drawn]


def _rows(form, state):
    found = [n for n in nodes(form.plan(state)) if n.kind is Kind.ARRAY and n.value]
    return [n for n in found if isinstance(n.value, list)]


def an_edit_changes_its_place_and_what_it_puts_out_of_force(form, state, data):
    node = _pick(data, nodes(form.plan(state)))
    edit = data.draw(edits_of(node))
    after = apply(form, state, edit)
    waiting = {key for _, key in {*state.retained, *after.retained}}
    for change in diff(state.value, after.value):
        inside = change.path[: len(node.path)] == node.path
        around = node.path[: len(change.path)] == change.path
        assert inside or around or change.path[-1] in waiting, (edit, change)


def a_saved_state_shows_the_same_tree(form, state, data):
    again = State.from_json(state.to_json())
    assert _tree(form, again) == _tree(form, state)
    assert written(again.value) == written(state.value)


def any_value_is_reached(form, state, data):
    goal = data.draw(values)
    assert written(apply(form, state, Set((), goal)).value) == written(goal)


def a_moved_row_moved_back_is_where_it_was(form, state, data):
    if node := _pick(data, _rows(form, state)):
        at = st.integers(0, len(node.value) - 1)
        start, end = data.draw(at), data.draw(at)
        away = apply(form, state, Move(node.path, start, end))
        back = apply(form, away, Move(node.path, end, start))
        assert written(back.value) == written(state.value)
        assert _tree(form, back) == _tree(form, state)


def a_copied_row_looks_like_its_model_and_goes_without_trace(form, state, data):
    if node := _pick(data, _rows(form, state)):
        at = data.draw(st.integers(0, len(node.value) - 1))
        both = apply(form, state, Copy(node.path, at))
        first, second = (get(both.value, (*node.path, at + n)) for n in (0, 1))
        assert written(first) == written(second)
        back = apply(form, both, Remove((*node.path, at + 1)))
        assert written(back.value) == written(state.value)
        assert _tree(form, back) == _tree(form, state)


def an_inserted_row_goes_without_trace(form, state, data):
    if node := _pick(data, _rows(form, state)):
        at = data.draw(st.integers(0, len(node.value)))
        longer = apply(form, state, Insert(node.path, at, data.draw(values)))
        back = apply(form, longer, Remove((*node.path, at)))
        assert written(back.value) == written(state.value)


def a_renamed_key_named_back_is_as_it_was(form, state, data):
    object_schemas = [n for n in nodes(form.plan(state)) if isinstance(n.value, dict) and n.value]
    node = _pick(data, [n for n in object_schemas if n.kind in (Kind.OBJECT, Kind.MAP)])
    free = [key for key in KEYS if node and key not in node.value]
    if node and free:
        key, new = data.draw(st.sampled_from(list(node.value))), data.draw(st.sampled_from(free))
        away = apply(form, state, Rename(node.path, key, new))
        back = apply(form, away, Rename(node.path, new, key))
        assert written(back.value) == written(state.value)


def another_branch_and_back_restores_everything(form, state, data):
    """In between only the chosen place differs, and what waits for the old branch."""
    found = [n for n in nodes(form.plan(state)) if n.value is not ABSENT]
    unions = [(n, u) for n in found for u in n.unions if u.chosen is not None]
    picked = _pick(data, unions)
    others = (
        [number for number, _ in picked[1].branches if number != picked[1].chosen] if picked else []
    )
    if picked and others:
        (node, union), number = picked, _pick(data, others)
        away = apply(form, state, Choose(node.path, union.index, number))
        waiting = {key for _, key in {*state.retained, *away.retained}}
        for change in diff(state.value, away.value):
            inside = change.path[: len(node.path)] == node.path
            assert inside or change.path[-1] in waiting, change
        away = State.from_json(away.to_json()) if data.draw(st.booleans()) else away
        back = apply(form, away, Choose(node.path, union.index, union.chosen))
        assert written(back.value) == written(state.value)
        assert _tree(form, back) == _tree(form, state)


def every_branch_of_a_place_in_turn_and_back_restores_everything(form, state, data):
    found = [n for n in nodes(form.plan(state)) if n.value is not ABSENT and n.union]
    node = _pick(data, [n for n in found if n.union.chosen is not None])
    if node:
        now = state
        numbers = [number for number, _ in node.union.branches if number != node.union.chosen]
        for number in (*numbers, node.union.chosen) if numbers else ():
            now = apply(form, now, Choose(node.path, node.union.index, number))
        assert written(now.value) == written(state.value)


def creation_repeats_itself(form, state, data):
    fill = data.draw(st.sampled_from(["none", "required", "all"]))
    made = form.new(fill, state.value)
    assert written(form.new(fill, made)) == written(made)


LAWS = [
    an_edit_changes_its_place_and_what_it_puts_out_of_force,
    a_saved_state_shows_the_same_tree,
    any_value_is_reached,
    a_moved_row_moved_back_is_where_it_was,
    a_copied_row_looks_like_its_model_and_goes_without_trace,
    an_inserted_row_goes_without_trace,
    a_renamed_key_named_back_is_as_it_was,
    another_branch_and_back_restores_everything,
    every_branch_of_a_place_in_turn_and_back_restores_everything,
    creation_repeats_itself,
]


def _try(holds, examples, *, often=False):
    @settings(law, max_examples=examples, derandomize=not often)
    @given(cases(), st.data())
    def tried(case, data):
        form = compile(case[0])
        holds(form, _edited(form, form.load(case[1]), data), data)

    tried()


@pytest.mark.parametrize("holds", LAWS, ids=lambda holds: holds.__name__)
def test_a_law_holds(holds):
    _try(holds, 40)


@pytest.mark.soak
@pytest.mark.parametrize("holds", LAWS, ids=lambda holds: holds.__name__)
def test_a_law_holds_often(holds):
    _try(holds, 1500, often=True)
