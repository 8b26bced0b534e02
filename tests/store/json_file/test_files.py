"""The TinyDB file store: what is in its files, and what comes back from them."""

import json
import shutil
import sqlite3
import stat
import time

import pytest
from tinydb import TinyDB

from registry.errors import StoreUnavailable
from registry.store.json_snapshot import SnapshotStorage
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
    assert json.loads(path.read_bytes())["templates"]["3"]["id"] == "t"
    assert path.read_text("ascii").splitlines()[:3] == [
        "{",
        '"_registry": {',
        '"1": {"sequence": 3}',
    ]
    starts = [line.split(" ")[0] for line in path.read_text("ascii").splitlines()]
    assert " ".join(starts) == '{ "_registry": "1": }, "models": "1": "2": }, "templates": "3": } }'


def test_tinydb_reads_and_writes_the_file_by_the_storage_of_the_registry(path, make_record):
    with opened(path) as store:
        put(store, make_record("x", {"a": 1}))
    with TinyDB(path, storage=SnapshotStorage) as db:
        assert db.table("models").all()[0]["id"] == "x"
        db.table("models").update({"body": {"a": 2}})
    with opened(path) as store:
        assert store.get("models", "x").body == {"a": 2}


def test_only_their_owner_may_read_the_files(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        eventually(path.exists)
        files = [file for file in path.parent.iterdir() if file.is_file()]
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}
    assert {"registry.db", "registry.db-wal", "registry.json", "registry.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_a_mode_that_somebody_gave_the_snapshot_is_kept(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    path.chmod(0o644)
    with opened(path) as store:
        put(store, make_record("y"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_the_first_change_after_a_pause_is_shown_within_a_second(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        eventually(lambda: path.exists() and "x" in read_plain(path), within_s=1)


def test_a_document_keeps_its_number(path, make_record):
    with opened(path) as store:
        put(store, *(make_record(id) for id in "xyz"))
        with store.transaction("ana") as tx:
            tx.delete("models", "z")
            tx.replace(make_record("x", {"v": 2}, revision=2), expected=1)
    with opened(path) as store, opened(path) as other:
        put(store, make_record("w"))
        put(other, make_record("v"))
    with TinyDB(path, access_mode="r") as db:
        numbers = {document["id"]: document.doc_id for document in db.table("models")}
    assert numbers == {"x": 1, "y": 2, "w": 6, "v": 7}


def test_drafts_stand_in_no_file_but_the_database(path, make_record):
    with opened(path) as store:
        put(store, make_record("d", {"n": 1}, kind="drafts"), make_record("x"))
    assert json.loads(path.read_bytes()).keys() == {"_registry", "models"}
    with opened(path) as store:
        assert store.get("drafts", "d").body == {"n": 1}


def test_drafts_of_other_processes_are_seen_at_once(path, make_record):
    with opened(path) as one, opened(path) as other:
        put(one, make_record("d", {"n": 1}, kind="drafts"))
        assert other.get("drafts", "d").body == {"n": 1}
        with other.transaction("bob") as tx:
            tx.replace(make_record("d", {"n": 2}, kind="drafts", revision=2), expected=1)
            tx.insert(make_record("e", kind="drafts"))
        assert one.get("drafts", "d").body == {"n": 2}
        with one.transaction("ana") as tx:
            tx.delete("drafts", "d")
        assert ids(other, "drafts") == ids(one, "drafts") == ["e"]


def test_a_transaction_without_changes_writes_nothing(path, database):
    with opened(path) as store:
        before = database.with_name("registry.db-wal").stat().st_size
        with store.transaction("ana"):
            pass
        assert database.with_name("registry.db-wal").stat().st_size == before
    assert not path.exists()


def test_a_lost_snapshot_is_written_anew(path, make_record):
    with opened(path) as store:
        put(store, *(make_record(str(n)) for n in range(5)))
    path.unlink()
    with opened(path) as store:
        assert len(ids(store)) == 5
        eventually(lambda: path.exists() and len(read_plain(path)) == 5)
        path.unlink()
        assert len(ids(store)) == 5
        eventually(lambda: bool(ids(store)) and path.exists() and len(read_plain(path)) == 5)


def test_a_snapshot_without_a_database_is_imported_whole(path, database, make_record):
    with opened(path) as store:
        put(store, make_record("x", {"v": 1}), make_record("y"))
    database.unlink()
    with opened(path) as store:
        assert ids(store) == ["x", "y"]
        assert store.get("models", "x") == make_record("x", {"v": 1})
        assert {(event.actor, event.action, event.id) for event in store.events()} == (
            {("file", "import", "x"), ("file", "import", "y")}
        )
        put(store, make_record("z"))
    with opened(path) as store:
        assert ids(store) == ["x", "y", "z"]


def test_copied_files_are_the_same_registry(path, tmp_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    shutil.copytree(path.parent, tmp_path / "copy")
    with opened(tmp_path / "copy" / path.name) as store:
        assert ids(store) == ["x"]
        assert len(store.events()) == 1


def test_history_is_found_by_an_index(path, database, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    with sqlite3.connect(database) as connection:
        for where in ("id = ?", "id = ? AND kind IN ('models')", "workspace = ?"):
            query = f"SELECT * FROM events WHERE {where} ORDER BY sequence DESC LIMIT 9"
            plan = " ".join(
                row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", "x")
            )
            assert "USING INDEX" in plan
            assert "TEMP B-TREE" not in plan
    connection.close()


def test_a_database_of_a_newer_version_is_refused(path, database, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with (
        pytest.raises(StoreUnavailable, match=r"has format 2.*install the newer version"),
        opened(path),
    ):
        pass


def test_publishing_takes_its_pauses_while_changes_come_and_ends_with_them(path, make_record):
    with opened(path) as store:
        put(store, make_record("first"))
        eventually(path.exists, within_s=2)
        published, shown = [], None
        end = time.monotonic() + 7
        number = 0
        while time.monotonic() < end:
            put(store, make_record(f"m{number}"))
            number += 1
            time.sleep(0.05)
            if (inode := path.stat().st_ino) != shown:
                published.append(time.monotonic())
                shown = inode
        assert len(published) <= 3
        eventually(lambda: len(read_plain(path)) == number + 1, within_s=12)
