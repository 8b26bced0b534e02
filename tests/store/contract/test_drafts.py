"""Kinds without history are kept like any other, and leave no trace of what they were."""

from dataclasses import replace

import pytest

from registry.errors import AlreadyExists, NotFound, StaleRevision
from registry.store.base import Store
from registry.store.batch_query import BatchQuery
from registry.store.commit import Commit, RecordChange
from registry.store.memory import MemoryStore
from registry.store.records import KINDS_WITHOUT_HISTORY, Compare, Query
from registry.store.row import Row
from tests.store.contract.deeds import ids, put


@pytest.fixture
def draft(make_record):
    def make(id, body=None, **more):
        return make_record(id, body, kind="drafts", name=id, **more)

    return make


def test_drafts_have_no_history():
    assert {"drafts"} == KINDS_WITHOUT_HISTORY


def test_a_draft_is_inserted_replaced_found_and_deleted_like_any_record(store, draft):
    put(store, draft("a", {"actor": "ana", "n": 1}), draft("b", {"actor": "bob"}, minutes=1))
    with store.transaction("ana") as tx:
        tx.replace(draft("a", {"actor": "ana", "n": 2}, revision=2, minutes=2), expected=1)
        assert tx.get("drafts", "a").body["n"] == 2
        assert ids(tx.page("drafts", Query())) == ["b", "a"]
    assert store.get("drafts", "a") == draft("a", {"actor": "ana", "n": 2}, revision=2, minutes=2)
    assert store.find("drafts", "default", "b").body == {"actor": "bob"}
    mine = Query(Compare(("body", "actor"), "eq", "ana"))
    assert ids(store.page("drafts", mine)) == ["a"]
    assert store.query_many(BatchQuery("drafts", counted=True))[0].total == 2
    with store.transaction("ana") as tx:
        tx.delete("drafts", "a", expected=2)
    with pytest.raises(NotFound):
        store.get("drafts", "a")


def test_a_draft_keeps_the_rules_of_records(store, draft):
    put(store, draft("a"))
    with pytest.raises(AlreadyExists):
        put(store, draft("a"))
    with pytest.raises(StaleRevision), store.transaction("ana") as tx:
        tx.replace(draft("a", revision=3), expected=2)
    with pytest.raises(StaleRevision), store.transaction("ana") as tx:
        tx.delete("drafts", "a", expected=2)
    with pytest.raises(ValueError, match="expected revision 2"), store.transaction("ana") as tx:
        tx.replace(draft("a", revision=5), expected=1)
    with pytest.raises(NotFound), store.transaction("ana") as tx:
        tx.delete("drafts", "b")


def test_a_draft_leaves_no_event_no_commit_and_no_gap(store, draft, make_record):
    put(store, draft("a"))
    assert (store.events(), list(store.commits())) == ((), [])
    put(store, make_record("x"))
    with store.transaction("ana") as tx:
        tx.delete("drafts", "a")
        tx.insert(make_record("y"))
        tx.insert(draft("b"))
        tx.insert(make_record("z"))
    put(store, draft("c"), make_record("w"))
    assert [(event.sequence, event.id) for event in store.events()] == [
        (4, "w"), (3, "z"), (2, "y"), (1, "x"),
    ]  # fmt: skip
    assert [len(commit.changes) for commit in store.commits()] == [1, 2, 1]
    assert store.events(kinds=["drafts"]) == store.events(id="b") == ()
    assert ids(store.page("drafts", Query())) == ["b", "c"]


def test_a_transaction_that_raises_leaves_drafts_as_they_were(store, draft):
    put(store, draft("a", {"n": 1}))
    with pytest.raises(ZeroDivisionError), store.transaction("ana") as tx:  # noqa: PT012 - the block is the subject
        tx.replace(draft("a", {"n": 2}, revision=2), expected=1)
        tx.insert(draft("b"))
        1 / 0  # noqa: B018
    assert [record.body for record in store.page("drafts", Query()).records] == [{"n": 1}]


def test_drafts_of_another_store_come_with_their_revision_and_times(store, draft):
    put(store, draft("a", {"old": True}), draft("b"))
    created = draft("a").created_at
    copied = [
        replace(draft("a", {"n": 1}, minutes=9), created_at=created, revision=7),
        replace(draft("c", minutes=3), revision=2),
    ]
    store.upsert(copied)
    store.upsert([])
    assert [store.get("drafts", id) for id in "ac"] == copied
    assert store.page("drafts", Query()).total == 3
    assert store.events() == ()
    with store.transaction("ana") as tx:
        tx.replace(replace(copied[0], revision=8), expected=7)


def test_only_kinds_without_history_are_copied_without_one(store: Store, draft, make_record):
    with pytest.raises(ValueError, match="drafts"):
        store.upsert([draft("a"), make_record("x")])
    put(store, draft("a"))
    with pytest.raises(AlreadyExists):
        store.upsert([replace(draft("b"), name="a")])
    assert ids(store.page("drafts", Query())) == ["a"]
    change = RecordChange("create", "drafts", "d", "default", "d", 0, Row.of(draft("d")))
    with pytest.raises(ValueError, match="history"):
        store.append([Commit(1, draft("d").created_at, "ana", (change,))])


def test_commits_may_leave_gaps_between_them(store, make_record):
    other = MemoryStore()
    put(other, make_record("x"))
    put(other, make_record("y"), make_record("z"))
    first, second = other.commits()
    store.append([first._replace(sequence=3), second._replace(sequence=7)])
    assert [event.sequence for event in store.events()] == [8, 7, 3]
    assert [event.id for event in store.events(before=7)] == ["x"]
    assert [commit.sequence for commit in store.commits(after=3)] == [7]
    with pytest.raises(ValueError, match="after event 8"):
        store.append([first._replace(sequence=8)])
    put(store, make_record("w"))
    assert store.events(limit=1)[0].sequence == 9
