from contextlib import closing

import pytest
from typer.testing import CliRunner

from registry.bootstrap import open_services
from registry.cli import app
from registry.settings import load


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
    summary = "10 create, 0 update, 0 skip, 0 conflict, 0 refuse\n"
    assert run("import", file).output == summary
    assert run("import", file).output == "0 create, 0 update, 10 skip, 0 conflict, 0 refuse\n"


def test_an_export_to_a_folder_is_imported_elsewhere(source, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    assert run("export", str(folder)).exit_code == 0
    assert (folder / "templates" / "default" / "vllm-openai.yaml").is_file()
    elsewhere(monkeypatch, tmp_path)
    assert run("import", str(folder)).output.startswith("10 create, 0 update")


def test_an_export_to_a_zip_is_imported_elsewhere(source, tmp_path, monkeypatch):
    file = str(tmp_path / "out.zip")
    assert run("export", file, "--kind", "template", "--workspace", "default").exit_code == 0
    elsewhere(monkeypatch, tmp_path)
    assert run("import", file).output.startswith("10 create, 0 update")
    refused = run("export", file, "--kind", "poem")
    assert refused.exit_code == 2
    assert "expected workspace, template" in refused.stderr


def test_the_output_of_one_is_the_input_of_the_other(source, tmp_path, monkeypatch):
    lines = run("export", "-").stdout
    elsewhere(monkeypatch, tmp_path)
    assert run("import", "-", input=lines).output.startswith("10 create, 0 update")


def test_what_cannot_be_taken_in_is_told_and_ends_with_an_error(source, tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_text('{"kind": "poem"}\n')
    told = run("import", str(file))
    assert told.exit_code == 1
    assert "refuse line 1: /kind: expected one of workspace, template" in told.stderr
    assert run("import", str(tmp_path / "nowhere.jsonl")).exit_code == 2
    assert run("export", str(tmp_path / "nowhere" / "x.jsonl")).exit_code == 2
