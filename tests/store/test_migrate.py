from dataclasses import replace

import pytest

from registry.store.json_file import JsonFileStore
from registry.store.memory import MemoryStore
from registry.store.migrate_store import Migration, NotTheSame, Occupied, hash_of
from registry.store.records import Query


@pytest.fixture
def source(make_record):
    """A registry with some past: 1,203 events, of which one commit has 600."""
    store = MemoryStore()
    with store.transaction("ana") as tx:
        for n in range(600):
            tx.insert(make_record(f"{n:04}", {"n": n, "x": [1, 1.0, -0.0, 1e22, 10**40]}))
    for n in range(600):
        with store.transaction("bob") as tx:
            tx.insert(make_record(f"{n:04}", {"é": "🦜"}, kind="templates", minutes=n))
    with store.transaction("eve") as tx:
        tx.delete("models", "0000", note="old")
        tx.replace(make_record("0001", {"b": 1, "a": 2}, name="name-0000", revision=2), expected=1)
        tx.insert(make_record("0000", name="name-0001"))
    return store


def moved(source, target):
    move = Migration(source, target)
    steps = list(move.copy())
    return move, steps


def test_everything_arrives_with_its_history(source, store):
    move, steps = moved(source, store)
    assert sum(steps) == move.total == move.done == 1203
    verdict = move.verify()
    assert (verdict.entities, verdict.events) == ({"models": 600, "templates": 600}, 1203)
    assert store.events(id="0001") == source.events(id="0001")
    assert store.find("models", "default", "name-0000").body == {"b": 1, "a": 2}


def test_drafts_arrive_as_they_are(source, store, make_record):
    with source.transaction("ana") as tx:
        tx.insert(make_record("d", {"n": 1}, kind="drafts", minutes=1))
    with source.transaction("ana") as tx:
        tx.replace(make_record("d", {"n": 2}, kind="drafts", revision=2, minutes=5), expected=1)
    assert Migration(source, store).total == 1203
    migration, _ = moved(source, store)
    assert migration.verify().entities["drafts"] == 1
    assert store.get("drafts", "d") == source.get("drafts", "d")
    with store.transaction("eve") as tx:
        tx.insert(make_record("e", kind="drafts"))
    again, steps = moved(source, store)
    assert steps == []
    with pytest.raises(NotTheSame, match=r"drafts default/name-e \(e\)"):
        again.verify()


def test_there_and_back_again_is_the_same(source, store):
    moved(source, store)
    back = MemoryStore()
    moved(store, back)
    assert [c.line() for c in back.commits()] == [c.line() for c in source.commits()]
    assert Migration(source, back).verify() == Migration(source, store).verify()


def test_a_move_that_was_interrupted_goes_on_where_it_ended(source, store):
    begun = Migration(source, store).copy()
    first = next(begun)
    begun.close()
    move, steps = moved(source, store)
    assert first + sum(steps) == 1203
    assert move.verify().events == 1203
    assert moved(source, store)[1] == []


def test_what_came_to_the_source_since_is_moved_by_another_move(source, store, make_record):
    moved(source, store)
    with source.transaction("ana") as tx:
        tx.insert(make_record("later"))
    move, steps = moved(source, store)
    assert steps == [1]
    assert move.verify().entities["models"] == 601


def test_a_store_that_holds_something_else_is_not_touched(source, store, make_record):
    with store.transaction("eve") as tx:
        tx.insert(make_record("mine"))
    with pytest.raises(Occupied, match="holds 1 events"):
        Migration(source, store)
    assert store.page("models", Query()).total == 1


def test_one_who_writes_to_the_target_meanwhile_is_noticed(source, store, make_record):
    move = Migration(source, store)
    steps = move.copy()
    next(steps)
    with store.transaction("eve") as tx:
        tx.insert(make_record("mine", kind="groups"))
    with pytest.raises(Occupied):
        next(steps)


def test_a_difference_is_told_with_its_place(source, make_record, tmp_path):
    other = MemoryStore()
    moved(source, other)
    move = Migration(source, other)
    with source.transaction("ana") as tx:
        tx.insert(make_record("later"))
    with pytest.raises(NotTheSame, match="event 1204"):
        move.verify()


def test_an_entity_that_differs_in_what_json_calls_equal_has_another_hash(make_record):
    one, other = make_record("x", {"n": 1, "m": 2}), make_record("x", {"n": 1.0, "m": 2})
    turned = make_record("x", {"m": 2, "n": 1})
    assert len({hash_of(record) for record in (one, other, turned, None)}) == 4
    assert hash_of(replace(one, revision=2)) != hash_of(one)


def test_nothing_moves_into_nothing(tmp_path):
    empty = JsonFileStore(tmp_path / "registry.json")
    move, steps = moved(empty, MemoryStore())
    assert steps == []
    assert move.verify().entities == {}
    empty.close()
