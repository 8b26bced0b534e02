"""Backups of a registry in use, and what is restored from them."""

import json
import stat
import threading

import pytest

from registry.errors import StoreDamaged, StoreUnavailable
from registry.store.backup import BackupExists, back_up, restore
from registry.store.records import Query
from tests.store.json_file.deeds import ids, opened, put, read_plain, start_writer


def test_a_backup_is_whole_and_its_json_is_beside_it(path, database, tmp_path, make_record):
    target = tmp_path / "backup.db"
    with opened(path) as store:
        put(store, make_record("x", {"v": 1}), make_record("d", kind="drafts"))
        assert back_up(database, target) == tmp_path / "backup.json"
        put(store, make_record("later"))
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("backup*")} == {0o600}
    assert {file.name for file in tmp_path.glob("backup*")} == {"backup.db", "backup.json"}
    assert list(read_plain(tmp_path / "backup.json")) == ["x"]
    restored = tmp_path / "elsewhere" / "registry.json"
    assert restore(target, restored) == []
    with opened(restored) as store:
        assert ids(store) == ["x"]
        assert ids(store, "drafts") == ["d"]
        assert [event.id for event in store.events()] == ["x"]


def test_an_existing_file_is_never_written_over(path, database, tmp_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    for name in ("backup.db", "backup.json"):
        (tmp_path / name).write_text("mine")
        with pytest.raises(BackupExists, match=f"{name} exists already"):
            back_up(database, tmp_path / "backup.db")
        assert (tmp_path / name).read_text() == "mine"
        (tmp_path / name).unlink()
        assert list(tmp_path.glob("backup*")) == []
    with pytest.raises(StoreUnavailable, match="choose a name such as"):
        back_up(database, tmp_path / "backup.json")


def test_a_restore_renames_what_was_there(path, database, tmp_path, make_record):
    target = tmp_path / "backup.db"
    with opened(path) as store:
        put(store, make_record("x"))
        back_up(database, target)
        put(store, make_record("y"))
    renamed = restore(target, path)
    assert [file.name.split(".2")[0] for file in renamed] == ["registry.db", "registry.json"]
    assert all(file.name.endswith(".old") for file in renamed)
    with opened(path) as store:
        assert ids(store) == ["x"]
        put(store, make_record("z"))
    assert sorted(read_plain(path)) == ["x", "z"]
    renamed[0].rename(database)
    renamed[1].replace(path)
    with opened(path) as store:
        assert ids(store) == ["x", "y"]


def test_a_registry_in_use_is_not_restored(path, database, tmp_path, make_record):
    target = tmp_path / "backup.db"
    with opened(path) as store:
        put(store, make_record("x"))
        back_up(database, target)
    process = start_writer(path, "p", "create", 100_000, 1)
    assert process.stdout.readline() == "ready\n"
    try:
        with pytest.raises(StoreUnavailable, match=r"registry\.db is in use; stop every server"):
            restore(target, path)
    finally:
        process.kill()
        process.communicate()
    assert not list(path.parent.glob("*.old"))
    assert not list(path.parent.glob("*.restoring*"))
    assert len(restore(target, path)) == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 9000])
def test_what_is_no_backup_is_refused(path, database, tmp_path, make_record, content):
    with opened(path) as store:
        put(store, make_record("x"))
    before = database.read_bytes()
    (tmp_path / "backup.db").write_bytes(content)
    with pytest.raises((StoreUnavailable, StoreDamaged), match="backup"):
        restore(tmp_path / "backup.db", path)
    assert database.read_bytes() == before
    assert not list(path.parent.glob("*restoring*"))


def test_backups_under_load_are_of_one_moment_each(path, database, tmp_path, make_record):
    with opened(path) as store:
        put(store, make_record("first"))
        stop = threading.Event()

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                put(store, *(make_record(f"{number}-{part}") for part in range(5)))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(5):
                back_up(database, tmp_path / f"b{number}.db")
        finally:
            stop.set()
            writer.join()
    for number in range(5):
        copy = tmp_path / f"at{number}" / "registry.json"
        restore(tmp_path / f"b{number}.db", copy)
        shown = json.loads((tmp_path / f"b{number}.json").read_bytes())
        with opened(copy) as store:
            total = store.page("models", Query(limit=0, count_to=None)).total
            assert total % 5 == 1
            assert shown["_registry"]["1"]["sequence"] == len(store.events(limit=10**6)) == total
            assert len(shown["models"]) == total
            assert list(store.faults()) == []
