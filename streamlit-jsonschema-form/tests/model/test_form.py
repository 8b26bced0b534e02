"""The law of the round trip: what is loaded comes back, and `errors` says what JSON Schema says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from streamlit_jsonschema_form.model import ABSENT, Choose, Move, apply, compile
from streamlit_jsonschema_form.problems import json_pointer
from support.strategies import cases, edits_of, has_place, law, nodes, values, written
from support.traps import IDS, TRAPS, UNDECIDED, value_of


@pytest.mark.parametrize("trap", TRAPS, ids=IDS)
def test_a_trap_comes_back_unchanged_and_is_judged_rightly(trap):
    form = compile(trap["schema"], formats=False)
    value = value_of(trap)
    state = form.load(value)
    seen = nodes(form.plan(state))
    assert seen[0].path == ()
    assert written(state.value) == written(value_of(trap))
    if trap["id"] not in UNDECIDED:
        assert form.problems == ()
        assert (form.errors(state.value) == []) is (trap["valid"] is not False)


@pytest.mark.parametrize("trap", [t for t in TRAPS if t["id"] in UNDECIDED], ids=lambda t: t["id"])
def test_a_schema_that_cannot_decide_says_so_and_accepts_nothing(trap):
    form = compile(trap["schema"], formats=False)
    assert form.problems
    assert form.errors(value_of(trap))


@law
@given(cases())
def test_whatever_is_loaded_comes_back_unchanged(case):
    schema, value = case
    before = written(value)
    form = compile(schema)
    state = form.load(value)
    nodes(form.plan(state))
    assert written(state.value) == before


@law
@given(cases())
def test_errors_are_empty_exactly_where_json_schema_says_valid(case):
    schema, value = case
    form = compile(schema, formats=False)
    assert form.problems == ()
    if value is ABSENT:
        assert form.errors(value)
    else:
        assert (form.errors(value) == []) is Draft202012Validator(schema).is_valid(value)


@law
@given(cases())
def test_every_problem_has_a_place_in_the_plan(case):
    schema, value = case
    form = compile(schema)
    state = form.load(value)
    for problem in form.errors(value):
        assert has_place(form, state, problem.path), problem


_KEYWORDS = st.sampled_from(
    [
        "type",
        "properties",
        "items",
        "enum",
        "oneOf",
        "anyOf",
        "allOf",
        "required",
        "$ref",
        "$id",
        "x-ui",
        "default",
        "if",
        "then",
        "title",
        "format",
        "dependentSchemas",
        "dependencies",
        "minimum",
        "const",
        "additionalProperties",
        "patternProperties",
        "uniqueItems",
        "examples",
        "enumNames",
        "ui:order",
        "ui:options",
        "prefixItems",
    ]
)


@law
@given(st.recursive(values, lambda s: st.dictionaries(_KEYWORDS, s, max_size=3)), values)
def test_what_is_no_schema_is_a_problem_and_not_a_crash(schema, value):
    form = compile(schema)
    nodes(form.plan(form.load(value)))
    assert form.new("all", value) is not None or value is None
    if form.problems:
        assert all(problem.message for problem in form.problems)


BRANCHES = {
    "oneOf": [
        {"title": "A", "properties": {"x": {"type": "integer"}}, "required": ["x"]},
        {"title": "B", "properties": {"y": {"type": "integer"}, "z": {}}, "required": ["y", "z"]},
    ]
}


def test_a_failed_union_has_the_errors_of_the_branch_that_was_chosen():
    form = compile({"properties": {"u": BRANCHES}})
    state = form.load({"u": {}})
    line = "fits none of the 2 choices; the one shown is "
    for branch, title, missing in ((1, "B", ["y", "z"]), (0, "A", ["x"])):
        chosen = apply(form, state, Choose(("u",), 0, branch))
        first, *others = form.errors(chosen)
        assert (first.path, first.keyword, first.message) == (("u",), "oneOf", line + title)
        assert [problem.path for problem in others] == [("u", key) for key in missing]


KINDS = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"enum": ["job", "secret", "free"]}},
    "oneOf": [
        {"required": ["load"], "properties": {"load": {"type": "string"}}},
        {"title": "Secret", "properties": {"kind": {"const": "secret"}}, "required": ["key"]},
        {
            "allOf": [
                {"properties": {"kind": {"const": "job"}, "name": {"type": "string"}}},
                {
                    "oneOf": [
                        {"properties": {"type": {"const": "vm"}}, "required": ["size"]},
                        {"properties": {"type": {"const": "docker"}}, "required": ["image"]},
                    ]
                },
            ]
        },
    ],
}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"kind": "secret"}, [("", "Secret"), ("/key", "is required")]),
        (
            {"kind": "job", "type": "docker"},
            [("", "Job"), ("", "Docker"), ("/image", "is required")],
        ),
        (
            {"kind": "job", "type": "vm", "size": 1, "name": 5},
            [("", "Job"), ("/name", "must be a text, got 5")],
        ),
        ({"kind": "free"}, [("", "Object"), ("/load", "is required")]),
    ],
    ids=repr,
)
def test_a_constant_that_the_value_has_decides_which_branch_is_spoken_of(value, told):
    """One branch says nothing of `kind`, so that it marks none; yet it fits the value better."""
    found = [(json_pointer(each.path), each.message) for each in compile(KINDS).errors(value)]
    said = [(place, words.rpartition("; the one shown is ")[2]) for place, words in found]
    assert said == told


def test_a_value_that_fits_two_branches_is_told_which():
    schema = {"oneOf": [{"title": "A", "minimum": 1}, {"minimum": 2}, {"minimum": 9}]}
    (problem,) = compile(schema).errors(5)
    assert problem.message == (
        "fits 2 of the choices, A and number 2, and may fit only one; "
        "change what should tell them apart"
    )


def test_the_branch_of_errors_moves_with_its_row():
    form = compile({"type": "array", "items": BRANCHES})
    state = apply(form, form.load([{"x": 1}, {}]), Choose((1,), 0, 1))
    assert [p.path for p in form.errors(state)] == [(1,), (1, "y"), (1, "z")]
    state = apply(form, state, Move((), 1, 0))
    assert [p.path for p in form.errors(state)] == [(0,), (0, "y"), (0, "z")]


@law
@given(cases(), st.data())
def test_errors_of_a_state_are_empty_when_those_of_its_value_are(case, data):
    form = compile(case[0])
    state = form.load(case[1])
    for _ in range(2):
        node = data.draw(st.sampled_from(nodes(form.plan(state))))
        state = apply(form, state, data.draw(edits_of(node)))
    assert (form.errors(state) == []) is (form.errors(state.value) == [])
    assert all(has_place(form, state, problem.path) for problem in form.errors(state))


def test_a_whole_that_is_not_there_lacks_what_an_object_would_lack():
    """So that a page and a section can say how much is missing in them."""
    deep = {"type": "object", "properties": {"b": {}}, "required": ["b"]}
    schema = {
        "type": "object",
        "properties": {"a": {}, "deep": deep},
        "required": ["a", "deep"],
        "if": {"not": {"required": ["z"]}},
        "then": {"required": ["later"]},
        "minProperties": 3,
    }
    form = compile(schema)
    told = [(problem.path, problem.keyword) for problem in form.errors(ABSENT)]
    assert told == [(("a",), "required"), (("deep",), "required")]
    assert all(has_place(form, form.load(ABSENT), path) for path, _ in told)
    for other in ({"type": "array", "minItems": 1}, {"type": "object"}):
        assert [problem.path for problem in compile(other).errors(ABSENT)] == [()]
