import json
import os
import pty
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from registry.bootstrap import open_services
from registry.cli import app
from registry.settings import load
from registry.store.factory import open_store
from tests.store.crasher import environment, record


def run(*arguments: str, input: str | None = None):
    return CliRunner().invoke(app, arguments, input, catch_exceptions=False)


@pytest.fixture
def source(tmp_path, monkeypatch) -> str:
    """The URL of a file with the samples, which is what the settings name."""
    url = f"tinydb:///{tmp_path}/registry.json"
    monkeypatch.setenv("PATTERNSHOP_STORE", url)
    run("demo")
    return url


def test_a_registry_moves_to_postgresql_and_back(source, tmp_path, postgres_url):
    there = run("migrate", "--from", source, "--to", postgres_url)
    assert there.exit_code == 0
    assert "the same in both: 10 templates, 10 events, SHA-256" in there.output
    back = f"tinydb:///{tmp_path}/back.json"
    assert run("migrate", "--from", postgres_url, "--to", back).exit_code == 0
    assert (tmp_path / "back.json").read_text() == (tmp_path / "registry.json").read_text()
    with closing(open_services(load(store=postgres_url, samples=False))) as registry:
        assert registry.services.templates.find("default", "vllm-openai").version == 1


def test_a_second_move_finds_everything_there(source, tmp_path):
    target = f"tinydb:///{tmp_path}/copy.json"
    run("migrate", "--from", source, "--to", target)
    again = run("migrate", "--from", source, "--to", target)
    assert again.exit_code == 0
    assert "10 of 10 events are there already" in again.output


@pytest.fixture
def long_past(tmp_path) -> str:
    """The URL of a file with 6,000 events, of 500 in each commit."""
    url = f"tinydb:///{tmp_path}/long.json"
    with closing(open_store(url, base=tmp_path)) as store:
        for start in range(0, 6_000, 500):
            with store.transaction("ana") as tx:
                for number in range(start, start + 500):
                    tx.insert(record(f"{number:05}"))
    return url


def moving(source: str, target: str, **streams) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "registry", "migrate", "--from", source, "--to", target]
    return subprocess.Popen(command, env=environment(), **streams)


def last_event(url: str) -> int:
    with closing(open_store(url, base=Path())) as store:
        newest = store.events(limit=1)
    return newest[0].sequence if newest else 0


def kill_in_the_middle(source: str, target: str, has_begun) -> int:
    """Return how many events a move had made when it was killed."""
    with moving(source, target) as process:
        end = time.monotonic() + 60
        while not has_begun():
            assert process.poll() is None
            assert time.monotonic() < end
        process.kill()
    return last_event(target)


def shown_on_a_terminal(source: str, target: str) -> str:
    """Return what a move writes to a terminal, on which alone there is a bar."""
    ours, theirs = pty.openpty()
    shown = b""
    with moving(source, target, stdout=theirs) as process, os.fdopen(ours, "rb", 0) as screen:
        os.close(theirs)
        with suppress(OSError):  # how Linux says that the other end was closed
            while part := screen.read(1 << 16):
                shown += part
    assert process.returncode == 0
    return shown.decode()


def check_that_it_goes_on(source: str, target: str, has_begun) -> None:
    there = kill_in_the_middle(source, target, has_begun)
    assert 0 < there < 6_000
    assert there % 500 == 0
    shown = shown_on_a_terminal(source, target)
    assert f"{there} of 6000 events are there already" in shown
    assert "Copying" in shown
    assert "100%" in shown
    assert "the same in both: 6000 models, 6000 events, SHA-256" in shown


def test_a_move_to_postgresql_that_was_killed_goes_on_where_it_ended(long_past, postgres_url):
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:

        def has_begun() -> bool:
            turn = connection.execute("SELECT sequence FROM patternshop_write_lock").fetchone()
            return turn[0] >= 500

        check_that_it_goes_on(long_past, postgres_url, has_begun)


def test_a_move_to_a_file_that_was_killed_goes_on_where_it_ended(long_past, tmp_path):
    log = tmp_path / "target.db-wal"
    check_that_it_goes_on(
        long_past,
        f"tinydb:///{tmp_path}/target.json",
        lambda: log.exists() and log.stat().st_size > 500_000,
    )


@pytest.mark.parametrize(
    ("tampering", "place"),
    [
        (
            "UPDATE patternshop_entities SET name = 'other' WHERE name = 'tgi'",
            "templates default/tgi",
        ),
        (
            "UPDATE patternshop_entities SET body = '{}' WHERE name = 'tgi'",
            "templates default/tgi",
        ),
        ("DELETE FROM patternshop_entities WHERE name = 'tgi'", "templates default/tgi"),
        ("UPDATE patternshop_events SET actor = 'eve' WHERE sequence = 7", "event 7"),
    ],
    ids=["name", "body", "gone", "event"],
)
def test_what_is_not_the_same_in_the_target_is_found(source, postgres_url, tampering, place):
    assert run("migrate", "--from", source, "--to", postgres_url).exit_code == 0
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        assert connection.execute(tampering).rowcount == 1
    again = run("migrate", "--from", source, "--to", postgres_url)
    assert again.exit_code == 1
    assert f"not the same as the source: {place}" in again.stderr


def test_a_move_onto_another_registry_is_refused(source, tmp_path):
    target = f"tinydb:///{tmp_path}/other.json"
    other = open_services(load(store=target, samples=False))
    other.services.workspaces.create({"name": "mine"}, actor="eve")
    other.close()
    refused = run("migrate", "--from", source, "--to", target)
    assert refused.exit_code == 1
    assert "the target holds 1 events" in refused.stderr


def elsewhere(monkeypatch, tmp_path):
    """From now on commands use a registry that is empty."""
    monkeypatch.setenv("PATTERNSHOP_STORE", f"tinydb:///{tmp_path}/elsewhere.json")


def test_an_export_to_a_file_is_imported_elsewhere(source, tmp_path, monkeypatch):
    file = str(tmp_path / "out.jsonl")
    written = run("export", file)
    assert (written.exit_code, written.stdout) == (0, "")
    assert "10 documents written" in written.stderr
    elsewhere(monkeypatch, tmp_path)
    dry = run("import", file, "--dry-run")
    assert dry.exit_code == 0
    assert dry.output.count("create template default/") == 10
    assert run("check").output == "nothing is wrong\n"
    summary = "10 created, 0 updated, 0 unchanged, 0 conflicts, 0 rejected\n"
    assert run("import", file).output == summary
    assert (
        run("import", file).output
        == "0 created, 0 updated, 10 unchanged, 0 conflicts, 0 rejected\n"
    )


def test_an_export_to_a_folder_is_imported_elsewhere(source, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    assert run("export", str(folder)).exit_code == 0
    assert (folder / "templates" / "default" / "vllm-openai.yaml").is_file()
    elsewhere(monkeypatch, tmp_path)
    assert run("import", str(folder)).output.startswith("10 created, 0 updated")


def test_an_export_to_a_zip_is_imported_elsewhere(source, tmp_path, monkeypatch):
    file = str(tmp_path / "out.zip")
    assert run("export", file, "--kind", "template", "--workspace", "default").exit_code == 0
    elsewhere(monkeypatch, tmp_path)
    assert run("import", file).output.startswith("10 created, 0 updated")
    refused = run("export", file, "--kind", "poem")
    assert refused.exit_code == 2
    assert "expected workspace, template" in refused.stderr


def test_the_output_of_one_is_the_input_of_the_other(source, tmp_path, monkeypatch):
    lines = run("export", "-").stdout
    elsewhere(monkeypatch, tmp_path)
    assert run("import", "-", input=lines).output.startswith("10 created, 0 updated")


def test_what_cannot_be_taken_in_is_told_and_ends_with_an_error(source, tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_text('{"kind": "poem"}\n')
    told = run("import", str(file))
    assert told.exit_code == 1
    assert "rejected line 1: /kind: expected one of workspace, template" in told.stderr
    assert run("import", str(tmp_path / "nowhere.jsonl")).exit_code == 2
    assert run("export", str(tmp_path / "nowhere" / "x.jsonl")).exit_code == 2


def test_the_history_is_written_as_text_with_secrets_masked(source, tmp_path):
    with closing(open_services(load(samples=False))) as registry:
        template = registry.services.templates.find("default", "tgi")
        schema = {
            **template.model_creation_parameters_schema,
            "properties": {
                "model_id": {"type": "string"},
                "token": {"type": "string", "writeOnly": True},
            },
            "required": [],
        }
        wanted = {
            "name": "open",
            "endpoint_type": "STREAMING",
            "model_type": "CHAT_COMPLETION",
            "vendor_configuration": template.vendor_configuration.to_json(),
            "model_creation_parameters_schema": schema,
        }
        own = registry.services.templates.create(wanted, workspace="default", actor="ada")
        given = {"model_id": "a/b", "token": "hunter2"}
        model = registry.services.models.create(
            {"name": "m", "model_template_id": own.id, "model_creation_parameters": given},
            workspace="default", actor="ada",
        )  # fmt: skip
        registry.services.models.delete(model.id, actor="eve")
    lines = run("export", "--events", "-").stdout.splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    assert [event["sequence"] for event in events] == list(range(1, 14))
    made, deleted = events[-2:]
    assert (made["actor"], made["kind"], made["name"], made["to_revision"]) == (
        "ada",
        "model",
        "m",
        1,
    )
    assert made["body"]["model_creation_parameters"] == {"model_id": "a/b", "token": "••••••••"}
    assert (deleted["action"], deleted["to_revision"], "body" in deleted) == ("delete", None, False)
    file = tmp_path / "events.jsonl"
    assert run("export", "--events", "--secrets", "--kind", "model", str(file)).exit_code == 0
    assert len(file.read_text().splitlines()) == 2
    assert "hunter2" in file.read_text()
