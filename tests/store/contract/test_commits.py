"""Commits are told and can be made elsewhere, on every backend."""

import pytest

from registry.store.memory import MemoryStore
from registry.store.records import Query
from tests.store.contract.deeds import ids, put


def test_commits_are_told_as_they_were_made_and_can_be_made_elsewhere(store, make_record):
    put(store, make_record("x", {"v": 1}, name="a"), make_record("y", {"v": 1.0}, name="b"))
    with store.transaction("bob") as tx:
        tx.delete("models", "x", note="gone")
        tx.replace(make_record("y", {"v": 2}, name="a", revision=2, minutes=5), expected=1)
    put(store, make_record("t", kind="templates"))
    copy = MemoryStore()
    copy.append(list(store.commits()))
    assert copy.events() == store.events()
    lines = [commit.line() for commit in store.commits()]
    assert [commit.line() for commit in copy.commits()] == lines
    assert copy.page("models", Query()) == store.page("models", Query())
    assert [commit.sequence for commit in store.commits(after=2)] == [3, 5]
    assert [commit.actor for commit in store.commits()] == ["ana", "bob", "ana"]
    assert list(store.commits(after=5)) == []


def test_commits_of_another_store_are_appended_with_their_history(store, make_record):
    other = MemoryStore()
    put(other, make_record("x", {"v": 1}, name="a"), make_record("y", name="b"))
    with other.transaction("bob") as tx:
        tx.delete("models", "x")
        tx.replace(make_record("y", {"v": 1e22}, name="a", revision=2), expected=1)
        tx.insert(make_record("z", name="b"))
    first, second = other.commits()
    store.append([first])
    assert ids(store.page("models", Query())) == ["x", "y"]
    for commits in ([first], [second, second]):
        with pytest.raises(ValueError, match="expected a commit that begins after event"):
            store.append(commits)
    store.append([second])
    store.append([])
    assert store.events() == other.events()
    assert store.page("models", Query()) == other.page("models", Query())
    put(store, make_record("w"))
    assert store.events(limit=1)[0].sequence == 6
