"""One record, one transaction: the contract of `registry.store.base`, on every backend."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.store.records import Compare, Query
from tests.store.contract.deeds import FRESH_BY_ID, ids, put

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**40, max_value=10**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([-0.0, 0.0, 1, 1.0, 1e22, 2**64, 5e-324]),
    texts,
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
bodies = st.dictionaries(texts, values, max_size=6)


@FRESH_BY_ID
@given(body=bodies)
def test_a_body_comes_back_exactly(store, make_record, body):
    put(store, record := make_record("x", body))
    try:
        assert json.dumps(store.get("models", "x").body) == json.dumps(body)
        assert store.get("models", "x") == record
        assert json.dumps(store.events(limit=1)[0].body) == json.dumps(body)
    finally:
        with store.transaction("ana") as tx:
            tx.delete("models", "x")


def test_an_integer_of_4300_digits_comes_back(store, make_record):
    put(store, make_record("x", {"n": 10**4299}))
    assert store.get("models", "x").body == {"n": 10**4299}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"a": [1, float("nan")]}, ("a", 1)),
        ({"a": {"b": float("inf")}}, ("a", "b")),
        ({"a": 10**4300}, ("a",)),
        ({"a": -(10**5000)}, ("a",)),
        ({"a": "x\x00y"}, ("a",)),
        ({"a": ["\ud800"]}, ("a", 0)),
        ({"a": {"\x00": 1}}, ("a",)),
        ({"a": {1: 2}}, ("a",)),
        ({"a": (1, 2)}, ("a",)),
        ({"a": b"x"}, ("a",)),
    ],
    ids=range(10),
)
def test_a_body_that_is_not_strict_json_is_refused_at_its_place(store, make_record, body, place):
    with pytest.raises(Invalid) as caught:
        put(store, make_record("x", body))
    assert [problem.path for problem in caught.value.problems] == [place]
    with pytest.raises(NotFound):
        store.get("models", "x")


def test_a_body_nested_too_deeply_is_refused(store, make_record):
    for depth in (400, 100_000):
        body = inner = {}
        for _ in range(depth):
            inner["a"] = inner = {}
        with pytest.raises(Invalid, match="300 levels"):
            put(store, make_record("x", body))
        # Python takes such a thing apart recursively, too.
        while body:
            body = body.popitem()[1]


def test_a_body_that_holds_itself_is_refused(store, make_record):
    body = {"a": []}
    body["a"].append(body)
    with pytest.raises(Invalid, match="300 levels"):
        put(store, make_record("x", body))


def test_a_text_that_only_looks_like_an_escape_is_kept(store, make_record):
    put(store, make_record("x", {"a": r"\u0000 \ud800", "b": "🦜"}))
    assert store.get("models", "x").body == {"a": r"\u0000 \ud800", "b": "🦜"}


def test_what_is_given_and_returned_shares_nothing_with_the_store(store, make_record):
    body = {"list": [1, {"deep": []}]}
    put(store, make_record("x", body))
    body["list"].append(2)
    for found in (
        store.get("models", "x"),
        store.find("models", "default", "name-x"),
        store.page("models", Query()).records[0],
        store.events()[0],
    ):
        assert found.body == {"list": [1, {"deep": []}]}
        found.body["list"][1]["deep"].append("mine")
        found.body["new"] = 1
    assert store.get("models", "x").body == {"list": [1, {"deep": []}]}
    with store.transaction("ana") as tx:
        tx.get("models", "x").body["list"].clear()
    assert store.get("models", "x").body == {"list": [1, {"deep": []}]}


def test_times_come_back_as_the_same_instant_in_utc(store, make_record):
    east = datetime(2026, 5, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    put(store, replace(make_record("x"), created_at=east))
    assert store.get("models", "x").created_at == east
    assert store.get("models", "x").created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store, make_record):
    with pytest.raises(ValueError, match="zone"):
        put(store, replace(make_record("x"), created_at=datetime(2026, 1, 1)))


def test_a_record_is_found_by_id_and_by_name(store, make_record):
    put(store, make_record("x", name="llama"), make_record("x", kind="templates", name="llama"))
    put(store, make_record("y", name="llama", workspace="other"))
    assert store.find("models", "default", "llama").id == "x"
    assert store.find("models", "other", "llama").id == "y"
    assert store.get("templates", "x").kind == "templates"


def test_what_is_not_there_is_not_found(store, make_record):
    put(store, make_record("x"))
    for look in (
        lambda: store.get("models", "y"),
        lambda: store.get("templates", "x"),
        lambda: store.find("models", "other", "name-x"),
    ):
        with pytest.raises(NotFound):
            look()


def test_a_taken_name_or_id_is_refused(store, make_record):
    put(store, make_record("x", name="a"), make_record("y", name="b"))
    with pytest.raises(AlreadyExists, match="'a' already exists in workspace 'default'"):
        put(store, make_record("z", name="a"))
    with pytest.raises(AlreadyExists):
        put(store, make_record("x", name="c"))
    with pytest.raises(AlreadyExists), store.transaction("ana") as tx:
        tx.replace(make_record("y", name="a", revision=2), expected=1)
    assert store.get("models", "y").name == "b"


def test_a_replacement_needs_the_revision_that_is_there(store, make_record):
    put(store, make_record("x", {"v": 1}))
    with store.transaction("ana") as tx:
        tx.replace(make_record("x", {"v": 2}, revision=2), expected=1)
    with pytest.raises(StaleRevision) as caught, store.transaction("bob") as tx:
        tx.replace(make_record("x", {"v": 3}, revision=2), expected=1)
    assert (caught.value.expected, caught.value.current) == (1, 2)
    assert store.get("models", "x").body == {"v": 2}
    with pytest.raises(NotFound), store.transaction("bob") as tx:
        tx.replace(make_record("y", revision=2), expected=1)


def test_a_revision_that_does_not_follow_is_refused(store, make_record):
    with pytest.raises(ValueError, match="expected revision 1"):
        put(store, make_record("x", revision=7))


def test_a_renamed_record_frees_its_name(store, make_record):
    put(store, make_record("x", name="old"))
    with store.transaction("ana") as tx:
        tx.replace(make_record("x", name="new", revision=2), expected=1)
        tx.insert(make_record("y", name="old"))
    assert store.find("models", "default", "old").id == "y"
    assert store.find("models", "default", "new").id == "x"


def test_a_deleted_record_is_gone_and_its_name_free(store, make_record):
    put(store, make_record("x"))
    with pytest.raises(StaleRevision), store.transaction("ana") as tx:
        tx.delete("models", "x", expected=2)
    with store.transaction("ana") as tx:
        tx.delete("models", "x", expected=1, note="no longer served")
    with pytest.raises(NotFound):
        store.get("models", "x")
    with pytest.raises(NotFound), store.transaction("ana") as tx:
        tx.delete("models", "x")
    put(store, make_record("z", name="name-x"))
    removal = store.events(id="x")[0]
    assert (removal.action, removal.from_revision, removal.to_revision) == ("delete", 1, None)
    assert (removal.body, removal.name, removal.note) == (None, "name-x", "no longer served")


def test_a_transaction_that_raises_leaves_nothing(store, make_record):
    put(store, make_record("x", {"v": 1}))
    with pytest.raises(ZeroDivisionError), store.transaction("ana") as tx:  # noqa: PT012 - the block is the subject
        tx.insert(make_record("y"))
        tx.replace(make_record("x", {"v": 2}, revision=2), expected=1)
        tx.insert(make_record("t", kind="templates"))
        1 / 0  # noqa: B018
    assert ids(store.page("models", Query())) == ["x"]
    assert store.get("models", "x").body == {"v": 1}
    assert store.page("templates", Query()).total == 0
    assert len(store.events()) == 1


def test_a_transaction_sees_its_own_changes_and_nobody_else_does(store, make_record):
    put(store, make_record("x", name="a"), make_record("y", name="b"))
    with store.transaction("ana") as tx:
        tx.delete("models", "x")
        tx.insert(make_record("z", {"k": 1}, name="a", minutes=1))
        assert ids(tx.page("models", Query())) == ["y", "z"]
        tx.replace(make_record("y", {"k": 1}, name="c", revision=2), expected=1)
        tx.insert(make_record("w", name="b", minutes=2))
        assert tx.find("models", "default", "a").id == "z"
        assert tx.find("models", "default", "b").id == "w"
        assert tx.get("models", "y").revision == 2
        with pytest.raises(NotFound):
            tx.get("models", "x")
        assert ids(tx.page("models", Query(Compare(("body", "k"), "eq", 1)))) == ["y", "z"]
        assert ids(tx.page("models", Query())) == ["y", "z", "w"]
        assert ids(store.page("models", Query())) == ["x", "y"]
        assert store.find("models", "default", "a").id == "x"
    assert ids(store.page("models", Query())) == ["y", "z", "w"]


def test_a_transaction_ends_with_its_block(store, make_record):
    with store.transaction("ana") as tx:
        pass
    with pytest.raises(RuntimeError, match="ended"):
        tx.insert(make_record("x"))


def test_a_thread_opens_one_transaction_at_a_time(store):
    with (
        store.transaction("ana"),
        pytest.raises(RuntimeError, match="open"),
        store.transaction("ana"),
    ):
        pass
    with store.transaction("ana"):
        pass


def test_closing_twice_is_fine(store):
    store.close()
    store.close()
