"""Rules of lists and objects that look at more than one place: where they are told, and how."""

import pytest

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.problems import json_pointer
from streamlit_jsonschema_form.validation.dialect import DRAFT_7
from support.strategies import has_place

OLD = {"$schema": DRAFT_7}
PAIR = {"type": "object", "required": ["k"], "properties": {"k": {"const": "x"}, "n": {}}}


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        (
            {"contains": {"type": "integer"}},
            ["a", "b"],
            (
                "",
                "contains",
                "must contain at least 1 item of this kind: a whole number, has none; add 1 item",
            ),
        ),
        (
            {**OLD, "contains": {"enum": ["a", 2]}, "maxContains": 0},
            [],
            (
                "",
                "contains",
                'must contain at least 1 item of this kind: "a" or 2, has none; add 1 item',
            ),
        ),
        (
            {"contains": PAIR, "minContains": 3},
            [{"k": "x"}, {}],
            (
                "",
                "minContains",
                'must contain at least 3 items of this kind: an object with k "x", has 1; add 2 items',
            ),
        ),
        (
            {"contains": {"minimum": 5}, "maxContains": 1},
            [7, 1, 8],
            (
                "",
                "maxContains",
                "must contain at most 1 item of the kind that is asked for, has 2 (items 1 and 3); "
                "change or remove 1 item",
            ),
        ),
        (
            {"uniqueItems": True},
            [{"a": 1}, 2, {"a": 1.0}],
            ("/2", "uniqueItems", "repeats item 1; change or remove it"),
        ),
        (
            {"prefixItems": [{}, {}], "items": False},
            [1, 2, 3],
            ("/2", "items", "is one item too many, at most 2 items may be here; remove it"),
        ),
        (
            {"items": False},
            [1],
            ("/0", "items", "is one item too many, none may be here; remove it"),
        ),
        (
            {**OLD, "items": [{}], "additionalItems": False},
            [1, 2],
            (
                "/1",
                "additionalItems",
                "is one item too many, at most 1 item may be here; remove it",
            ),
        ),
        (
            {"prefixItems": [{}], "allOf": [{"contains": {"const": 2}}], "unevaluatedItems": False},
            [1, 2, 3],
            (
                "/2",
                "unevaluatedItems",
                "is an item that no rule of this list allows; change or remove it",
            ),
        ),
        (
            {"unevaluatedItems": {"type": "string"}},
            ["a", 1],
            (
                "/1",
                "unevaluatedItems",
                "is an item that no rule of this list allows; change or remove it",
            ),
        ),
        (
            {"propertyNames": {"enum": ["alpha", "beta"]}},
            {"alpha": 1, "alpa": 2},
            (
                "/alpa",
                "enum",
                'its name must be one of "alpha", "beta", got "alpa"; did you mean alpha?; rename it',
            ),
        ),
        (
            {"propertyNames": {"pattern": "^[a-z]+$", "maxLength": 9}},
            {"A": 1},
            ("/A", "pattern", 'its name must match the pattern ^[a-z]+$, got "A"; rename it'),
        ),
        (
            {"minProperties": 2},
            {"a": 1},
            ("", "minProperties", "must have at least 2 fields, has 1 field; add 1 more"),
        ),
        (
            {"maxProperties": 1},
            {"a": 1, "b": 2, "c": 3},
            ("", "maxProperties", "must have at most 1 field, has 3 fields; remove 2"),
        ),
        (
            {"dependentRequired": {"a": ["b"]}},
            {"a": None},
            ("/b", "dependentRequired", "is required with a; fill it in, or remove a"),
        ),
        (
            {**OLD, "dependencies": {"a": ["b"]}},
            {"a": 1},
            ("/b", "dependencies", "is required with a; fill it in, or remove a"),
        ),
        (
            {"properties": {"name": {}}, "unevaluatedProperties": False},
            {"name": 1, "other": 2},
            ("/other", "unevaluatedProperties", "is not a known field; known is name; remove it"),
        ),
        (
            {"properties": {"name": {}}, "additionalProperties": False},
            {"nam": 1},
            (
                "/nam",
                "additionalProperties",
                "is not a known field; known is name; did you mean name?",
            ),
        ),
        (
            {"properties": {"a": {}}, "unevaluatedProperties": {"type": "string"}},
            {"a": 1, "b": 2},
            ("/b", "type", "must be a text, got 2"),
        ),
        ({"not": {"type": "string"}}, "a", ("", "not", "must not be a text; change it")),
        ({"not": {"enum": ["a", 2]}}, 2, ("", "not", 'must be anything but "a" or 2')),
        (
            {"not": {"required": ["a", "b"]}},
            {"a": 1, "b": 1},
            ("", "not", "must not be an object with a and b; change it"),
        ),
        (
            {"not": {"minimum": 5}},
            7,
            ("", "not", "is what its schema rules out by `not`; change it"),
        ),
    ],
    ids=repr,
)
@pytest.mark.parametrize("inside", [False, True], ids=["root", "field"])
def test_a_rule_is_told_at_its_place_with_what_came_and_what_to_do(schema, value, told, inside):
    place, keyword, message = told
    if inside:
        outer = {"properties": {"it": {k: v for k, v in schema.items() if k != "$schema"}}}
        dialect = {"$schema": schema["$schema"]} if "$schema" in schema else {}
        schema, value, place = {**dialect, **outer}, {"it": value}, f"/it{place}"
    form = compile(schema)
    assert form.problems == ()
    (problem,) = form.errors(value)
    assert (json_pointer(problem.path), problem.keyword, problem.message) == (
        place,
        keyword,
        message,
    )
    assert has_place(form, form.load(value), problem.path)


def test_every_item_and_key_too_many_is_told_of():
    form = compile({"properties": {"l": {"prefixItems": [{}], "items": False}}, "maxProperties": 1})
    problems = form.errors({"l": [1, 2, 3], "x": 1})
    assert {(json_pointer(p.path), p.keyword) for p in problems} == {
        ("/l/1", "items"),
        ("/l/2", "items"),
        ("", "maxProperties"),
    }


def test_a_list_of_items_that_is_none_makes_no_item_additional():
    """Draft-07 says so; a validator that counts what is no list would fail."""
    form = compile({"$schema": DRAFT_7, "items": False, "additionalItems": {}})
    assert form.errors([]) == []
    assert [json_pointer(problem.path) for problem in form.errors([1])] == ["/0"]


def test_a_secret_that_is_ruled_out_is_not_quoted():
    form = compile({"properties": {"key": {"writeOnly": True, "not": {"type": "string"}}}})
    assert "hunter2" not in str(form.errors({"key": "hunter2"}))
