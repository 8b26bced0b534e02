"""Drawn filters against a second opinion, on every backend."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.store.records import AllOf, AnyOf, Compare, Not, Query, Sort, Text
from tests.store.contract.deeds import FRESH_BY_ID, ids, look_up, put, small

OPERATORS = ["eq", "ne", "lt", "le", "gt", "ge", "in", "like", "matches", "contains", "exists"]
fields = st.sampled_from(
    [
        ("body", "p"),
        ("body", "q"),
        ("body", "o", "p"),
        ("body", "model_type"),
        ("body", "review", "state"),
        ("name",),
    ]
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "model_type": small | st.lists(small, max_size=3) | st.dictionaries(st.just("p"), small),
        "review": st.dictionaries(st.just("state"), small) | small,
        "p": small | st.lists(small, max_size=3) | st.dictionaries(st.just("p"), small),
        "q": small,
        "o": st.dictionaries(st.sampled_from(["p", "q"]), small, max_size=2) | small,
    },
)


def operand(operator):
    if operator == "in":
        return st.lists(small, max_size=3)
    return st.booleans() if operator == "exists" else small | st.lists(small, max_size=2)


compares = st.sampled_from(OPERATORS).flatmap(
    lambda operator: st.builds(Compare, fields, st.just(operator), operand(operator))
)
filters = st.recursive(
    compares | st.builds(Text, st.sampled_from(["a", "b A", ""]), st.tuples(fields, fields)),
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)


def canonical(value):
    """One text for all that is equal as JSON: 1 and 1.0 are, True is neither."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return repr(value)
    if isinstance(value, int | float):
        return repr(float(value) + 0.0)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return "{" + ",".join(f"{k}:{canonical(v)}" for k, v in sorted(value.items())) + "}"


def sort_class(value):
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return "text" if isinstance(value, str) else "number"


def holds_order(operator, found, value):
    if sort_class(found) is None or sort_class(found) != sort_class(value):
        return False
    sign = (found > value) - (found < value)
    return {"lt": sign < 0, "le": sign <= 0, "gt": sign > 0, "ge": sign >= 0}[operator]


def holds_compare(record, where):
    found, value, operator = look_up(record, where.field), where.value, where.operator
    if operator in ("eq", "ne"):
        return (canonical(found) == canonical(value)) == (operator == "eq")
    if operator == "in":
        return canonical(found) in map(canonical, value)
    if operator == "exists":
        return (found is not None) == value
    if operator == "contains":
        return isinstance(found, list) and canonical(value) in map(canonical, found)
    if operator == "like":
        both = isinstance(found, str) and isinstance(value, str)
        return both and value.lower() in found.lower()
    if operator == "matches":
        both = isinstance(found, str) and isinstance(value, str)
        return both and bool(re.fullmatch(as_regex(value), found, re.IGNORECASE | re.DOTALL))
    return holds_order(operator, found, value)


def as_regex(pattern):
    return re.escape(pattern).replace("%", ".*").replace("_", ".")


def holds(record, where):
    match where:
        case Compare():
            return holds_compare(record, where)
        case Text(words, places):
            found = [look_up(record, place) for place in places]
            words = words.lower().split()
            return all(any(isinstance(t, str) and w in t.lower() for t in found) for w in words)
        case AllOf(parts):
            return all(holds(record, part) for part in parts)
        case AnyOf(parts):
            return any(holds(record, part) for part in parts)
        case Not(part):
            return not holds(record, part)


@settings(FRESH_BY_ID, max_examples=60)
@given(found=st.lists(documents, max_size=6), where=filters, descending=st.booleans())
def test_filters_choose_what_a_naive_reading_of_the_contract_chooses(
    store, make_record, found, where, descending
):
    records = [
        make_record(str(n), body, name="aB1"[: n % 3 + 1] + str(n)) for n, body in enumerate(found)
    ]
    put(store, *records)
    try:
        expected = sorted((r.id for r in records if holds(r, where)), reverse=descending)
        page = store.page("models", Query(where, Sort(("id",), descending)))
        assert ids(page) == expected
        assert page.total == len(expected)
    finally:
        with store.transaction("ana") as tx:
            for record in records:
                tx.delete("models", record.id)
