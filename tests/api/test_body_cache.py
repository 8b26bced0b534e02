"""What was written once is found again for the very same record, and for no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.api.body_cache import BodyCache
from registry.store.records import Record

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def record(id="a", **fields):
    return Record("models", id, "default", "llama", 1, NOW, NOW, {"x": [1], **fields})


@pytest.fixture
def cache():
    return BodyCache(max_bytes=100)


def test_what_was_written_is_found_for_an_equal_record(cache):
    cache.put(record(), "short", b"{}", 3)
    assert cache.get(record(), "short", 3) == b"{}"


@pytest.mark.parametrize(
    "other",
    [record("b"), record(y=1), replace(record(), revision=2), replace(record(), name="qwen")],
)
def test_it_is_not_found_for_another_record(cache, other):
    cache.put(record(), "short", b"{}")
    assert cache.get(other, "short") is None


def test_it_is_not_found_in_another_way_or_beside_something_else(cache):
    cache.put(record(), "short", b"{}", 3)
    assert cache.get(record(), "long", 3) is None
    assert cache.get(record(), "short", 4) is None


def test_what_was_asked_for_longest_ago_makes_room(cache):
    for id in "abc":
        cache.put(record(id), "short", b"x" * 40 if id == "c" else b"x" * 30)
        cache.get(record("a"), "short")
    cache.put(record("d"), "short", b"x" * 30)
    found = [id for id in "abcd" if cache.get(record(id), "short")]
    assert found == ["a", "c", "d"]


def test_a_text_takes_the_room_of_the_one_that_it_replaces(cache):
    for _ in range(10):
        cache.put(record("a"), "short", b"x" * 60)
    cache.put(record("b"), "short", b"x" * 40)
    assert cache.get(record("a"), "short")


def test_what_is_larger_than_the_room_is_not_kept(cache):
    cache.put(record("a"), "short", b"x" * 50)
    cache.put(record("b"), "short", b"x" * 101)
    assert cache.get(record("b"), "short") is None
