"""What an edit hides waits aside and returns to its place; what was loaded hidden stays."""

from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import Choose, Remove, Set, State, apply, compile
from support.strategies import cases, law, nodes, values, written

CHAIN = {
    "properties": {"a": {"type": "boolean"}},
    "allOf": [
        {
            "if": {"properties": {name: {"const": True}}, "required": [name]},
            "then": {"properties": {following: {"type": "boolean"}}},
        }
        for name, following in ("ab", "bc", "cd")
    ],
}

KINDS = {
    "type": "object",
    "oneOf": [
        {
            "title": "A",
            "properties": {"k": {"const": "a"}, "n": {"type": "string"}, "x": {"type": "integer"}},
            "required": ["k"],
        },
        {
            "title": "B",
            "properties": {"k": {"const": "b"}, "n": {"type": "string"}, "y": {"type": "integer"}},
            "required": ["k"],
        },
    ],
}


def test_a_chain_of_conditions_hides_and_returns_as_one():
    form = compile(CHAIN)
    value = {"d": True, "b": True, "a": True, "c": True}
    state = apply(form, form.load(value), Set(("a",), False))
    assert state.value == {"a": False}
    assert written(apply(form, state, Set(("a",), True)).value) == written(value)


def test_what_was_loaded_hidden_stays_through_any_other_edit():
    form = compile(CHAIN)
    state = form.load({"a": False, "c": 5, "zz": 1})
    state = apply(form, state, Set(("a",), True))
    state = apply(form, state, Set(("b",), True))
    assert state.value == {"a": True, "c": 5, "zz": 1, "b": True}
    state = apply(form, State.from_json(state.to_json()), Set(("b",), False))
    assert state.value == {"a": True, "c": 5, "zz": 1, "b": False}


def test_what_was_loaded_hidden_is_the_persons_own_once_it_was_edited():
    form = compile(CHAIN)
    state = apply(form, form.load({"a": True, "c": 5}), Set(("b",), True))
    state = apply(form, state, Set(("c",), True))
    state = apply(form, state, Set(("b",), False))
    assert state.value == {"a": True, "b": False}
    assert apply(form, state, Set(("b",), True)).value == {"a": True, "c": True, "b": True}


def test_another_branch_and_back_gives_the_same_bytes():
    form = compile(KINDS)
    value = {"x": 1, "n": "both", "k": "a", "free": [1]}
    other = apply(form, form.load(value), Choose((), 0, 1))
    assert other.value == {"n": "both", "k": "b", "free": [1]}
    assert form.errors(other.value) == []
    other = apply(form, other, Set(("y",), 2))
    back = apply(form, other, Choose((), 0, 0))
    assert written(back.value) == written(value)
    again = apply(form, back, Choose((), 0, 1))
    assert again.value["y"] == 2


def test_a_choice_of_a_fresh_object_writes_what_marks_the_branch():
    form = compile({"properties": {"o": KINDS}})
    state = apply(form, form.load({}), Choose(("o",), 0, 1))
    assert state.value == {"o": {"k": "b"}}
    assert form.plan(state).entry("o").union.chosen == 1


def test_a_key_that_a_condition_forbids_waits_aside():
    schema = {
        "properties": {"mode": {"enum": ["on", "off"]}, "level": {"type": "integer"}},
        "if": {"properties": {"mode": {"const": "off"}}, "required": ["mode"]},
        "then": {"properties": {"level": False}},
    }
    form = compile(schema)
    state = apply(form, form.load({"level": 3, "mode": "on"}), Set(("mode",), "off"))
    assert state.value == {"mode": "off"}
    assert written(apply(form, state, Set(("mode",), "on")).value) == '{"level": 3, "mode": "on"}'


def test_a_value_that_does_not_fit_the_new_branch_waits_and_returns():
    schema = {"properties": {"v": {"oneOf": [{"type": "integer"}, {"type": "string"}, KINDS]}}}
    form = compile(schema)
    state = apply(form, form.load({"v": 5}), Choose(("v",), 0, 1))
    assert state.value == {}
    state = apply(form, state, Set(("v",), "text"))
    state = apply(form, state, Choose(("v",), 0, 0))
    assert state.value == {"v": 5}
    assert apply(form, state, Choose(("v",), 0, 1)).value == {"v": "text"}


def test_a_value_keeps_its_place_among_the_keys_while_its_branch_changes():
    kinds = {"oneOf": [{"type": "integer"}, {"type": "string"}, KINDS]}
    form = compile({"properties": {"u": True, "v": kinds, "w": True}})
    start = form.load({"u": 1, "v": 5, "w": 2})
    text = apply(form, start, Choose(("v",), 0, 1))
    assert written(text.value) == '{"u": 1, "w": 2}'
    for state in (text, apply(form, text, Set(("v",), "x"))):
        saved = State.from_json(state.to_json())
        assert written(apply(form, saved, Choose(("v",), 0, 0)).value) == written(start.value)
    made = apply(form, start, Choose(("v",), 0, 2))
    assert list(made.value) == ["u", "v", "w"]


def test_a_row_shows_a_fitting_blank_in_its_new_branch():
    form = compile({"type": "array", "items": {"oneOf": [{"type": "integer"}, {"type": "string"}]}})
    state = apply(form, form.load([5, 6]), Choose((0,), 0, 1))
    assert state.value == ["", 6]
    assert form.plan(state).children()[0].kind == "scalar"
    assert apply(form, state, Choose((0,), 0, 0)).value == [5, 6]


def test_removing_a_row_does_not_hide_what_another_row_holds():
    form = compile({"type": "array", "items": KINDS})
    value = [{"k": "a", "x": 1}, {"k": "b", "y": 1, "x": "stray"}]
    assert apply(form, form.load(value), Remove((0,))).value == [value[1]]


def test_a_key_that_looks_like_a_mark_of_the_form_is_a_key_like_any_other():
    schema = {
        "properties": {"a": {"type": "boolean"}},
        "if": {"properties": {"a": {"const": True}}},
        "then": {"properties": {"|0|1": {"type": "integer"}}},
    }
    form = compile(schema)
    value = {"|0|1": 4, "a": True}
    state = apply(form, form.load(value), Set(("a",), False))
    assert state.value == {"a": False}
    assert written(apply(form, state, Set(("a",), True)).value) == written(value)


def test_what_was_set_as_a_whole_is_not_added_to():
    form = compile(CHAIN)
    state = apply(form, form.load({"a": True, "b": True}), Set(("a",), False))
    assert apply(form, state, Set((), {"a": True})).value == {"a": True}


@law
@given(cases(), st.data())
def test_a_change_undone_gives_the_same_bytes(case, data):
    schema, value = case
    form = compile(schema)
    state = form.load(value)
    there = [n for n in nodes(form.plan(state)) if n.kind == "scalar" and n.path]
    there = [n for n in there if not isinstance(n.value, type(form)) and n.value is not None]
    present = [n for n in there if n.value.__class__.__name__ != "Absent"]
    if not present:
        return
    node = data.draw(st.sampled_from(present))
    changed = apply(form, state, Set(node.path, data.draw(values)))
    assert written(apply(form, changed, Set(node.path, node.value)).value) == written(value)
