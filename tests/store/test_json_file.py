"""The TinyDB file store: its files, crashes, hand edits and neighbours."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from registry.errors import StoreDamaged, StoreUnavailable
from registry.store.base import Query
from registry.store.header import Header
from registry.store.json_file import JsonFileStore

WRITER = Path(__file__).with_name("writer.py")


@contextlib.contextmanager
def opened(path):
    store = JsonFileStore(path)
    try:
        yield store
    finally:
        store.close()


def put(store, *records, actor="ana"):
    with store.transaction(actor) as tx:
        for record in records:
            tx.insert(record)


def ids(store, kind="models"):
    return [record.id for record in store.page(kind, Query()).records]


def eventually(check, *, within_s=5.0):
    """Return the first true answer of `check`."""
    end = time.monotonic() + within_s
    while not (answer := check()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return answer


def read_plain(path, table="models"):
    with TinyDB(path, access_mode="r") as db:
        return {document["id"]: document for document in db.table(table).all()}


def start_writer(path, *arguments):
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(path), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process):
    # Not communicate(): it would pass over what readline() has buffered.
    with process:
        output = process.stdout.read()
    return [line for line in output.splitlines() if line != "ready"]


# Files


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


# Crashes


def test_a_torn_last_line_is_cut_off(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    whole = log_path.read_bytes()
    for tail in (b'{"seq', b"\0" * 50, b'{"sequence": 2, "at": "2026'):
        log_path.write_bytes(whole + tail)
        with opened(path) as store:
            assert ids(store) == ["x"]
        assert log_path.read_bytes() == whole


def test_a_last_line_that_lacks_only_its_end_is_kept(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        header, first, *_ = log_path.read_bytes().splitlines(keepends=True)
        log_path.write_bytes(header + first.rstrip())
    with opened(path) as store:
        assert ids(store) == ["x"]
        put(store, make_record("y"))
    with opened(path) as store:
        assert ids(store) == ["x", "y"]


def test_a_crash_between_mark_and_replacement_loses_nothing(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    old = path.read_bytes()
    with opened(path) as store:
        put(store, make_record("y"))
    new = path.read_bytes()
    assert b"snapshot" in log_path.read_bytes().splitlines()[-1]
    for found in (old, new):
        path.write_bytes(found)
        with opened(path) as store:
            assert ids(store) == ["x", "y"]
            assert len(store.events()) == 2
        assert path.read_bytes() == new


def test_a_writer_mends_what_another_process_left_torn(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        with log_path.open("ab") as log:
            log.write(b'{"sequence": 2, "torn')
        assert ids(store) == ["x"]
        put(store, make_record("y"))
        assert ids(store) == ["x", "y"]
    with opened(path) as store:
        assert ids(store) == ["x", "y"]


def kill_while_writing(path, round_, pause_s):
    """Kill a writer with SIGKILL in the middle of its work and return what it acknowledged."""
    process = start_writer(path, f"r{round_}", "create", 100_000, 2)
    assert process.stdout.readline() == "ready\n"
    time.sleep(pause_s)
    process.kill()
    return finish(process)


def check_after_kills(path, rounds):
    acknowledged = []
    for round_ in range(rounds):
        acknowledged += kill_while_writing(path, round_, 0.02 + 0.04 * (round_ % 13))
        if path.exists():
            read_plain(path)
    with opened(path) as store:
        kept = {record.id for record in store.page("models", Query(limit=10**9)).records}
        assert len(acknowledged) > rounds
        assert kept >= set(acknowledged)
        # Each of the two threads may have had one commit durable but not yet acknowledged.
        assert len(kept) <= len(acknowledged) + 2 * rounds
        assert len(store.events(limit=10**9)) == len(kept)
    assert read_plain(path).keys() == kept


def test_a_killed_writer_loses_nothing_it_acknowledged(path):
    check_after_kills(path, 8)


@pytest.mark.soak
def test_two_hundred_killed_writers_lose_nothing_they_acknowledged(path):
    check_after_kills(path, 200)


# Hand edits


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


BROKEN = {
    "not JSON": (b'{"models": {"1": {]}}', "line 1, column 19 of .*registry.json is not JSON"),
    "cut short": (b'{"models":\n {"1": ', "line 2"),
    "not text": (b"\xff\xfe\x00", "cannot be read"),
    "a list": (b"[]", "an object of tables"),
    "a table that is a list": (b'{"models": []}', "numbered entities in table 'models'"),
    "an entity that is a text": (b'{"models": {"1": "x"}}', "entity '1' of table 'models'"),
    "no number": (b'{"models": {"one": {}}}', "entity 'one' of table 'models'"),
    "no id": (b'{"models": {"1": {"name": "x"}}}', "a text in 'id'"),
    "no body": (
        b'{"models": {"1": {"id": "a", "workspace": "w", "name": "x"}}}',
        "an object in 'body'",
    ),
    "a wrong revision": (
        b'{"m": {"1": {"id": "a", "workspace": "w", "name": "x", "body": {}, "revision": 0}}}',
        "'revision'",
    ),
    "a wrong time": (
        b'{"m": {"1": {"id": "a", "workspace": "w", "name": "x", "body": {}, "created_at": 5}}}',
        "'created_at'",
    ),
    "an unknown property": (
        b'{"m": {"1": {"id": "a", "workspace": "w", "name": "x", "body": {}, "spec": 0}}}',
        "'spec'",
    ),
    "NaN": (
        b'{"m": {"1": {"id": "a", "workspace": "w", "name": "x", "body": {"v": NaN}}}}',
        "NaN",
    ),
    "a huge integer": (
        b'{"m": {"1": {"id": "a", "workspace": "w", "name": "x", "body": {"v": %b}}}}'
        % (b"9" * 5000),
        "4300 digits",
    ),
    "endless nesting": (b'{"m": ' + b"[" * 100_000, "recursion|nested"),
    "a property twice": (b'{"m": {"1": {}, "1": {}}}', "'1'"),
    "a name twice": (
        b'{"m": {"1": {"id": "a", "workspace": "w", "name": "x", "body": {}},'
        b' "2": {"id": "b", "workspace": "w", "name": "x", "body": {}}}}',
        "another name than entity 1",
    ),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_an_unreadable_file_is_refused_and_left_untouched(path, make_record, content, message):
    with opened(path) as store:
        put(store, make_record("x"))
    good = path.read_bytes()
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match=message) as caught:
        JsonFileStore(path)
    assert "mend it, or move it away" in caught.value.remedy
    assert path.read_bytes() == content
    path.write_bytes(good)
    with opened(path) as store:
        assert ids(store) == ["x"]


def test_an_unreadable_file_is_refused_without_a_log_too(path):
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(StoreDamaged, match="not JSON"):
        JsonFileStore(path)
    assert path.read_text() == "{"


def test_a_running_store_reads_on_but_writes_nothing_over_an_unreadable_file(path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        eventually(path.exists)
        good = path.read_bytes()
        path.write_text("{ half a ")
        with pytest.raises(StoreDamaged, match="line 1, column 3"):
            put(store, make_record("y"))
        assert ids(store) == ["x"]
        time.sleep(0.7)
        assert path.read_text() == "{ half a "
        path.write_bytes(good)
        put(store, make_record("y"))
        eventually(lambda: len(read_plain(path)) == 2)


def test_a_damaged_line_of_the_log_is_told_with_its_number(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
        put(store, make_record("y"))
        put(store, make_record("z"))
    path.unlink()
    lines = log_path.read_bytes().splitlines(keepends=True)
    for broken in (b"{]\n", b"[]\n", b'{"sequence": 9}\n', b""):
        content = lines[0] + broken + b"".join(lines[2:])
        log_path.write_bytes(content)
        with pytest.raises(StoreDamaged, match=r"line 2 of .*registry.events.jsonl"):
            JsonFileStore(path)
        assert log_path.read_bytes() == content


def test_a_damaged_mark_of_the_snapshot_is_told_with_its_line(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("a"))
    log_path.write_bytes(log_path.read_bytes().replace(b'"through"', b'"thrXugh"'))
    with pytest.raises(StoreDamaged, match=r"line 3 of .*events\.jsonl cannot be read"):
        JsonFileStore(path)


def test_old_damage_in_the_log_is_told_when_history_is_read(path, log_path, make_record):
    with opened(path) as store:
        for id in "xyz":
            put(store, make_record(id))
    first, second, *rest = log_path.read_bytes().splitlines(keepends=True)
    log_path.write_bytes(first + second.replace(b'"at"', b"'at'") + b"".join(rest))
    with opened(path) as store:
        assert ids(store) == ["x", "y", "z"]
        assert store.events(limit=1)[0].id == "z"
        for ask in ({"limit": 3}, {"id": "x"}):
            with pytest.raises(StoreDamaged, match="line 2"):
                store.events(**ask)


# The log as history


def test_a_long_history_is_read_from_any_place(path, make_record):
    filler = "x" * 3000
    with opened(path) as store:
        for n in range(120):
            put(store, make_record(f"a{n}", {"t": filler}), make_record(f"b{n}"))
        every = store.events(limit=1000)
        assert len(every) == 240
        assert [event.sequence for event in every] == list(range(240, 0, -1))
        for before in (1, 2, 3, 77, 78, 200, 240, 241, 10_000):
            expected = tuple(event for event in every if event.sequence < before)[:7]
            assert store.events(before=before, limit=7) == expected
        assert [event.id for event in store.events(id="b50")] == ["b50"]
        put(store, make_record("late"))
        assert [event.id for event in store.events(id="late")] == ["late"]


def test_a_commit_longer_than_any_block_is_read_back(path, make_record):
    with opened(path) as store:
        put(store, make_record("first"))
        put(store, *(make_record(str(n), {"t": "y" * 1000}) for n in range(3000)))
        put(store, make_record("last"))
        assert [e.id for e in store.events(limit=2)] == ["last", "2999"]
        assert [e.id for e in store.events(id="1234")] == ["1234"]
        assert store.events(before=2)[0].id == "first"
    path.unlink()
    with opened(path) as store:
        assert store.page("models", Query(limit=0)).total == 3002


# Neighbours


def test_reads_see_what_another_store_has_acknowledged(path, make_record):
    with opened(path) as one, opened(path) as other:
        for n in range(20):
            put((one, other)[n % 2], make_record(str(n)))
            assert (other, one)[n % 2].get("models", str(n)).id == str(n)
        assert one.events(limit=30) == other.events(limit=30)


def test_readers_do_not_wait_for_a_transaction_elsewhere(path, make_record):
    with opened(path) as writer, opened(path) as reader:
        put(writer, make_record("x"))
        with writer.transaction("ana") as tx:
            tx.insert(make_record("y"))
            begin = time.monotonic()
            assert ids(reader) == ["x"]
            assert time.monotonic() - begin < 1
        assert ids(reader) == ["x", "y"]


def test_a_log_that_was_put_back_from_a_copy_is_read_anew(path, log_path, make_record):
    with opened(path) as store:
        put(store, make_record("x"))
    saved = log_path.read_bytes(), path.read_bytes()
    with opened(path) as store:
        put(store, make_record("y"))
        eventually(lambda: "y" in read_plain(path))
        log_path.with_name("old").write_bytes(saved[0])
        path.with_name("old.json").write_bytes(saved[1])
        path.with_name("old.json").replace(path)
        log_path.with_name("old").replace(log_path)
        assert ids(store) == ["x"]
        put(store, make_record("z"))
        assert ids(store) == ["x", "z"]


def test_sixteen_threads_in_four_processes_lose_nothing(path):
    writers = [start_writer(path, f"p{n}", "create", 25, 4) for n in range(4)]
    acknowledged = [id for writer in writers for id in finish(writer)]
    assert len(set(acknowledged)) == 400
    with opened(path) as store:
        kept = {record.id for record in store.page("models", Query(limit=1000)).records}
        assert kept == set(acknowledged)
        assert len({event.sequence for event in store.events(limit=1000)}) == 400
    assert read_plain(path).keys() == kept


def test_names_wanted_by_four_processes_go_to_exactly_one_each(path):
    writers = [start_writer(path, f"p{n}", "claim", 30, 1) for n in range(4)]
    won = [id for writer in writers for id in finish(writer)]
    assert sorted(int(id.split("-")[1]) for id in won) == list(range(30))


def watch_plain_reads(path, count):
    """Run eight writers, and read the snapshot with plain TinyDB all the while."""
    with opened(path):
        pass
    writers = [start_writer(path, f"p{n}", "create", count, 1) for n in range(8)]
    reads, before = 0, 0
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            found = len(read_plain(path))
            assert found >= before
            before = found
            reads += 1
    assert sum(len(finish(writer)) for writer in writers) == 8 * count
    assert len(read_plain(path)) == 8 * count
    return reads


def test_plain_tinydb_opens_the_snapshot_at_any_moment(path):
    assert watch_plain_reads(path, 25) > 5


@pytest.mark.soak
def test_plain_tinydb_opens_the_snapshot_at_any_moment_for_long(path):
    assert watch_plain_reads(path, 1000) > 100


def test_the_snapshot_is_a_second_behind_at_most_while_threads_write(path, make_record):
    stop = threading.Event()
    acknowledged, lags = {}, []

    def write(store, thread):
        n = 0
        while not stop.is_set():
            id = f"{thread}-{n}"
            put(store, make_record(id))
            acknowledged[id] = time.monotonic()
            n += 1

    with opened(path) as store:
        threads = [threading.Thread(target=write, args=(store, n)) for n in range(8)]
        for thread in threads:
            thread.start()
        try:
            end = time.monotonic() + 3
            while time.monotonic() < end:
                began = time.monotonic()
                known = list(acknowledged.items())
                there = read_plain(path).keys() if path.exists() else set()
                lags.append(max((began - at for id, at in known if id not in there), default=0))
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    # One read in ten may meet a disk that is busy with something else.
    assert sorted(lags)[len(lags) * 9 // 10] < 1


# Trouble with the disk


def test_a_full_disk_refuses_the_change_and_keeps_the_rest(path, log_path):
    process = start_writer(path, "w", "limit", 20_000, 1)
    *created, refused, total, last = finish(process)
    assert process.returncode == 0
    assert "registry.events.jsonl cannot be written: File too large" in refused
    assert "free some space there and try again" in refused
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
from registry.store.base import Query
from registry.store.header import Header
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
    assert "registry.json is on a read-only medium, or may not be written" in second
    assert "set PATTERNSHOP_STORE" in second


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="parents are folders"):
        JsonFileStore(tmp_path / "file" / "registry.json")
    with pytest.raises(StoreUnavailable, match="parents are folders"):
        JsonFileStore(tmp_path / "file" / "deeper" / "registry.json")


def test_a_folder_in_the_place_of_the_file_is_told(path):
    path.mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match="not to a folder"):
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
