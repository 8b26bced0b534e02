"""A list has positions with rules of their own, in both meanings of `items`, and then one for the rest."""

import pytest

from streamlit_jsonschema_form.model import Kind, compile
from streamlit_jsonschema_form.model.declarations import allows_item, positional_count
from streamlit_jsonschema_form.validation.dialect import DRAFT_7

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
NEW = {"prefixItems": [{**TEXT, "title": "Host"}, WHOLE]}
OLD = {"items": NEW["prefixItems"]}


def _node(schema, value, **options):
    form = compile(schema, **options)
    return form.plan(form.load(value))


@pytest.mark.parametrize(
    ("schema", "dialect", "rest"),
    [(NEW, None, "items"), (OLD, DRAFT_7, "additionalItems")],
    ids=["2020-12", "draft-07"],
)
def test_positions_come_by_title_and_then_further_rows(schema, dialect, rest):
    node = _node({**schema, rest: {"type": "boolean"}}, ["a", 1, True], dialect=dialect)
    assert node.kind is Kind.TUPLE
    rows = node.children()
    assert [row.label for row in rows] == ["Host", "Item 2", "Item 3"]
    assert [row.origin for row in rows] == ["position", "position", "item"]
    assert [sorted(row.info.types) for row in rows] == [["string"], ["integer"], ["boolean"]]


def test_a_position_that_is_missing_is_no_row():
    node = _node(NEW, ["a"])
    assert len(node.children()) == 1
    assert positional_count(node.scope) == 2


@pytest.mark.parametrize(
    ("further", "allowed"),
    [
        ({}, 9),
        ({"items": False}, 2),
        ({"unevaluatedItems": False}, 2),
        ({"items": TEXT, "unevaluatedItems": False}, 9),
        ({"maxItems": 3}, 3),
        ({"maxItems": 1}, 1),
    ],
    ids=repr,
)
def test_no_more_items_are_offered_than_may_be_there(further, allowed):
    scope = _node({**NEW, **further}, []).scope
    assert sum(allows_item(scope, index) for index in range(9)) == allowed


def test_items_that_nothing_else_rules_follow_the_unevaluated_rule():
    node = _node({**NEW, "unevaluatedItems": TEXT}, ["a", 1, "b"])
    assert node.children()[2].info.types == {"string"}
