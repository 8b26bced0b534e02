"""The TinyDB file store: files that cannot be read, and a history that can."""

import sqlite3
import time

import pytest

from registry.errors import StoreDamaged
from registry.store.json_file import JsonFileStore
from registry.store.records import Query
from tests.store.json_file.deeds import eventually, ids, opened, put, read_plain

BROKEN = {
    "not JSON": (b'{"models": {"1": {]}}', "line 1, column 19 of .*registry.json is not JSON"),
    "cut short": (b'{"models":\n {"1": ', "line 2"),
    "not text": (b"\xff\xfe\x00", "cannot be read"),
    "a list": (b"[]", "an object of tables"),
    "a table that is a list": (b'{"models": []}', "numbered entities in table 'models'"),
    "an entity that is a text": (b'{"models": {"1": "x"}}', "entity '1' of table 'models'"),
    "no number": (b'{"models": {"one": {}}}', "entity 'one' of table 'models'"),
    "half a character in a name": (
        rb'{"m": {"1": {"id": "a", "workspace": "w", "name": "\ud800", "body": {}}}}',
        "a text in 'name'",
    ),
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
    assert "correct it, or move it away" in caught.value.remedy
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


def test_a_damaged_database_is_refused_and_left_untouched(path, database, make_record):
    with opened(path) as store:
        put(store, *(make_record(str(n), {"t": "x" * 500}) for n in range(100)))
    good = database.read_bytes()
    for harmed in (b"no database at all " * 400, good[:4096] + bytes(8192) + good[12288:]):
        database.write_bytes(harmed)
        with pytest.raises(StoreDamaged, match=r"registry\.db is damaged.*restore FILE"):
            JsonFileStore(path)
        assert database.read_bytes() == harmed
    database.write_bytes(good)
    with opened(path) as store:
        assert store.page("models", Query(limit=0)).total == 100


def test_what_differs_from_the_last_event_is_found(path, database, make_record):
    with opened(path) as store:
        put(store, *(make_record(id) for id in "abc"))
        with store.transaction("ana") as tx:
            tx.delete("models", "c")
        assert list(store.faults()) == []
        connection = sqlite3.connect(database)
        connection.execute("DELETE FROM entities WHERE id = 'a'")
        connection.execute("UPDATE entities SET sequence = 1 WHERE id = 'b'")
        connection.execute("INSERT INTO entities VALUES ('models', 'c', 3, 3)")
        connection.execute("INSERT INTO entities VALUES ('models', 'x', 9, 9)")
        connection.commit()
        connection.close()
        found = sorted(fault.rpartition("models ")[2] for fault in store.faults())
    assert found == [f"{id} is not what its last event made it" for id in "abcx"]


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
        assert [len(commit.changes) for commit in store.commits()] == [1, 3000, 1]
