"""Events tell every change, on every backend."""

from datetime import UTC, datetime

from tests.store.contract.deeds import put


def test_events_tell_the_newest_first_what_happened(store, make_record):
    before = datetime.now(UTC)
    put(store, make_record("x", {"v": 1}), make_record("y"))
    with store.transaction("bob") as tx:
        tx.replace(make_record("x", {"v": 2}, revision=2), expected=1, action="restore", note="n")
    last, second, first = store.events()
    assert (last.actor, last.action, last.note) == ("bob", "restore", "n")
    assert (last.kind, last.id, last.workspace, last.name) == ("models", "x", "default", "name-x")
    assert (last.from_revision, last.to_revision, last.body) == (1, 2, {"v": 2})
    assert (first.id, first.action, first.from_revision, first.to_revision) == ("x", "create", 0, 1)
    assert second.id == "y"
    assert first.sequence < second.sequence < last.sequence
    assert before <= first.at <= last.at <= datetime.now(UTC)
    assert first.at.tzinfo is UTC


def test_events_are_chosen_by_kind_entity_workspace_and_place(store, make_record):
    put(store, make_record("a"), make_record("a", kind="templates"))
    put(store, make_record("b", workspace="other"))
    put(store, make_record("c", kind="groups"))

    def chosen(**kwargs):
        return [(event.kind, event.id) for event in store.events(**kwargs)]

    assert chosen(kinds=["groups", "templates"]) == [("groups", "c"), ("templates", "a")]
    assert chosen(id="a") == [("templates", "a"), ("models", "a")]
    assert chosen(id="a", kinds=["models"]) == [("models", "a")]
    assert chosen(workspace="other") == [("models", "b")]
    assert chosen(id="nobody") == []
    assert chosen(limit=0) == []
    every = store.events()
    for place, event in enumerate(every):
        assert store.events(before=event.sequence) == every[place + 1 :]
        assert store.events(before=event.sequence, limit=1) == every[place + 1 : place + 2]
        assert store.events(before=event.sequence, id="a") == tuple(
            e for e in every[place + 1 :] if e.id == "a"
        )
