"""The TinyDB file store: what is in its files, and what comes back from them."""

import json
import shutil

from tinydb import TinyDB

from registry.store.header import Header
from tests.store.json_file.deeds import eventually, ids, opened, put, read_plain


def test_a_registry_survives_being_closed(path, make_record):
    with opened(path) as store:
        put(store, record := make_record("x", {"b": 1, "a": [1.0, -0.0, 10**50]}))
    with opened(path) as store:
        assert store.get("models", "x") == record
        assert list(store.get("models", "x").body) == ["b", "a"]
        assert [event.id for event in store.events()] == ["x"]


def test_the_snapshot_is_plain_tinydb_json_one_entity_a_line(path, make_record):
    with opened(path) as store:
        put(store, make_record("x", {"a": {"ü": 1}}), make_record("y"))
        put(store, make_record("t", kind="templates"))
    assert read_plain(path)["x"]["body"] == {"a": {"ü": 1}}
    assert json.loads(path.read_bytes())["templates"]["1"]["id"] == "t"
    lines = path.read_text("ascii").splitlines()
    assert [line.split(" ")[0] for line in lines] == (
        ["{", '"models":', '"1":', '"2":', "},", '"templates":', '"1":', "}", "}"]
    )


def test_the_snapshot_follows_within_a_second(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        eventually(lambda: path.exists() and "x" in read_plain(path), within_s=1)
        with store.transaction("ana") as tx:
            tx.delete("models", "x")
        eventually(lambda: not read_plain(path), within_s=1)


def test_a_document_keeps_its_number(path, make_record):
    with opened(path) as store:
        put(store, *(make_record(id) for id in "xyz"))
        with store.transaction("ana") as tx:
            tx.delete("models", "y")
            tx.replace(make_record("x", {"v": 2}, revision=2), expected=1)
    with opened(path) as store:
        put(store, make_record("w"))
    with TinyDB(path, access_mode="r") as db:
        numbers = {document["id"]: document.doc_id for document in db.table("models")}
    assert numbers == {"x": 1, "z": 3, "w": 4}


def test_each_commit_is_one_line_of_the_log(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"), make_record("y"))
        put(store, make_record("z"))
        lines = [json.loads(line) for line in log_path.read_text().splitlines()]
    commits = [line for line in lines if "changes" in line]
    assert [[change["record"]["id"] for change in c["changes"]] for c in commits] == (
        [["x", "y"], ["z"]]
    )


def test_a_transaction_without_changes_writes_nothing(path, log_path):
    with opened(path) as store, store.transaction("ana"):
        pass
    assert log_path.read_bytes() == Header().line()


def test_a_lost_snapshot_is_written_anew_from_the_log(path, make_record):
    with opened(path) as store:
        put(store, *(make_record(str(n)) for n in range(5)))
    path.unlink()
    with opened(path) as store:
        assert len(ids(store)) == 5
        eventually(lambda: path.exists() and len(read_plain(path)) == 5)
        path.unlink()
        put(store, make_record("x"))
        eventually(lambda: path.exists() and len(read_plain(path)) == 6)


def test_an_emptied_snapshot_is_written_anew_from_the_log(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    path.write_bytes(b"")
    with opened(path) as store:
        assert ids(store) == ["x"]
    assert list(read_plain(path)) == ["x"]


def test_a_snapshot_without_a_log_is_taken_in(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x", {"v": 1}), make_record("y"))
    log_path.unlink()
    with opened(path) as store:
        assert ids(store) == ["x", "y"]
        assert store.get("models", "x") == make_record("x", {"v": 1})
        assert {(event.actor, event.id) for event in store.events()} == {("file", i) for i in "xy"}
        put(store, make_record("z"))
    with opened(path) as store:
        assert ids(store) == ["x", "y", "z"]


def test_opening_replays_the_tail_on_an_old_snapshot(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"), make_record("y"))
        eventually(path.exists)
        old = path.read_bytes()
        put(store, make_record("z"))
        with store.transaction("ana") as tx:
            tx.delete("models", "x")
    path.write_bytes(old)
    with opened(path) as store:
        assert ids(store) == ["y", "z"]
        assert len(store.events()) == 4
    assert list(read_plain(path)) == ["y", "z"]


def test_a_copied_pair_of_files_is_the_same_registry(path, tmp_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    shutil.copytree(path.parent, tmp_path / "copy")
    with opened(tmp_path / "copy" / path.name) as store:
        assert ids(store) == ["x"]
        assert len(store.events()) == 1
