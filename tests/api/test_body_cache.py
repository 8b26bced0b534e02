"""What was written once is found again for the very same record, and for no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.api.body_cache import Texts
from registry.store.records import Record

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def record(id="a", **fields):
    return Record("models", id, "default", "llama", 1, NOW, NOW, {"x": [1], **fields})


@pytest.fixture
def texts():
    return Texts(room=100)


def test_what_was_written_is_found_for_an_equal_record(texts):
    texts.keep(record(), "short", b"{}", 3)
    assert texts.find(record(), "short", 3) == b"{}"


@pytest.mark.parametrize(
    "other",
    [record("b"), record(y=1), replace(record(), revision=2), replace(record(), name="qwen")],
)
def test_it_is_not_found_for_another_record(texts, other):
    texts.keep(record(), "short", b"{}")
    assert texts.find(other, "short") is None


def test_it_is_not_found_in_another_way_or_beside_something_else(texts):
    texts.keep(record(), "short", b"{}", 3)
    assert texts.find(record(), "long", 3) is None
    assert texts.find(record(), "short", 4) is None


def test_what_was_asked_for_longest_ago_makes_room(texts):
    for id in "abc":
        texts.keep(record(id), "short", b"x" * 40 if id == "c" else b"x" * 30)
        texts.find(record("a"), "short")
    texts.keep(record("d"), "short", b"x" * 30)
    found = [id for id in "abcd" if texts.find(record(id), "short")]
    assert found == ["a", "c", "d"]


def test_a_text_takes_the_room_of_the_one_that_it_replaces(texts):
    for _ in range(10):
        texts.keep(record("a"), "short", b"x" * 60)
    texts.keep(record("b"), "short", b"x" * 40)
    assert texts.find(record("a"), "short")


def test_what_is_larger_than_the_room_is_not_kept(texts):
    texts.keep(record("a"), "short", b"x" * 50)
    texts.keep(record("b"), "short", b"x" * 101)
    assert texts.find(record("b"), "short") is None
