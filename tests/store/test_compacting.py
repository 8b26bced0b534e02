"""The log, compacted: smaller, whole, while others use it, and whatever interrupts it."""

import gzip
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.errors import StoreDamaged, StoreUnavailable
from registry.services import build
from registry.store.compacting import compact
from registry.store.json_file import JsonFileStore
from registry.store.log import Log
from registry.store.records import Query
from tests.store.crasher import environment

WRITER = Path(__file__).with_name("writer.py")


@pytest.fixture
def store(path):
    with closing(JsonFileStore(path)) as opened:
        yield opened


def fill(store, make_record, first, count, text="the same words again and again " * 30):
    ids = [f"m{number}" for number in range(first, first + count)]
    for some in (ids[start : start + 7] for start in range(0, count, 7)):
        with store.transaction("ana") as tx:
            for id in some:
                tx.insert(make_record(id, {"text": text, "n": 1}), note="first")
        with store.transaction("ben") as tx:
            for id in some:
                tx.replace(make_record(id, {"text": text, "n": 2}, revision=2), expected=1)
    with store.transaction("eve") as tx:
        tx.delete("models", ids[0])


def told(store):
    """Return everything that the store tells of itself."""
    return (
        store.page("models", Query(limit=10**6)).records,
        store.events(limit=10**6),
        [commit.line() for commit in store.commits()],
    )


def content(log_path):
    with closing(Log(log_path, writable=False)) as log:
        return b"".join(log.blocks(0, log.size(), 1000))


def test_a_compacted_log_is_smaller_and_tells_the_same(path, log_path, store, make_record):
    fill(store, make_record, 0, 300)
    store.close()
    whole = content(log_path)
    with closing(JsonFileStore(path)) as reopened:
        before = told(reopened)
    done = compact(path)
    assert done.before >= len(whole)
    assert done.after == done.file.stat().st_size < done.before / 8
    assert log_path.stat().st_size < 1000
    with closing(JsonFileStore(path)) as reopened:
        assert told(reopened) == before
        assert reopened.events(id="m7", limit=9) == tuple(
            event for event in before[1] if event.id == "m7"
        )
        assert reopened.events(before=100, limit=3) == before[1][-99:][:3]
    assert content(log_path).startswith(whole)


def test_compacting_again_and_again_keeps_every_part(path, log_path, store, make_record):
    for part in range(4):
        fill(store, make_record, 100 * part, 40)
        compact(path)
    fill(store, make_record, 1000, 3)
    before = told(store)
    assert len(before[1]) == 4 * 81 + 7
    store.close()
    segments = sorted(path.parent.glob("registry.events.*.jsonl.gz"))
    assert len(segments) == 4
    unpacked = b"".join(gzip.decompress(each.read_bytes()) for each in segments)
    assert content(log_path).startswith(unpacked)
    path.unlink()
    with closing(JsonFileStore(path)) as reopened:
        assert told(reopened) == before


def test_a_log_that_gains_nothing_is_left_alone(path, log_path, store):
    before = log_path.read_bytes()
    assert compact(path).file is None
    assert log_path.read_bytes() == before


def test_history_longer_than_a_block_is_read_back(path, store, make_record):
    noise = random.Random(5)
    for number in range(40):
        with store.transaction("ana") as tx:
            tx.insert(make_record(f"m{number}", {"text": noise.randbytes(50_000).hex()}))
    before = told(store)
    compact(path)
    assert told(store) == before
    assert store.events(id="m17")[0].body == store.get("models", "m17").body


def test_a_running_store_goes_on_and_so_does_its_history(path, store, make_record):
    fill(store, make_record, 0, 50)
    store.events(id="m3")
    before = told(store)
    compact(path)
    assert told(store) == before
    fill(store, make_record, 100, 2)
    assert [event.id for event in store.events(id="m100")] == ["m100"] * 3
    assert store.events(id="m3") == tuple(event for event in before[1] if event.id == "m3")
    with closing(JsonFileStore(path)) as other:
        assert told(other) == told(store)


def test_commits_are_read_on_while_the_log_is_compacted(path, store, make_record, monkeypatch):
    monkeypatch.setattr("registry.store.history._PORTION", 20)
    fill(store, make_record, 0, 100)
    lines = [commit.line() for commit in store.commits()]
    reading = store.commits()
    first = next(reading).line()
    compact(path)
    assert store.get("models", "m5").revision == 2
    assert [first, *(commit.line() for commit in reading)] == lines


def test_what_writers_acknowledge_while_the_log_is_compacted_is_there(path, store, make_record):
    fill(store, make_record, 0, 100)
    writers = [
        subprocess.Popen(
            [sys.executable, str(WRITER), str(path), f"w{number}", "create", "60", "4"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    compacted = 0
    while any(writer.poll() is None for writer in writers):
        compacted += compact(path).file is not None
    created = {line for writer in writers for line in writer.communicate()[0].split()} - {"ready"}
    assert compacted > 1
    assert len(created) == 2 * 4 * 60
    kept = {record.id for record in store.page("models", Query(limit=10**6)).records}
    assert kept >= created
    events = store.events(limit=10**6)
    assert [event.sequence for event in reversed(events)] == list(range(1, len(events) + 1))
    assert {event.id for event in events} >= created


def compact_and_kill(path, after_s):
    command = [sys.executable, "-c", COMPACT_FOREVER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)


COMPACT_FOREVER = """
import os, sys
from pathlib import Path
from registry.store import compacting
compacting._WORTH = 1
path = Path(sys.argv[1])
os.write(1, b"ready\\n")
while True:
    compacting.compact(path)
    with (path.parent / "registry.events.jsonl").open("ab") as log:
        log.write(b'{"snapshot": "0", "through": 0, "offset": 0, "file": [0, 0, 0]}\\n' * 8000)
"""


def check_kills(path, make_record, kills):
    with closing(JsonFileStore(path)) as store:
        fill(store, make_record, 0, 60)
        before = told(store)
    for _ in range(kills):
        compact_and_kill(path, random.uniform(0, 0.15))
        with closing(JsonFileStore(path)) as reopened:
            assert told(reopened) == before
    assert list(path.parent.glob("registry.events.*.jsonl.gz"))


def test_a_compaction_that_is_killed_loses_nothing(path, make_record):
    check_kills(path, make_record, 4)


@pytest.mark.soak
def test_fifty_compactions_that_are_killed_lose_nothing(tmp_path, make_record):
    for number in range(10):
        # A registry begins anew each time: reading it takes longer with every compaction.
        check_kills(tmp_path / str(number) / "registry.json", make_record, 5)


def test_a_copy_of_log_and_segments_in_that_order_is_whole(
    path, log_path, store, make_record, tmp_path
):
    fill(store, make_record, 0, 40)
    compact(path)
    fill(store, make_record, 50, 40)
    before = told(store)
    copied = tmp_path / "copy"
    copied.mkdir()
    shutil.copy(log_path, copied)
    compact(path)
    for file in path.parent.glob("*.gz"):
        shutil.copy(file, copied)
    with closing(JsonFileStore(copied / path.name)) as other:
        assert told(other) == before


def test_a_missing_or_damaged_segment_is_told_and_everything_left_as_it_is(
    path, log_path, store, make_record
):
    fill(store, make_record, 0, 60)
    segment = compact(path).file
    store.close()
    good = segment.read_bytes()
    segment.unlink()
    with pytest.raises(StoreDamaged, match=rf"{segment.name}.* it is not there; put back a copy"):
        JsonFileStore(path)
    segment.write_bytes(good[:-1])
    with pytest.raises(StoreDamaged, match=f"expected {len(good)} bytes, got {len(good) - 1}"):
        JsonFileStore(path)
    segment.write_bytes(good[:100] + b"damaged" + good[107:])
    with pytest.raises(StoreDamaged, match="block 1 is damaged"):
        JsonFileStore(path)
    segment.write_bytes(good)
    with closing(JsonFileStore(path)) as reopened:
        assert len(reopened.events(limit=1000)) == 121


def test_damage_in_a_segment_is_told_with_its_line(path, log_path, store, make_record):
    fill(store, make_record, 0, 60)
    store.close()
    lines = log_path.read_bytes().splitlines(keepends=True)
    lines[9] = lines[9].replace(b'"sequence"', b"'sequence'")
    log_path.write_bytes(b"".join(lines))
    segment = compact(path).file
    with (
        closing(JsonFileStore(path)) as reopened,
        pytest.raises(StoreDamaged, match=rf"line 9 of .*{segment.name}"),
    ):
        reopened.events(limit=1000)


def test_a_registry_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreUnavailable, match="is not there"):
        compact(tmp_path / "registry.json")


def pattern(description):
    image = {"registry": "docker.io", "image": "acme/echo", "tag": "v1"}
    return {
        "name": "echo",
        "description": description,
        "endpoint_type": "STREAMING",
        "model_type": "CHAT_COMPLETION",
        "vendor_configuration": {"bundle_config": image},
    }


def test_old_versions_are_listed_and_restored_from_a_segment(path, store, monkeypatch):
    monkeypatch.setattr("registry.store.compacting._WORTH", 1)
    services = build(store)
    made = services.templates.create(pattern("first"), workspace="default", actor="ana")
    services.templates.change(made.id, pattern("second"), expected=1, actor="ben")
    listed, old = services.templates.versions(made.id), services.templates.get(made.id, 1)
    assert compact(path).file is not None
    assert services.templates.versions(made.id) == listed
    assert services.templates.get(made.id, 1) == old
    restored = services.templates.restore(made.id, 1, expected=2, actor="eve")
    assert (restored.version, restored.description) == (3, old.description)


def test_the_command_says_how_much_smaller_the_log_is(path, store, make_record, monkeypatch):
    fill(store, make_record, 0, 60)
    monkeypatch.setenv("PATTERNSHOP_STORE", f"tinydb:///{path}")
    done = CliRunner().invoke(app, ["compact"])
    assert done.exit_code == 0
    assert re.fullmatch(
        r"[\d.]+ kB of history are [\d.]+ kB now, in .*\.1\.\w+\.jsonl\.gz\n", done.output
    )
    again = CliRunner().invoke(app, ["compact"])
    assert again.output == "nothing to compact: the log is small as it is\n"


def test_the_command_is_for_files(monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_STORE", "memory://")
    done = CliRunner().invoke(app, ["compact"])
    assert done.exit_code == 1
    assert "only a registry in a file has a log to compact" in done.output
