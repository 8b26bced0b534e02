"""The TinyDB file store: a full, read-only or wrong place, and the end."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from registry.errors import StoreUnavailable
from registry.store.json_file import JsonFileStore
from tests.store.json_file.deeds import (
    eventually,
    finish,
    ids,
    opened,
    put,
    read_plain,
    start_writer,
)


def test_a_full_disk_refuses_the_change_and_keeps_the_rest(path):
    process = start_writer(path, "w", "limit", 200_000, 1)
    *created, refused, total, last = finish(process)
    assert process.returncode == 0
    assert "registry.db cannot be written: " in refused
    assert "nothing was changed" in refused
    assert total == f"total: {len(created)}"
    assert len(created) > 5
    with opened(path) as store:
        assert set(ids(store)) == {*created, last}
        assert len(store.events(limit=1000)) == len(created) + 1
    assert read_plain(path).keys() == {*created, last}


@pytest.fixture
def shared_folder():
    """A folder that other users can reach, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


READ_THEN_WRITE = """
import os
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from registry.errors import StoreUnavailable
from registry.store.records import Query
from registry.store.json_file import JsonFileStore
if os.geteuid() == 0:  # root may write everywhere; anybody else is as good as nobody
    os.setgid(65534)
    os.setuid(65534)
store = JsonFileStore(Path(sys.argv[1]))
print([r.id for r in store.page("models", Query()).records], len(store.events()), flush=True)
try:
    with store.transaction("ana") as tx:
        tx.delete("models", "x")
except StoreUnavailable as error:
    print(error)
store.close()
"""


def test_a_read_only_folder_can_be_read_and_says_what_to_do(shared_folder, make_record):
    path = shared_folder / "registry.json"
    with opened(path) as store:
        put(store, make_record("x"))
    for lock in shared_folder.glob("*.lock"):
        lock.unlink()
    for file in shared_folder.iterdir():
        file.chmod(0o444)
    shared_folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ_THEN_WRITE, str(path), str(Path.cwd())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    first, second = done.stdout.splitlines()
    assert first == "['x'] 1"
    assert "registry.db is on a read-only medium, or may not be written" in second
    assert "set PATTERNSHOP_STORE" in second


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="parents are folders"):
        JsonFileStore(tmp_path / "file" / "registry.json")
    with pytest.raises(StoreUnavailable, match="parents are folders"):
        JsonFileStore(tmp_path / "file" / "deeper" / "registry.json")


@pytest.mark.parametrize("name", ["registry.json", "registry.db"])
def test_a_folder_in_the_place_of_a_file_is_told(path, name):
    path.with_name(name).mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match=r"cannot be (read|opened)"):
        JsonFileStore(path)


def test_a_snapshot_that_cannot_be_written_is_tried_again(path, caplog, make_record):
    draft = path.with_name("registry.json.tmp")
    with opened(path) as store:
        draft.mkdir()
        put(store, make_record("x"))
        eventually(lambda: "tried again" in caplog.text)
        assert ids(store) == ["x"]
        draft.rmdir()
        eventually(path.exists)
    assert list(read_plain(path)) == ["x"]


def test_a_closed_store_says_so(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    for use in (
        lambda: store.get("models", "x"),
        store.events,
        lambda: put(store, make_record("y")),
    ):
        with pytest.raises(StoreUnavailable, match="closed"):
            use()


def test_closing_writes_the_snapshot(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    assert list(read_plain(path)) == ["x"]
