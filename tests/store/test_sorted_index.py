"""An order that grows and shrinks is the one that would be made anew."""

from datetime import UTC, datetime
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from registry.store.records import Record
from registry.store.row import Row
from registry.store.sorted_index import _FEW, ABSENT, NUMBER, Order

FIELD = ("body", "v")
NOW = datetime(2026, 1, 31, tzinfo=UTC)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from("ab"))

LOOKS = [
    lambda order: order.ids_of(["a"]),
    lambda order: order.ids(0, 999, descending=False),
    lambda order: order.ids(0, 999, descending=True),
]


def make_row(number, value):
    id = f"{number * 7919 % 1000:03}"
    return Row.of(Record("models", id, "default", id, 1, NOW, NOW, {"v": value}))


@given(
    rounds=st.lists(st.lists(VALUES, max_size=2 * _FEW), min_size=1, max_size=4),
    leaving=st.lists(st.integers(0, 100), max_size=4),
    looks=st.permutations(LOOKS),
)
def test_what_came_and_went_since_somebody_looked_is_in_its_place(rounds, leaving, looks):
    numbers = count()
    rows, order = [], Order(FIELD, [])
    for values in rounds:
        for value in values:
            rows.append(make_row(next(numbers), value))
            order.add(rows[-1])
        for place in leaving:
            if place < len(rows):
                order.remove(rows.pop(place))
        anew = Order(FIELD, rows)
        assert len(order) == len(anew)
        for look in looks:
            assert look(order) == look(anew)


def test_a_place_is_found_among_what_was_just_added():
    rows = [make_row(number, number % 7) for number in range(2 * _FEW)]
    for key in [(NUMBER, 3, "500"), (ABSENT, None, "500")]:
        order = Order(FIELD, [])
        for row in rows:
            order.add(row)
        found = order.position_after(key, descending=False)
        assert found == Order(FIELD, rows).position_after(key, descending=False)
        assert found > 0
