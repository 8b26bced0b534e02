"""What an edit leaves as it was stays the same node, and a plan after edits is the one made anew."""

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import (
    ABSENT,
    Choose,
    Copy,
    Insert,
    Move,
    Node,
    Remove,
    Rename,
    Set,
    State,
    apply,
    compile,
)
from support.counting import steps
from support.strategies import cases, edits_of, law, nodes

OBJECT = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
TREE = {
    "type": "object",
    "properties": {
        "one": OBJECT,
        "two": OBJECT,
        "rows": {"type": "array", "items": OBJECT},
        "kind": {"type": "string"},
        "either": {"oneOf": [{"title": "A", **OBJECT}, {"title": "B", "type": "string"}]},
    },
    "if": {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
    "then": {"properties": {"more": OBJECT}},
}
VALUE = {"one": {"a": "1"}, "two": {"a": "2"}, "rows": [{"a": "3"}, {"a": "4"}], "kind": "y"}


def _all(form, state):
    return [_told(node) for node in nodes(form.plan(state))]


def _told(node):
    """Tell all of a node but what it is made with."""
    names = ("id", "path", "kind", "info", "value", "required", "origin", "hidden", "unions")
    return (*(getattr(node, name) for name in names), node.codec.name)


def _anew(state):
    return replace(State.from_json(state.to_json()), epoch=state.epoch)


@settings(law, max_examples=80)
@given(cases(), st.data())
def test_a_plan_after_edits_is_the_plan_made_anew(case, data):
    form = compile(case[0])
    state = form.load(case[1])
    for _ in range(data.draw(st.integers(1, 5))):
        node = data.draw(st.sampled_from(nodes(form.plan(state))))
        state = apply(form, state, data.draw(edits_of(node)))
        assert _all(form, state) == _all(form, _anew(state))


@pytest.mark.parametrize("hint", [{}, {"two": {"ui:title": "Second"}, "rows": {"items": [{}]}}])
def test_an_edit_leaves_the_other_places_the_very_nodes_they_were(hint):
    form = compile(TREE, hint)
    state = form.load(VALUE)
    before = {node.path: node for node in nodes(form.plan(state))}
    state = apply(form, state, Set(("one", "a"), "new"))
    after = {node.path: node for node in nodes(form.plan(state))}
    changed = [path for path in after if after[path] is not before[path]]
    assert changed == [(), ("one",), ("one", "a")]


def test_a_condition_that_turns_on_leaves_the_places_it_does_not_rule():
    form = compile(TREE)
    state = form.load(VALUE)
    before = {node.path: node for node in form.plan(state).children()}
    state = apply(form, state, Set(("kind",), "x"))
    after = {node.path: node for node in form.plan(state).children()}
    assert after.keys() - before.keys() == {("more",)}
    assert [path for path in before if after[path] is not before[path]] == [("kind",)]


@pytest.mark.parametrize(
    "edit",
    [
        Move(("rows",), 0, 1),
        Insert(("rows",), 0, {"a": "5"}),
        Remove(("rows", 0)),
        Choose(("either",), 0, 1),
        Rename(("one",), "a", "own"),
        Set((), {"two": {"b": 1}}),
    ],
    ids=repr,
)
def test_a_plan_after_rows_or_branches_changed_is_the_plan_made_anew(edit):
    form = compile(TREE)
    state = form.load(VALUE)
    nodes(form.plan(state))
    state = apply(form, state, edit)
    assert _all(form, state) == _all(form, _anew(state))


@pytest.mark.parametrize("enable", [False, True])
def test_a_place_whose_condition_of_a_hint_changes_is_made_anew(enable):
    rule = {"properties": {"kind": {"const": "x"}}}
    when = {"enable": rule} if enable else rule
    fields = {"kind": {"type": "string"}, "f": {"type": "string", "x-ui": {"when": when}}}
    form = compile({"type": "object", "properties": fields})
    state = form.load({"kind": "y", "f": "text"})
    shown = []
    for kind in ("y", "x", "z"):
        state = apply(form, state, Set(("kind",), kind))
        field = form.plan(state).children()[1]
        shown.append(not (field.info.read_only if enable else field.hidden))
    assert shown == [False, True, False]


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (Insert(("rows",), 2, {"a": "5"}), "rows"),
        (Copy(("rows",), 1), "rows"),
        (Choose(("either",), 0, 1), "either"),
    ],
    ids=repr,
)
def test_rows_and_branches_leave_the_other_places_the_very_nodes_they_were(edit, place):
    form = compile(TREE)
    state = form.load({**VALUE, "either": {"a": "1"}})
    before = {node.path: node for node in nodes(form.plan(state))}
    state = apply(form, state, edit)
    after = {node.path: node for node in nodes(form.plan(state))}
    elsewhere = [path for path in after if path and path[0] != place]
    assert len(elsewhere) > 8
    assert all(after[path] is before[path] for path in elsewhere)
    again = {node.path: node for node in nodes(form.plan(apply(form, state, Set(("kind",), "z"))))}
    assert [path for path in again if again[path] is not after[path]] == [(), ("kind",)]


def test_a_row_that_another_comes_before_is_not_planned_from_its_schema_again():
    union = {"oneOf": [{"title": "A", **OBJECT}, {"title": "B", "type": "string"}]}
    form = compile({"type": "array", "items": union})
    state = form.load([{"a": "1"}, "text"])
    before = form.plan(state).children()
    state = apply(form, state, Insert((), 0, {"b": 2}))
    after = form.plan(state).children()
    assert [node.path for node in nodes(form.plan(state))[1:]] == [
        (0,), (0, "a"), (0, "b"), (1,), (1, "a"), (1, "b"), (2,)
    ]  # fmt: skip
    assert [node.unions for node in after[1:]] == [node.unions for node in before]
    assert all(new.unions is old.unions for new, old in zip(after[1:], before, strict=True))


@pytest.mark.parametrize("chosen", [0, 1])
def test_what_may_be_picked_in_a_list_does_not_hang_on_a_branch_of_the_whole(chosen):
    few = {"anyOf": [{"enum": ["a", "b"]}, {"enum": ["c", "d"]}]}
    picks = {"type": "array", "uniqueItems": True, "items": few}
    branch = {"type": "object", "properties": {"picks": picks}}
    form = compile({"oneOf": [{"title": "A", **branch}, {"title": "B", **branch}]})
    state = apply(form, form.load({"picks": []}), Choose((), 0, chosen))
    node = form.plan(state).entry("picks")
    assert (
        node.info.item_options
        == form.plan(form.load({"picks": []})).entry("picks").info.item_options
    )


def test_adding_rows_one_by_one_costs_no_more_than_they_are():
    def add(count):
        form = compile({"type": "array", "items": OBJECT})
        state = form.load([])
        for number in range(count):
            state = apply(form, state, Insert((), number, {}))
            form.plan(state).children()

    assert steps(lambda: add(200)) < 1.2 * 16 * steps(lambda: add(50))


def test_a_line_of_states_holds_one_plan_and_no_more():
    form = compile({"type": "object", "properties": {f"f{n}": OBJECT for n in range(30)}})
    state = form.load({})
    for number in range(60):
        state = apply(form, state, Set((f"f{number % 30}", "a"), str(number)))
        form.plan(state).children() if number % 2 else form.errors(state)
    gc.collect()
    roots = [
        n
        for n in gc.get_objects()
        if isinstance(n, Node) and n.path == () and n.factory._context is form.context
    ]
    assert 1 <= len(roots) <= 2


def test_a_form_is_shared_by_sessions_that_edit_at_once():
    form = compile(TREE)

    def edited(number):
        state = form.load({**VALUE, "one": {"a": str(number)}})
        for turn in range(20):
            path = ("one", "a") if turn % 2 else ("two", "b")
            state = apply(form, state, Set(path, f"{number}.{turn}"))
            state = apply(form, state, Set(("kind",), "x" if turn % 3 else "y"))
            if _all(form, state) != _all(form, _anew(state)):
                return state
        return None

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(edited, range(16))) == [None] * 16


def test_a_place_is_found_from_any_other():
    root = compile(TREE).plan(compile(TREE).load(VALUE))
    assert root.at(("rows", 1, "a")).value == "4"
    assert root.entry("rows").at((0, "a")).path == ("rows", 0, "a")
    assert root.at(("one", "own")).value is ABSENT
    assert root.entry("rows").item(2).value is ABSENT
