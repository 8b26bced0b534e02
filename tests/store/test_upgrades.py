"""Files of older formats are brought up to date, those of newer ones are refused."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from registry.errors import StoreUnavailable
from registry.store.header import FORMAT, Header
from registry.store.json_file import JsonFileStore
from registry.store.records import Query
from registry.store.upgrades import STEPS
from tests.store.mounts import run_plainly

WRITER = Path(__file__).with_name("writer.py")
READER = Path(__file__).with_name("reader.py")


@pytest.fixture
def old(path, log_path, make_record):
    """The files of a registry of format 1, which had no header."""
    with closing(JsonFileStore(path)) as store:
        for id in "abc":
            with store.transaction("ana") as tx:
                tx.insert(make_record(id, {"v": 1}))
    log_path.write_bytes(log_path.read_bytes().removeprefix(Header().line()))
    return {file.name: file.read_bytes() for file in (path, log_path)}


def backups(path):
    return {file.name: file.read_bytes() for file in path.parent.glob("*format-*")}


def test_every_older_format_has_a_step_to_the_next():
    assert sorted(STEPS) == list(range(1, FORMAT))


def test_a_new_registry_begins_in_the_present_format_without_a_backup(path, log_path):
    JsonFileStore(path).close()
    assert log_path.read_bytes() == Header().line()
    assert backups(path) == {}


def test_older_files_are_copied_before_they_are_upgraded(path, log_path, old, make_record):
    with closing(JsonFileStore(path)) as store:
        assert [record.id for record in store.page("models", Query()).records] == ["a", "b", "c"]
        assert [event.sequence for event in store.events()] == [3, 2, 1]
        with store.transaction("ana") as tx:
            tx.insert(make_record("d"))
    assert log_path.read_bytes().startswith(Header().line() + old[log_path.name])
    kept = {
        "registry.format-1.json": old[path.name],
        "registry.format-1.events.jsonl": old[log_path.name],
    }
    assert backups(path) == kept
    JsonFileStore(path).close()
    assert backups(path) == kept


def test_a_backup_is_never_overwritten(path, log_path, old):
    JsonFileStore(path).close()
    first = backups(path)
    log_path.write_bytes(old[log_path.name] + b'{"torn')
    JsonFileStore(path).close()
    assert backups(path).items() > first.items()
    assert backups(path)["registry.format-1-2.events.jsonl"] == old[log_path.name] + b'{"torn'


def test_a_backup_put_back_is_the_registry_as_it_was(path, log_path, old, make_record):
    with closing(JsonFileStore(path)) as store, store.transaction("ana") as tx:
        tx.insert(make_record("d"))
    for file in path.parent.glob("*format-1*"):
        file.rename(path.parent / file.name.replace(".format-1", ""))
    with closing(JsonFileStore(path)) as store:
        assert [record.id for record in store.page("models", Query()).records] == ["a", "b", "c"]


def test_a_newer_format_is_refused_and_left_as_it_is(path, log_path, make_record):
    with closing(JsonFileStore(path)) as store, store.transaction("ana") as tx:
        tx.insert(make_record("a"))
    newer = log_path.read_bytes().replace(b'"format": 2', b'"format": 3, "more": true')
    log_path.write_bytes(newer)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(StoreUnavailable, match=r"has format 3, .* knows formats up to 2") as caught:
        JsonFileStore(path)
    assert "install the newer version" in caught.value.remedy
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_running_store_refuses_files_that_a_newer_version_took_over(path, log_path, make_record):
    with closing(JsonFileStore(path)) as store:
        with store.transaction("ana") as tx:
            tx.insert(make_record("a"))
        newer = log_path.with_name("newer")
        newer.write_bytes(log_path.read_bytes().replace(b'"format": 2', b'"format": 3'))
        newer.replace(log_path)
        for use in (lambda: store.get("models", "a"), store.transaction("ana").__enter__):
            with pytest.raises(StoreUnavailable, match="has format 3"):
                use()


def test_processes_that_open_older_files_at_once_upgrade_them_once(path, old):
    writers = [
        subprocess.Popen(
            [sys.executable, str(WRITER), str(path), f"w{number}", "create", "3", "2"],
            stdout=subprocess.PIPE,
        )
        for number in range(4)
    ]
    assert all(b"ready" in writer.communicate()[0] for writer in writers)
    assert len(backups(path)) == 2
    with closing(JsonFileStore(path)) as store:
        assert store.page("models", Query()).total == 3 + 4 * 3 * 2


def test_older_files_that_may_only_be_read_are_read_as_they_are(path, log_path, old):
    told = run_plainly(READER, str(path), "as-nobody")
    assert told.splitlines()[0] == "['a', 'b', 'c'] 3"
    assert {file.name: file.read_bytes() for file in (path, log_path)} == old
    assert backups(path) == {}
