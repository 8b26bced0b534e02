"""Questions that are answered together, on every backend."""

import threading
from dataclasses import replace

import pytest

from registry.store.batch_query import BatchQuery, BatchResult, by_id
from registry.store.records import AllOf, Compare, Query

OF_A = Compare(("body", "model_id"), "eq", "a")
LATER = {"x": 5, "y": 1, "z": 3}


@pytest.fixture
def filled(store, make_record):
    """A store with two models, and three deployments of the first."""
    with store.transaction("ana") as tx:
        for id in "ab":
            tx.insert(make_record(id, {"n": [1, 1.0, 10**40]}))
        for id, minutes in LATER.items():
            body = {"model_id": "a", "parameters": {"b": 1, "a": None}}
            tx.insert(make_record(id, body, kind="deployments", minutes=minutes))
        tx.insert(make_record("other", {"model_id": "b"}, kind="deployments"))
    return store


def test_a_record_comes_with_the_number_of_others(filled):
    model, deployments = filled.query_many(
        by_id("models", "a"), BatchQuery("deployments", OF_A, True)
    )
    assert model == BatchResult(1, (filled.get("models", "a"),))
    assert deployments == BatchResult(3)


def test_records_of_several_kinds_come_together_the_oldest_first(filled):
    deployments, model = filled.query_many(BatchQuery("deployments", OF_A), by_id("models", "a"))
    assert deployments == BatchResult(3, tuple(filled.get("deployments", id) for id in "yzx"))
    assert model.records == (filled.get("models", "a"),)


def test_a_question_without_a_filter_asks_for_all(filled):
    all_, number = filled.query_many(
        BatchQuery("deployments"), BatchQuery("deployments", counted=True)
    )
    assert {record.id for record in all_.records} == {*LATER, "other"}
    assert (all_.total, number) == (4, BatchResult(4))


def test_the_same_question_may_be_asked_twice(filled):
    first, second = filled.query_many(by_id("models", "a"), by_id("models", "a"))
    assert first == second == BatchResult(1, (filled.get("models", "a"),))


def test_what_is_not_there_is_not_told(filled):
    replies = filled.query_many(
        by_id("models", "x"),
        by_id("models", "a\x00"),
        by_id("models", "\ud800"),
        BatchQuery("nothing"),
        BatchQuery("nothing", counted=True),
        BatchQuery("deployments", AllOf((OF_A, Compare(("name",), "eq", "nobody")))),
    )
    assert replies == (BatchResult(0),) * 6


def test_records_are_told_that_the_first_ones_name(filled):
    named = BatchQuery("models", named_by=("body", "model_id"))
    first, none = by_id("deployments", "other"), Compare(("workspace",), "eq", "nowhere")
    replies = filled.query_many(
        first, named, replace(named, where=none), replace(named, counted=True)
    )
    b = filled.get("models", "b")
    assert replies[1:] == (BatchResult(1, (b,)), BatchResult(0), BatchResult(1))
    assert filled.query_many(BatchQuery("deployments"), named)[1].total == 2
    assert filled.query_many(by_id("deployments", "nobody"), named)[1] == BatchResult(0)
    assert filled.query_many(first, replace(named, named_by=("body", "parameters")))[
        1
    ] == BatchResult(0)


@pytest.mark.parametrize("counts", [(True, True, False), (True, False, True), (False, True)])
def test_what_is_counted_and_what_is_told_may_be_asked_in_any_order(filled, counts):
    replies = filled.query_many(*(BatchQuery("models", counted=counted) for counted in counts))
    both = tuple(filled.get("models", id) for id in "ab")
    assert replies == tuple(BatchResult(2, () if counted else both) for counted in counts)


@pytest.fixture
def changed(store, make_record):
    """A store with a model at its third revision, which had another name at first."""
    for revision, name in enumerate(("old", "new", "new"), start=1):
        record = make_record("a", {"n": revision}, revision=revision, name=name, minutes=revision)
        with store.transaction("ana") as tx:
            if revision == 1:
                tx.insert(make_record("b"))
                tx.insert(record)
            else:
                tx.replace(record, expected=revision - 1)
    return store


def test_a_record_is_told_as_it_was(changed):
    where = Compare(("name",), "eq", "new")
    now, first, second, third, fourth = changed.query_many(
        BatchQuery("models", where),
        *(BatchQuery("models", where, revision=n) for n in (1, 2, 3, 4)),
    )
    assert [reply.total for reply in (now, first, second, third, fourth)] == [1, 1, 1, 1, 0]
    (record,), (event,) = first.records, changed.events(id="a", revision=1)
    present = now.records[0]
    assert (record.name, record.revision, record.body) == ("old", 1, {"n": 1})
    assert record == replace(present, name="old", revision=1, updated_at=event.at, body={"n": 1})
    assert second.records[0].body == {"n": 2}
    assert third == now


def test_those_that_had_a_revision_are_counted(changed):
    replies = changed.query_many(*(BatchQuery("models", None, True, revision=n) for n in (1, 2, 4)))
    assert replies == (BatchResult(2), BatchResult(1), BatchResult(0))


def test_of_two_that_had_one_id_the_one_that_is_there_is_told(changed, make_record):
    with changed.transaction("ana") as tx:
        tx.delete("models", "a")
        tx.insert(make_record("a", {"n": "again"}))
    where = Compare(("id",), "eq", "a")
    everything = BatchQuery("models", None, counted=True, revision=1)
    told = changed.query_many(BatchQuery("models", where, revision=1), everything)
    assert [record.body for record in told[0].records] == [{"n": "again"}]
    assert told[1] == BatchResult(2)


def test_events_are_chosen_by_the_revision_that_they_made(changed):
    made = changed.events(kinds=("models",), id="a", revision=2)
    assert [(event.id, event.to_revision, event.body) for event in made] == [("a", 2, {"n": 2})]
    assert {event.id for event in changed.events(revision=1)} == {"a", "b"}
    assert changed.events(revision=4) == ()


def test_nothing_asked_is_nothing_told(filled):
    assert filled.query_many() == ()


@pytest.mark.parametrize("counted", [False, True])
def test_a_question_that_makes_no_sense_is_refused(filled, counted):
    with pytest.raises(ValueError, match="expected a column"):
        filled.query_many(BatchQuery("models", Compare(("colour",), "eq", "red"), counted))


def test_what_is_told_belongs_to_the_caller(filled):
    (model,) = filled.query_many(by_id("models", "a"))
    model.records[0].body["n"].append(2)
    assert filled.get("models", "a").body == {"n": [1, 1.0, 10**40]}


def test_more_than_a_page_is_told_whole(store, make_record):
    with store.transaction("ana") as tx:
        for number in range(250):
            tx.insert(make_record(f"{number:03}", minutes=-number))
    (models,) = store.query_many(BatchQuery("models"))
    assert [record.id for record in models.records] == [f"{n:03}" for n in reversed(range(250))]
    assert models.total == store.page("models", Query(limit=0)).total == 250


def test_answers_are_of_one_moment(store, make_record):
    """Somebody moves the only record to and fro between two kinds: it is always in one of them."""
    with store.transaction("ana") as tx:
        tx.insert(make_record("x", kind="here"))
    stop = threading.Event()

    def move():
        here, there = "here", "there"
        while not stop.is_set():
            with store.transaction("bob") as tx:
                tx.delete(here, "x")
                tx.insert(make_record("x", kind=there))
            here, there = there, here

    mover = threading.Thread(target=move)
    mover.start()
    try:
        seen = [
            [
                reply.total
                for reply in store.query_many(by_id("here", "x"), BatchQuery("there", counted=True))
            ]
            for _ in range(150)
        ]
    finally:
        stop.set()
        mover.join()
    assert [0, 1] in seen or [1, 0] in seen
    assert all(sum(totals) == 1 for totals in seen)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_a_number_that_no_column_holds_matches_nothing_and_ends_nothing(changed, number):
    where = Compare(("id",), "eq", "a")
    assert changed.query_many(BatchQuery("models", where, revision=number))[0].total == 0
    assert changed.events(id="a", revision=number) == ()
    assert changed.events(id="a", before=number) == changed.events(id="a")
