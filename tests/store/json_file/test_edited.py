"""The TinyDB file store: a snapshot that people and other programs edit."""

import json
import time

import pytest
from tinydb import TinyDB, where

from registry.store.records import Query
from tests.store.json_file.deeds import (
    EDITOR,
    eventually,
    finish,
    ids,
    opened,
    put,
    read_plain,
    start,
)


def edit(path, change):
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content, indent=2))


def test_a_hand_edit_is_taken_in_as_events_of_its_own(path, make_record):
    with opened(path) as store:
        put(store, *(make_record(id, {"v": 1}) for id in "abc"))

    def change(content):
        models = content["models"]
        models["1"]["body"]["v"] = 2
        models["1"]["name"], models["3"]["name"] = "name-c", "name-a"
        del models["2"]
        models["9"] = {"id": "d", "workspace": "default", "name": "new", "body": {"v": 4}}
        content["_default"] = {}

    edit(path, change)
    with opened(path) as store:
        assert sorted(ids(store)) == ["a", "c", "d"]
        assert store.find("models", "default", "name-c").body == {"v": 2}
        assert store.get("models", "a").revision == 2
        assert store.get("models", "a").updated_at > store.get("models", "a").created_at
        edits = [event for event in store.events() if event.actor == "file"]
        assert {(e.id, e.from_revision, e.to_revision) for e in edits} == (
            {("a", 1, 2), ("b", 1, None), ("c", 1, 2), ("d", 0, 1)}
        )
        assert {(event.action, event.note) for event in edits} == (
            {("import", "the file was edited by hand")}
        )
        count = len(store.events())
    with opened(path) as store:
        assert len(store.events()) == count
    assert read_plain(path)["a"]["revision"] == 2


def test_a_new_layout_of_the_file_is_no_change(path, make_record):
    with opened(path) as store:
        put(store, make_record("a", {"x": 1, "y": [1.0]}))
    edit(path, lambda content: None)
    with opened(path) as store:
        assert len(store.events()) == 1
    assert b"  " not in path.read_bytes()


def test_a_hand_edit_is_noticed_by_a_running_store_and_its_neighbours(path, make_record):
    with opened(path) as store, opened(path) as neighbour:
        put(store, make_record("a", {"v": 1}))
        eventually(path.exists)
        edit(path, lambda content: content["models"]["1"]["body"].update(v=2))
        eventually(lambda: store.get("models", "a").body == {"v": 2})
        assert neighbour.get("models", "a").body == {"v": 2}
        eventually(lambda: read_plain(path)["a"]["revision"] == 2)
        edit(path, lambda content: content["models"]["1"]["body"].update(v=3))
        # A write looks by itself, however soon it comes.
        with neighbour.transaction("ana") as tx:
            assert tx.get("models", "a").body == {"v": 3}
        eventually(lambda: read_plain(path)["a"]["revision"] == 3)


def test_plain_tinydb_may_write_while_nobody_else_does(path, make_record):
    with opened(path) as store:
        put(store, make_record("a", {"v": 1}))
    with TinyDB(path) as db:
        db.table("models").update({"body": {"v": 2}}, where("id") == "a")
    with opened(path) as store:
        assert store.get("models", "a").body == {"v": 2}


# Edits of a file that others have changed meanwhile


@pytest.fixture
def stale(path, make_record):
    """The text of a registry of three models, each of which was changed or not since."""
    with opened(path) as store:
        put(store, *(make_record(id, {"v": 1}) for id in "abc"))
    text = path.read_text()
    with opened(path) as store:
        with store.transaction("bob") as tx:
            tx.replace(make_record("a", {"v": 2}, revision=2), expected=1)
            tx.delete("models", "b")
        put(store, make_record("new"))
    return json.loads(text)


def save(path, content):
    path.write_text(json.dumps(content))


def told_by_file(store):
    return [(e.action, e.id, e.to_revision) for e in reversed(store.events()) if e.actor == "file"]


def test_an_edit_undoes_nothing_that_was_committed_since(path, stale):
    stale["models"]["3"]["body"]["v"] = 3
    stale["models"]["9"] = {"id": "d", "workspace": "default", "name": "mine", "body": {}}
    save(path, stale)
    with opened(path) as store:
        assert sorted(ids(store)) == ["a", "c", "d", "new"]
        assert store.get("models", "a").body == {"v": 2}
        assert store.get("models", "c").body == {"v": 3}
        assert told_by_file(store) == [("import", "c", 2), ("import", "d", 1)]
    assert sorted(read_plain(path)) == ["a", "c", "d", "new"]


def test_an_old_file_is_no_edit(path, stale):
    save(path, stale)
    with opened(path) as store:
        assert sorted(ids(store)) == ["a", "c", "new"]
        assert told_by_file(store) == []
    assert sorted(read_plain(path)) == ["a", "c", "new"]


def test_what_both_sides_changed_stays_as_committed_and_is_told_as_a_conflict(path, stale):
    stale["models"]["1"]["body"]["v"] = "mine"
    stale["models"]["2"]["body"]["v"] = "mine"
    save(path, stale)
    edited = path.read_bytes()
    with opened(path) as store:
        record = store.get("models", "a")
        assert (record.body, record.revision) == ({"v": 2}, 3)
        assert sorted(ids(store)) == ["a", "c", "new"]
        assert told_by_file(store) == [("conflict", "b", None), ("conflict", "a", 3)]
        notes = {event.note for event in store.events(limit=2)}
        assert notes == {
            "an edit by hand was not taken in: somebody else had changed this meanwhile; "
            "the edited file is kept as registry.conflict.json"
        }
    assert path.with_name("registry.conflict.json").read_bytes() == edited
    with opened(path) as store:
        assert len(told_by_file(store)) == 2


def test_a_removal_of_what_was_changed_meanwhile_is_a_conflict(path, stale):
    del stale["models"]["1"], stale["models"]["2"], stale["models"]["3"]
    save(path, stale)
    with opened(path) as store:
        assert sorted(ids(store)) == ["a", "new"]
        assert told_by_file(store) == [("import", "c", None), ("conflict", "a", 3)]


def test_the_same_change_on_both_sides_is_no_conflict(path, stale):
    stale["models"]["1"]["body"]["v"] = 2
    del stale["models"]["2"]
    save(path, stale)
    with opened(path) as store:
        assert told_by_file(store) == []
        assert store.get("models", "a").revision == 2


def test_a_name_that_was_taken_meanwhile_is_a_conflict(path, stale):
    stale["models"]["3"]["name"] = "name-new"
    stale["models"]["9"] = {"id": "d", "workspace": "default", "name": "name-c", "body": {}}
    save(path, stale)
    with opened(path) as store:
        assert store.find("models", "default", "name-new").id == "new"
        assert store.find("models", "default", "name-c").id == "c"
        assert told_by_file(store) == [("conflict", "d", None), ("conflict", "c", 2)]
        assert "its name is taken" in store.events(limit=1)[0].note


def test_a_file_without_its_marker_adds_and_changes_and_removes_nothing(path, stale):
    del stale["_registry"], stale["models"]["3"]
    stale["models"]["9"] = {"id": "d", "workspace": "default", "name": "mine", "body": {}}
    stale["models"]["1"]["body"]["v"] = "mine"
    save(path, stale)
    with opened(path) as store:
        assert sorted(ids(store)) == ["a", "c", "d", "new"]
        assert store.get("models", "a").body == {"v": "mine"}
        assert told_by_file(store) == [("import", "a", 3), ("import", "d", 1)]


def test_former_revisions_in_a_file_without_its_marker_are_no_edits(path, stale):
    del stale["_registry"]
    save(path, stale)
    with opened(path) as store:
        assert store.get("models", "a").body == {"v": 2}
        assert told_by_file(store) == []


def test_drafts_in_a_file_are_ignored(path, stale, make_record):
    stale["drafts"] = stale.pop("models")
    save(path, stale)
    with opened(path) as store:
        assert ids(store, "drafts") == []
        assert told_by_file(store) == [("import", "c", None), ("conflict", "a", 3)]


def test_an_edit_leaves_drafts_as_they_are(path, make_record):
    with opened(path) as store:
        put(store, make_record("a", {"v": 1}), make_record("d", kind="drafts"))
    edit(path, lambda content: content["models"]["1"]["body"].update(v=2))
    with opened(path) as store:
        assert store.get("models", "a").body == {"v": 2}
        assert ids(store, "drafts") == ["d"]
        assert told_by_file(store) == [("import", "a", 2)]


def test_an_edit_is_taken_in_once_by_many_processes(path, make_record):
    with opened(path) as one, opened(path) as other:
        put(one, make_record("a", {"v": 1}))
        eventually(path.exists)
        edit(path, lambda content: content["models"]["1"]["body"].update(v=2))
        put(one, make_record("b"))
        put(other, make_record("c"))
        assert told_by_file(other) == [("import", "a", 2)]


def test_an_edit_saved_into_a_file_that_was_just_replaced_is_taken_in(path, make_record):
    with opened(path) as store:
        put(store, make_record("a", {"v": 1}))
        eventually(path.exists)
        with path.open("r+") as editor:
            content = json.load(editor)
            path.unlink()
            put(store, make_record("b"))
            eventually(lambda: path.exists() and "b" in read_plain(path))
        with path.open("r+") as editor:
            content = json.load(editor)
            put(store, make_record("c"))
            path.touch()  # has the snapshot written at once
            eventually(lambda: "c" in read_plain(path), within_s=8)
            content["models"]["1"]["body"]["v"] = 2
            editor.seek(0)
            json.dump(content, editor)
            editor.truncate()
        eventually(lambda: store.get("models", "a").body == {"v": 2}, within_s=8)
        assert sorted(ids(store)) == ["a", "b", "c"]


def check_that_an_editor_and_a_server_lose_nothing(path, make_record, seconds):
    """A plain TinyDB editor saves once a second while a server creates twenty a second."""
    with opened(path) as store:
        put(store, *(make_record(f"m{n}", {"edits": 0}) for n in range(5)))
        eventually(path.exists)
        editor = start(EDITOR, path, seconds)
        created = []
        while editor.poll() is None:
            put(store, make_record(id := f"new{len(created)}"))
            created.append(id)
            if len(created) % 10 == 0:
                now = store.get("models", "m0")
                body = {**now.body, "served": len(created)}
                with store.transaction("ana") as tx:
                    tx.replace(
                        make_record("m0", body, revision=now.revision + 1), expected=now.revision
                    )
            time.sleep(0.05)
        edits = finish(editor)
        eventually(lambda: _taken_in(store, edits), within_s=10)
        there = {record.id for record in store.page("models", Query(limit=10**6)).records}
        assert set(created) <= there
        assert len(edits) >= seconds // 2
    assert read_plain(path).keys() == there


def _taken_in(store, edits):
    """Tell whether each edit is there, or shown as a conflict."""
    events = [event for event in store.events(limit=10**6) if event.actor == "file"]
    counts = {event.body["edits"] for event in events if event.id != "m0" and event.body}
    conflicts = sum(event.action == "conflict" for event in events)
    missing = [edit for edit in edits if int(edit) not in counts]
    return len(missing) <= conflicts


def test_an_editor_and_a_server_at_once_lose_nothing(path, make_record):
    check_that_an_editor_and_a_server_lose_nothing(path, make_record, 6)


@pytest.mark.soak
def test_an_editor_and_a_server_at_once_lose_nothing_for_long(path, make_record):
    check_that_an_editor_and_a_server_lose_nothing(path, make_record, 120)
