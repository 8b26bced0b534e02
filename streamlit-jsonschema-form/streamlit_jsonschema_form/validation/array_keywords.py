"""Keywords of lists that are checked here, so that an item too many is told at that very item."""

from collections.abc import Iterator

from jsonschema import ValidationError
from jsonschema._utils import find_evaluated_item_indexes_by_schema

from streamlit_jsonschema_form.validation.dialect import Value
from streamlit_jsonschema_form.validation.evaluated import Validator
from streamlit_jsonschema_form.validation.messages import count, demand_of, join

Errors = Iterator[ValidationError]


def check_items(validator: Validator, rule: Value, value: Value, schema: Value) -> Errors:
    """Check the items behind those that have positions of their own (2020-12 core §10.3.1.2)."""
    yield from _behind(validator, rule, value, len(schema.get("prefixItems", ())))


def check_additional(validator: Validator, rule: Value, value: Value, schema: Value) -> Errors:
    """Check the items behind a list of `items`; without one it says nothing (draft-07 §6.4.2)."""
    listed = schema.get("items")
    if isinstance(listed, list):
        yield from _behind(validator, rule, value, len(listed))


def _behind(validator: Validator, rule: Value, value: Value, most: int) -> Errors:
    for index, item in enumerate(value[most:], start=most):
        if rule is False:
            limit = f"at most {count(most, 'item')} may be here" if most else "none may be here"
            message = f"is one item too many, {limit}; remove it"
            yield ValidationError(message, path=[index], instance=item)
        else:
            yield from validator.descend(item, rule, path=index)


def check_unevaluated(validator: Validator, rule: Value, value: Value, schema: Value) -> Errors:
    """Check the items that nothing else looked at (2020-12 core §11.2)."""
    known = frozenset(find_evaluated_item_indexes_by_schema(validator, value, schema))
    for index, item in enumerate(value):
        if index not in known:
            message = "is an item that no rule of this list allows; change or remove it"
            yield ValidationError(message, path=[index], instance=item)


def check_contains(validator: Validator, rule: Value, value: Value, schema: Value) -> Errors:
    """Check how many items are of one kind (2020-12 core §10.3.1.3, validation §6.4.4, §6.4.5)."""
    least, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
    found = [n for n, item in enumerate(value, 1) if _holds(validator, item, rule)]
    kind = demand_of(rule)
    asked = f"of this kind: {kind}" if kind else "of the kind that is asked for"
    if len(found) < least:
        message = f"must contain at least {_items(least)} {asked}, has {len(found) or 'none'}"
        told = {"validator": "minContains", "validator_value": least} if found else {}
        yield ValidationError(f"{message}; add {_items(least - len(found))}", **told)
    if len(found) > most:
        places = join(map(str, found), "and")
        message = f"must contain at most {_items(most)} {asked}, has {len(found)} (items {places})"
        more = f"{message}; change or remove {_items(len(found) - most)}"
        yield ValidationError(more, validator="maxContains", validator_value=most)


def check_contains_one(validator: Validator, rule: Value, value: Value, schema: Value) -> Errors:
    """Check that an item is of one kind; draft-07 knows no numbers (§6.4.6)."""
    yield from check_contains(validator, rule, value, {})


def _items(number: float) -> str:
    return count(int(number), "item")


def _holds(validator: Validator, value: Value, rule: Value) -> bool:
    return next(validator.descend(value, rule), None) is None
