from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from registry.services.paging import Order, fetch
from registry.services.records import GROUPS, Kind
from registry.store.base import Compare, Record, Store

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
BODY = {"created_by_user_id": "ada"}


@pytest.fixture
def ids(store: Store) -> Callable[..., list[str]]:
    """List the ids of groups whose descriptions are 2, none, 1, 2 and none."""
    described: list[Any] = ["2", None, "1", "2", None]
    with store.transaction("ada") as change:
        for number, text in enumerate(described):
            body: dict[str, Any] = {**BODY, "description": text}
            change.insert(
                Record("groups", f"g{number}", "default", f"n{number}", 1, WHEN, WHEN, body)
            )

    def list_ids(*orders: Order, limit: int = 9, offset: int = 0, where: Any = None) -> list[str]:
        kind: Kind[Any] = GROUPS
        page = fetch(store, kind, where, orders, limit=limit, offset=offset)
        assert page.total == (5 if where is None else 2)
        assert page.exact
        return [each.id for each in page.items]

    return list_ids


DESCRIPTION = ("body", "description")


def describe(record: Record) -> Any:
    return record.body["description"]


@pytest.mark.parametrize("key", [DESCRIPTION, describe], ids=["field", "function"])
def test_what_is_absent_comes_last_whatever_the_direction(
    ids: Callable[..., list[str]], key: Any
) -> None:
    by_id = Order(("id",))
    assert ids(Order(key), by_id) == ["g2", "g0", "g3", "g1", "g4"]
    assert ids(Order(key, descending=True), by_id) == ["g0", "g3", "g2", "g1", "g4"]


def test_later_orders_count_where_earlier_ones_are_equal(ids: Callable[..., list[str]]) -> None:
    back = Order(("name",), descending=True)
    assert ids(Order(DESCRIPTION), back) == ["g2", "g3", "g0", "g4", "g1"]


def test_pages_follow_one_another_and_end(ids: Callable[..., list[str]]) -> None:
    for orders in ([Order(("id",))], [Order(("id",)), Order(("name",))], []):
        assert ids(*orders, limit=2) == ["g0", "g1"]
        assert ids(*orders, limit=2, offset=4) == ["g4"]
        assert ids(*orders, limit=2, offset=6) == []


def test_only_what_matches_is_sorted_and_counted(ids: Callable[..., list[str]]) -> None:
    where = Compare(DESCRIPTION, "eq", "2")
    assert ids(Order(("id",), descending=True), where=where) == ["g3", "g0"]
    assert ids(Order(DESCRIPTION), Order(("id",), descending=True), where=where) == ["g3", "g0"]


def test_values_of_different_types_have_an_order(store: Store) -> None:
    values: list[Any] = [{"a": 1}, "text", 2, True, 1.5, None]
    orders = [Order(lambda record: values[int(record.id[1:])]), Order(("id",))]
    with store.transaction("ada") as change:
        for number in range(len(values)):
            change.insert(
                Record("groups", f"g{number}", "default", f"n{number}", 1, WHEN, WHEN, {**BODY})
            )
    page = fetch(store, GROUPS, None, orders, limit=9)
    assert [each.id for each in page.items] == ["g3", "g4", "g2", "g1", "g0", "g5"]
