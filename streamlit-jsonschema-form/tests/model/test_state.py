"""A state is kept as JSON and comes back whole; places are named by keys and row ids."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import (
    ABSENT,
    Choose,
    Insert,
    Remove,
    Rename,
    Set,
    State,
    Write,
    apply,
    compile,
)
from streamlit_jsonschema_form.model.state import UnreadableText, child_id, path_of, place_id
from support.strategies import KEYS, cases, edits_of, law, nodes, written


@law
@given(cases(), st.data())
def test_a_saved_state_comes_back_whole(case, data):
    form = compile(case[0])
    state = form.load(case[1])
    for _ in range(4):
        node = data.draw(st.sampled_from(nodes(form.plan(state))))
        state = apply(form, state, data.draw(edits_of(node)))
    state = apply(form, state, Write(node.path, UnreadableText("abc", "why")))
    saved = json.loads(json.dumps(state.to_json()))
    again = State.from_json(saved)
    assert again == state
    assert written(again.value) == written(state.value)
    assert again.to_json() == saved


def test_an_older_save_without_the_newer_parts_is_read():
    saved = State({"a": 1}).to_json()
    assert State.from_json(
        {k: v for k, v in saved.items() if k not in ("parked", "made", "arranged")}
    ).value == {"a": 1}


def test_a_state_is_dirty_when_something_differs():
    form = compile({"properties": {"a": {"type": "integer"}}})
    state = form.load({"a": 1})
    assert not state.dirty
    changed = apply(form, state, Set(("a",), 2))
    assert changed.dirty
    assert not apply(form, changed, Set(("a",), 1)).dirty
    assert apply(form, state, Set(("a",), 1.0)).dirty


def test_odd_keys_make_ids_of_their_own_that_lead_back():
    value = {key: dict.fromkeys(KEYS, 0) for key in (*KEYS, "#0", "~2", "~3", "/#0")}
    state = State(value)
    paths = [(key, inner) for key in value for inner in value[key]]
    ids = [place_id(state, path) for path in paths]
    assert len(set(ids)) == len(ids)
    assert [path_of(state, place) for place in ids] == paths


def test_a_place_whose_row_is_gone_is_nowhere():
    form = compile({"type": "array", "items": {"type": "array", "items": {}}})
    state = form.load([[1], [2]])
    place = place_id(state, (0, 0))
    assert path_of(apply(form, state, Remove((0,))), place) is None
    assert child_id("", 3) == "/#3"


def test_a_written_place_and_an_arranged_one_are_told_apart():
    form = compile({"properties": {"l": {"type": "array", "items": {"type": "object"}}}})
    state = apply(form, form.load({"l": [{}]}), Insert(("l",), 0, {}))
    assert (state.touched, state.restructured) == (set(), {"/l"})
    state = apply(form, state, Set(("l", 1, "a"), 1))
    assert state.touched == {"/l/#0/a"}


def test_choices_survive_a_save():
    form = compile({"properties": {"u": {"oneOf": [{"type": "integer"}, {"type": "string"}]}}})
    state = apply(form, form.load({"u": 5}), Choose(("u",), 0, 1))
    again = State.from_json(json.loads(json.dumps(state.to_json())))
    assert apply(form, again, Choose(("u",), 0, 0)).value == {"u": 5}
    assert form.plan(again).entry("u").value is ABSENT


def test_a_name_that_a_key_cannot_have_is_kept_in_a_draft_and_moves_with_its_key():
    form = compile({"additionalProperties": {"type": "integer"}})
    typed = UnreadableText("z", "the key 'z' is there already; choose another")
    state = replace(form.load({"a": 1, "z": 2}), invalid_keys={"/a": typed})
    saved = State.from_json(json.loads(json.dumps(state.to_json())))
    assert saved.invalid_keys == {"/a": typed}
    assert apply(form, saved, Rename((), "a", "b")).invalid_keys == {"/b": typed}
    assert apply(form, saved, Remove(("a",))).invalid_keys == {}
