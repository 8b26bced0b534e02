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
