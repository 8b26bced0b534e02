"""What the tests of the contract do to a store, and the values that they draw."""

import json
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FRESH_BY_ID = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

small = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2),
    st.sampled_from([0.0, 1.0, 1.5, -0.0]),
    st.sampled_from(["", "a", "A", "ab", "B", "1", "_B", "%a"]),
)


def put(store, *records, actor="ana"):
    with store.transaction(actor) as tx:
        for record in records:
            tx.insert(record)


def ids(page):
    return [record.id for record in page.records]


def look_up(record, field):
    value = {"name": record.name, "body": record.body}
    for part in field:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def rank(value):
    """The place of a value among those of any type."""
    if isinstance(value, bool):
        return 1, value
    if isinstance(value, int | float):
        return 2, Fraction(value)
    return (3, value) if isinstance(value, str) else (4, json.dumps(value))
