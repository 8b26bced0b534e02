"""Files of the version before `registry.db` are taken over once, whole, at the first start."""

import gzip
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from registry.errors import NotFound, StoreUnavailable
from registry.services import build
from registry.store.json_file import JsonFileStore
from tests.store.crasher import environment
from tests.store.json_file.deeds import ids, opened, put, read_plain

LEGACY = Path(__file__).parents[2] / "data" / "legacy_store"
EXPECTED = json.loads((LEGACY / "expected.json").read_text())


@pytest.fixture
def legacy(path):
    """The path of a registry whose files an older version wrote."""
    shutil.copytree(LEGACY, path.parent, ignore=shutil.ignore_patterns("*.md", "expected.json"))
    return path


@pytest.fixture
def log(legacy):
    return legacy.with_name("registry.events.jsonl")


def expected_events():
    """The changes as that version read them, those of drafts left out."""
    for line in EXPECTED["commits"]:
        commit = json.loads(line)
        for sequence, change in enumerate(commit["changes"], start=commit["sequence"]):
            if change["kind"] != "drafts":
                yield sequence, commit, change


def check_history(store):
    found = list(reversed(store.events(limit=1000)))
    expected = list(expected_events())
    assert [event.sequence for event in found] == [sequence for sequence, _, _ in expected]
    for event, (_, commit, change) in zip(found, expected, strict=True):
        record = change["record"]
        assert (event.at.isoformat(timespec="microseconds"), event.actor) == (
            (commit["at"], commit["actor"])
        )
        assert (event.kind, event.action, event.from_revision, event.note) == (
            (change["kind"], change["action"], change["from"], change["note"])
        )
        assert event.to_revision == (record and record["revision"])
        assert json.dumps(event.body) == json.dumps(record and record["body"])


def check_entities(store):
    for kind, lines in EXPECTED["entities"].items():
        wanted = {row["id"]: row for row in map(json.loads, lines)}
        assert sorted(ids(store, kind)) == sorted(wanted)
        for id, row in wanted.items():
            record = store.get(kind, id)
            assert json.dumps(record.body) == json.dumps(row["body"])
            times = [
                at.isoformat(timespec="microseconds")
                for at in (record.created_at, record.updated_at)
            ]
            assert times == [row["created_at"], row["updated_at"]]
            assert (record.name, record.revision) == (row["name"], row["revision"])


def test_entities_history_and_living_drafts_are_taken_over(legacy, log):
    with opened(legacy) as store:
        check_history(store)
        check_entities(store)
        assert len(ids(store, "drafts")) == 1
        assert list(store.faults()) == []
    assert sorted(file.name for file in legacy.parent.glob("*.old")) == [
        "registry.events.1.3b43b476b495.jsonl.gz.old", "registry.events.jsonl.old",
    ]  # fmt: skip
    assert not log.exists()
    assert len(read_plain(legacy)) == len(EXPECTED["entities"]["models"])
    with opened(legacy) as store:
        check_history(store)
        check_entities(store)


def test_numbers_go_on_behind_the_last_one(legacy, make_record):
    with opened(legacy) as store:
        put(store, make_record("new"))
        assert store.events(limit=1)[0].sequence == EXPECTED["sequence"] + 1


def test_a_model_is_checked_by_the_template_version_that_it_is_pinned_to(legacy):
    with opened(legacy) as store:
        services = build(store)
        model = services.models.find("default", "pinned")
        template = services.models.template_of(model)
        newest = services.templates.find("default", "vllm")
        assert (model.model_template_version, template.version, newest.version) == (1, 1, 2)
        assert template.model_creation_parameters_schema != newest.model_creation_parameters_schema
        wanted = {"name": "pinned", "model_template_id": template.id, "model_template_version": 1,
                  "model_creation_parameters": {"model_id": "a/b"}}  # fmt: skip
        assert services.models.validate(wanted, workspace="default", id=model.id) == ()
        assert services.models.get(model.id, 1).model_creation_parameters["max_len"] == 10
        (draft,) = services.drafts.list("default", actor="ada")
        assert draft.content == {"token": "alive-secret-2", "half": "\ud800"}
        assert draft.revision == 2


def test_secrets_of_drafts_that_are_gone_are_not_taken_over(legacy):
    with opened(legacy):
        pass
    for file in legacy.parent.iterdir():
        if not file.name.endswith(".old"):
            data = file.read_bytes()
            for secret in (b"discarded-secret", b"draft-of-lab"):
                assert secret not in data, file.name


def test_a_log_without_a_header_is_taken_over(legacy, log):
    """Format 1: everything is in one file."""
    (part,) = legacy.parent.glob("*.gz")
    _, rest = log.read_bytes().split(b"\n", 1)
    log.write_bytes(gzip.decompress(part.read_bytes()) + rest)
    part.unlink()
    with opened(legacy) as store:
        check_history(store)
        check_entities(store)


@pytest.mark.parametrize("tail", [b'{"seq', b"\0" * 50, b'{"sequence": 22, "at": "2026'])
def test_a_torn_last_line_was_no_change(legacy, log, tail):
    log.write_bytes(log.read_bytes() + tail)
    with opened(legacy) as store:
        check_history(store)


def test_a_snapshot_that_was_edited_while_nothing_ran_is_an_edit(legacy):
    content = json.loads(legacy.read_text())
    number, row = next(
        (number, row) for number, row in content["models"].items() if row["name"] == "plain-0"
    )
    row["body"]["description"] = "by hand"
    del content["models"][str(int(number) + 1)]
    legacy.write_text(json.dumps(content))
    with opened(legacy) as store:
        assert store.find("models", "default", "plain-0").body["description"] == "by hand"
        assert store.find("models", "default", "late").revision == 2
        with pytest.raises(NotFound):
            store.find("models", "default", "plain-5")
        assert [e.name for e in store.events() if e.actor == "file"] == ["plain-0"]


def test_a_lost_snapshot_is_no_loss(legacy):
    legacy.unlink()
    with opened(legacy) as store:
        check_history(store)
        check_entities(store)


def broken(data):
    lines = data.splitlines(keepends=True)
    return b"".join([*lines[:3], b"{]\n", *lines[4:]])


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda log, part: log.write_bytes(broken(log.read_bytes())), "line 4 of .*events.jsonl"),
        (lambda log, part: part.unlink(), "which holds older history, cannot be read"),
        (lambda log, part: part.write_bytes(part.read_bytes()[:-9]), "cannot be read"),
        (
            lambda log, part: log.write_bytes(
                log.read_bytes().replace(b'"format": 2', b'"format": 3')
            ),
            "has format 3",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_left_as_it_is(legacy, log, harm, message):
    (part,) = legacy.parent.glob("*.gz")
    whole = {file: file.read_bytes() for file in (log, part)}
    harm(log, part)
    harmed = log.read_bytes()
    with pytest.raises(StoreUnavailable, match=message):
        JsonFileStore(legacy)
    assert log.read_bytes() == harmed
    for file, data in whole.items():
        file.write_bytes(data)
    with opened(legacy) as store:
        check_history(store)


KILLED = """
import os, signal, sys
from pathlib import Path
from registry.store import database, legacy_log
from registry.store.json_file import JsonFileStore
def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)
place = sys.argv[2]
if place == "filling":
    database.DatabaseWriter.save_snapshot_state = kill
elif place == "renaming":
    legacy_log.LegacyLog.set_aside = kill
else:
    names = iter(range(9))
    rename = Path.rename
    Path.rename = lambda self, to: kill() if next(names) else rename(self, to)
JsonFileStore(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("place", ["filling", "renaming", "between two names"])
def test_a_kill_in_between_leaves_all_of_it_before_or_after(legacy, place):
    command = [sys.executable, "-c", KILLED, str(legacy), place]
    done = subprocess.run(command, env=environment(), check=False)
    assert done.returncode == -signal.SIGKILL
    with opened(legacy) as store:
        check_history(store)
        check_entities(store)
    assert len(list(legacy.parent.glob("*.old"))) == 2
    assert not legacy.with_name("registry.events.jsonl").exists()
