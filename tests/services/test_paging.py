from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from registry.services import listing
from registry.services.listing import SortKey, fetch_sorted_records
from registry.services.records import GROUPS, EntityKind
from registry.store.base import Store
from registry.store.memory import MemoryStore
from registry.store.records import Compare, Page, Query, Record

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

    def list_ids(*orders: SortKey, limit: int = 9, offset: int = 0, where: Any = None) -> list[str]:
        kind: EntityKind[Any] = GROUPS
        page = fetch_sorted_records(store, kind.table, where, orders, limit=limit, offset=offset)
        assert page.total == (5 if where is None else 2)
        assert page.exact
        return [each.id for each in page.records]

    return list_ids


DESCRIPTION = ("body", "description")


def describe(record: Record) -> Any:
    return record.body["description"]


@pytest.mark.parametrize("key", [DESCRIPTION, describe], ids=["field", "function"])
def test_what_is_absent_comes_last_whatever_the_direction(
    ids: Callable[..., list[str]], key: Any
) -> None:
    by_id = SortKey(("id",))
    assert ids(SortKey(key), by_id) == ["g2", "g0", "g3", "g1", "g4"]
    assert ids(SortKey(key, descending=True), by_id) == ["g0", "g3", "g2", "g1", "g4"]


def test_later_orders_count_where_earlier_ones_are_equal(ids: Callable[..., list[str]]) -> None:
    back = SortKey(("name",), descending=True)
    assert ids(SortKey(DESCRIPTION), back) == ["g2", "g3", "g0", "g4", "g1"]


def test_pages_follow_one_another_and_end(ids: Callable[..., list[str]]) -> None:
    for orders in ([SortKey(("id",))], [SortKey(("id",)), SortKey(("name",))], []):
        assert ids(*orders, limit=2) == ["g0", "g1"]
        assert ids(*orders, limit=2, offset=4) == ["g4"]
        assert ids(*orders, limit=2, offset=6) == []


def test_only_what_matches_is_sorted_and_counted(ids: Callable[..., list[str]]) -> None:
    where = Compare(DESCRIPTION, "eq", "2")
    assert ids(SortKey(("id",), descending=True), where=where) == ["g3", "g0"]
    assert ids(SortKey(DESCRIPTION), SortKey(("id",), descending=True), where=where) == ["g3", "g0"]


@pytest.mark.parametrize("down", list(product([False, True], repeat=2)))
@pytest.mark.parametrize("size", [1, 2, 3, 5, 20])
def test_pages_in_the_order_of_a_field_are_those_of_everything_sorted(
    store: Store, monkeypatch: pytest.MonkeyPatch, down: tuple[bool, bool], size: int
) -> None:
    monkeypatch.setattr(listing, "_MORE", 1)
    with store.transaction("ada") as change:
        for number, text in enumerate(["b", None, "a", "b", "a", None, "b", "b", "c", "b", None]):
            body = {**BODY, "description": text}
            name = f"n{number * 7 % 11}"
            record = Record("groups", f"g{number}", "default", name, 1, WHEN, WHEN, body)
            change.insert(record)
    fields: list[listing.Key] = [DESCRIPTION, ("name",)]
    works: list[listing.Key] = [describe, lambda record: record.name]
    for offset in range(0, 13, size):
        pages = [
            listing.fetch_sorted_records(store, "groups", None, orders, limit=size, offset=offset)
            for orders in ([*map(SortKey, keys, down)] for keys in (fields, works))
        ]
        assert pages[0] == pages[1]
        assert pages[0].total == 11
        assert len(pages[0].records) == min(size, max(11 - offset, 0))


def test_later_orders_cost_no_reading_of_everything(store: Store) -> None:
    asked: list[Query] = []

    class Watched(MemoryStore):
        def page(self, kind: str, query: Query) -> Page:
            asked.append(query)
            return super().page(kind, query)

    watched = Watched()
    with watched.transaction("ada") as change:
        for number in range(30):
            record = Record("groups", f"g{number}", "a", f"n{number}", 1, WHEN, WHEN, BODY)
            change.insert(record)
    orders = (SortKey(("name",)), SortKey(("created_at",), descending=True))
    assert len(listing.fetch_sorted_records(watched, "groups", None, orders, limit=5).records) == 5
    assert sum(query.limit for query in asked) < 30


def test_values_of_different_types_have_an_order(store: Store) -> None:
    values: list[Any] = [{"a": 1}, "text", 2, True, 1.5, None]
    orders = [SortKey(lambda record: values[int(record.id[1:])]), SortKey(("id",))]
    with store.transaction("ada") as change:
        for number in range(len(values)):
            change.insert(
                Record("groups", f"g{number}", "default", f"n{number}", 1, WHEN, WHEN, {**BODY})
            )
    page = fetch_sorted_records(store, GROUPS.table, None, orders, limit=9)
    assert [each.id for each in page.records] == ["g3", "g4", "g2", "g1", "g0", "g5"]
