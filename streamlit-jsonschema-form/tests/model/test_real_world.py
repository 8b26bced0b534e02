"""The law on published schemas, with documents of the kind that people write by them."""

import random
import time

import pytest

from streamlit_jsonschema_form.model import ABSENT, Choose, Kind, Remove, Set, State, apply, diff
from streamlit_jsonschema_form.model.values import get
from support.real_world import REAL, document_of, form_of, places
from support.strategies import written

SAMPLE = ("compose.yaml", "github-workflow.yaml", "ingress.yaml", "openapi-3.1.yaml")
"""What `make test` edits; `make soak` edits all."""

every = pytest.mark.parametrize("name", REAL)
sampled = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in SAMPLE else pytest.mark.soak) for n in REAL]
)


@every
def test_it_compiles_without_a_problem_that_is_not_its_own(name):
    assert tuple(problem.keyword for problem in form_of(name).problems) == REAL[name].faults


@every
def test_its_document_is_valid_and_comes_back_byte_for_byte(name):
    form, document = form_of(name), document_of(name)
    before = written(document)
    state = form.load(document)
    assert form.errors(state.value) == []
    assert list(places(form.plan(state)))
    assert written(state.value) == before


@every
def test_everything_in_its_document_is_in_the_tree(name):
    form, document = form_of(name), document_of(name)
    nodes = {node.path: node for node in places(form.plan(form.load(document)))}
    for path, value in _values(document):
        shown = max((path[:n] for n in range(len(path) + 1) if path[:n] in nodes), key=len)
        assert shown == path or nodes[shown].kind in (Kind.RAW, Kind.SCALAR)
        assert nodes[shown].value is value or shown != path


def _values(value, path=()):
    yield path, value
    inner = value.items() if isinstance(value, dict) else ()
    for part, child in enumerate(value) if isinstance(value, list) else inner:
        yield from _values(child, (*path, part))


@every
def test_it_is_read_and_planned_within_a_second(name):
    """Time of this thread, the best of three tries, so that a busy machine does not count."""
    form, document = form_of(name), document_of(name)
    form.errors(document)  # patterns are compiled on first use
    assert min(_seconds_to_plan(form, document) for _ in range(3)) < 1


def _seconds_to_plan(form, document):
    started = time.thread_time()
    list(places(form.plan(form.load(document))))
    form.errors(dict(document))
    return time.thread_time() - started


@sampled
def test_editing_one_place_changes_no_other(name):
    """What an edit puts out of force waits aside, and comes back when the edit is undone."""
    form, document = form_of(name), document_of(name)
    state, chance = form.load(document), random.Random(name)
    leaves = [n for n in places(form.plan(state)) if n.value is not ABSENT and n.kind in _LEAVES]
    for node in chance.sample(leaves, min(15, len(leaves))):
        after = apply(form, state, Set(node.path, _other(node)))
        hidden = {key for _, key in after.retained}
        for change in diff(state.value, after.value):
            assert change.path[: len(node.path)] == node.path or change.path[-1] in hidden
        back = apply(form, after, Set(node.path, node.value))
        assert written(back.value) == written(document), node.path


_LEAVES = (Kind.SCALAR, Kind.RAW)


def _other(node):
    """Return another value of the same type, or another option."""
    options = [o.value for o in node.info.options or () if o.value != node.value]
    if options:
        return options[0]
    kinds = {bool: lambda v: not v, int: lambda v: v + 1, str: lambda v: f"{v}x"}
    return kinds.get(type(node.value), lambda _: "x")(node.value)


@sampled
def test_setting_an_absent_place_and_removing_it_again_changes_nothing(name):
    form, document = form_of(name), document_of(name)
    state, chance = form.load(document), random.Random(name)
    absent = [n for n in places(form.plan(state)) if n.value is ABSENT and n.kind in _LEAVES]
    for node in chance.sample(absent, min(10, len(absent))):
        there = apply(form, state, Set(node.path, _other(node)))
        assert get(there.value, node.path) is not ABSENT
        back = apply(form, there, Remove(node.path))
        assert written(back.value) == written(document), node.path


def _choices(name):
    """List every choice of a branch that its form shows, as what makes it and what takes it back."""
    form, document = form_of(name), document_of(name)
    for node in places(form.plan(form.load(document))):
        for union in node.unions if node.value is not ABSENT else ():
            for number, _ in union.branches:
                if union.chosen not in (None, number):
                    place = node.path, union.index
                    yield Choose(*place, number), Choose(*place, union.chosen)


def _choose_and_choose_back(name, choices):
    form, document = form_of(name), document_of(name)
    state = form.load(document)
    for there, back in choices:
        away = apply(form, state, there)
        hidden = {key for _, key in away.retained}
        for change in diff(state.value, away.value):
            inside = change.path[: len(there.path)] == there.path
            assert inside or change.path[-1] in hidden, (there, change)
        for kept in (away, State.from_json(away.to_json())):
            assert written(apply(form, kept, back).value) == written(document), there


@every
def test_another_branch_and_back_gives_the_same_bytes_and_touches_nothing_else(name):
    choices = list(_choices(name))
    _choose_and_choose_back(name, random.Random(name).sample(choices, min(10, len(choices))))


@pytest.mark.soak
@every
def test_every_branch_of_every_place_and_back_gives_the_same_bytes(name):
    _choose_and_choose_back(name, _choices(name))
