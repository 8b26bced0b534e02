"""The branch shown is the person's choice, else the one that the value fits best; values never change."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, Choose, Kind, apply, compile


def _tagged(tag, **properties):
    return {"type": "object", "properties": {"kind": {"const": tag}, **properties}}


INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
TWO = {"oneOf": [_tagged("a", x=INTEGER), _tagged("b", y=TEXT)]}

MARKED = {
    "discriminator": {"propertyName": "petType", "mapping": {"hound": "#/$defs/Dog"}},
    "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
    "$defs": {
        "Cat": {"properties": {"petType": TEXT, "x": INTEGER}, "required": ["petType"]},
        "Dog": {"properties": {"petType": TEXT, "y": TEXT}, "required": ["petType"]},
    },
}


def _chosen(schema, value):
    form = compile(schema)
    union = form.plan(form.load(value)).union
    return union and union.chosen


@pytest.mark.parametrize(
    ("schema", "value", "chosen"),
    [
        (TWO, {"kind": "b"}, 1),
        (TWO, {"kind": "a", "y": "stray"}, 0),
        (TWO, {"kind": "b", "y": 5}, 1),
        (TWO, {"y": 5}, 0),
        (TWO, {}, 0),
        (TWO, ABSENT, None),
        (TWO, None, None),
        (TWO, "text", 0),
        ({"anyOf": [INTEGER, TEXT]}, "5", 1),
        ({"anyOf": [INTEGER, TEXT]}, 1.0, 0),
        ({"anyOf": [INTEGER, {"type": "number"}]}, 1.5, 1),
        ({"anyOf": [INTEGER, {"type": "null"}]}, None, None),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, 1, None),
        ({"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, None),
        (MARKED, {"petType": "hound"}, 1),
        (MARKED, {"petType": "Cat", "y": 5}, 0),
        (MARKED, {"petType": "other", "y": "text"}, 1),
        ({"oneOf": [_tagged("a", x=INTEGER), {"properties": {}}]}, {"kind": "a", "x": "no"}, 1),
        ({"oneOf": [{"properties": {"a": {}}}, {"properties": {"a": {}, "b": {}}}]}, {"b": 1}, 1),
    ],
    ids=repr,
)
def test_the_branch_that_fits_best_is_shown(schema, value, chosen):
    assert _chosen(schema, value) == chosen


def test_a_stored_choice_wins_until_it_is_not_offered():
    form = compile(TWO)
    state = apply(form, form.load({"x": 1}), Choose((), 0, 1))
    assert form.plan(state).union.chosen == 1


def test_nothing_chosen_is_a_place_to_choose():
    form = compile({"properties": {"u": TWO}})
    node = form.plan(form.load({})).entry("u")
    assert node.kind is Kind.UNION
    assert [number for number, _ in node.union.branches] == [0, 1]


def test_null_is_a_control_and_not_a_branch():
    form = compile({"properties": {"u": {"anyOf": [INTEGER, TEXT, {"type": "null"}]}}})
    node = form.plan(form.load({"u": 1})).entry("u")
    assert node.info.nullable
    assert [words for _, words in node.union.branches] == ["Whole number", "Text"]


def test_branches_are_named_by_title_constant_or_type_and_no_two_alike():
    schema = {
        "oneOf": [
            {"title": "Same", "type": "object"},
            {"title": "Same", "type": "array"},
            {"const": "fixed"},
            {"type": ["integer", "string"]},
            {"$ref": "#/$defs/named"},
        ],
        "$defs": {"named": {"title": "Named", "type": "boolean"}},
    }
    form = compile(schema)
    labels = [words for _, words in form.plan(form.load(ABSENT)).union.branches]
    assert labels == ["Same (1)", "Same (2)", "fixed", "Whole number or text", "Named"]


def test_the_title_of_a_branch_is_not_the_title_of_the_place():
    form = compile(
        {"properties": {"u": {"oneOf": [{"title": "A", **INTEGER}, {"title": "B", **TEXT}]}}}
    )
    assert form.plan(form.load({"u": 1})).entry("u").label == "U"


def test_a_union_inside_a_branch_keeps_the_title_of_its_place():
    kinds = [{"title": "A", "properties": {"a": {}}}, {"title": "B", "properties": {"b": {}}}]
    inner = {"properties": {"it": {"title": "Its name", "oneOf": kinds}, "k": {"const": 1}}}
    form = compile({"oneOf": [inner, {"properties": {"k": {"const": 2}}}]})
    place = form.plan(form.load({"k": 1, "it": {"a": 1}})).entry("it")
    assert place.label == "Its name"
    assert place.union is not None


def test_branches_without_titles_are_named_by_what_marks_or_fills_them():
    schema = {
        "anyOf": [
            _tagged("max_len", x=INTEGER),
            {"properties": {"kind": {"enum": ["b", "c"]}}},
            {"type": "array", "items": TEXT},
            {"type": "array"},
            {"$ref": "#/$defs/buildArgs"},
        ],
        "$defs": {"buildArgs": {"type": "object"}},
    }
    labels = [
        words for _, words in compile(schema).plan(compile(schema).load(ABSENT)).union.branches
    ]
    assert labels == ["Max len", "Object", "List of text", "List", "Build Args"]


def test_choosing_a_branch_writes_the_name_that_marks_it():
    form = compile({"properties": {"p": MARKED, "$defs": {}}, "$defs": MARKED["$defs"]})
    state = apply(form, form.load({}), Choose(("p",), 0, 1))
    assert state.value == {"p": {"petType": "hound"}}
    state = apply(form, state, Choose(("p",), 0, 0))
    assert state.value == {"p": {"petType": "Cat"}}


def test_each_union_of_a_place_is_offered_and_keeps_its_number():
    nested = {"anyOf": [{"title": "in", **_tagged("i")}, {"title": "on", **_tagged("o")}]}
    schema = {
        "allOf": [
            {"oneOf": [{"title": "plain", "properties": {"a": TEXT}}, {"title": "deep", **nested}]},
            {"oneOf": [{"title": "left", "properties": {}}, {"title": "right", "items": {}}]},
        ]
    }
    form = compile(schema)
    state = form.load({"a": "x"})
    plain = form.plan(state).unions
    assert [[w for _, w in u.branches] for u in plain] == [["plain", "deep"], ["left", "right"]]
    state = apply(form, state, Choose((), plain[0].index, 1))
    unions = form.plan(state).unions
    assert [u.branches[0][1] for u in unions] == ["plain", "in", "left"]
    assert unions[2].index == plain[1].index
    again = apply(form, state, Choose((), unions[1].index, 1))
    assert form.plan(again).unions[1].chosen == 1


def test_a_mark_that_names_no_reference_is_passed_over():
    schema = {**MARKED, "discriminator": {"propertyName": "petType", "mapping": {"x": {}, "y": []}}}
    assert _chosen(schema, {"petType": "Dog"}) == 1


def test_a_discriminator_whose_mapping_holds_a_union_again_marks_the_others():
    """Schemas of nested tagged unions name a whole discriminator where a reference is meant."""
    inner = {"propertyName": "size", "oneOf": [{"$ref": "#/$defs/Dog"}]}
    mapping = {"hound": "#/$defs/Dog", "other": {"discriminator": inner}}
    schema = {**MARKED, "discriminator": {"propertyName": "petType", "mapping": mapping}}
    assert _chosen(schema, {"petType": "hound"}) == 1
    assert _chosen(schema, {"petType": "Cat"}) == 0
