"""The TinyDB file store: a snapshot that people and other programs edit."""

import json

from tinydb import TinyDB, where

from tests.store.json_file.deeds import eventually, ids, opened, put, read_plain


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


def test_what_another_encoder_wrote_is_no_change(path, make_record, monkeypatch):
    with monkeypatch.context() as patch, opened(path) as store:
        patch.setattr("registry.store.row.encode_quickly", json.dumps)
        put(store, make_record("a", {"x": 1}), make_record("b", {"x": 1}))
    assert b'{"x": 1}' in path.read_bytes()
    with opened(path) as store:
        edit(path, lambda content: content["models"]["2"]["body"].update(x=2))
        put(store, make_record("c"))
        edits = [(event.id, event.body) for event in store.events() if event.actor == "file"]
        assert edits == [("b", {"x": 2})]


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
