import json
import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.bootstrap import SAMPLES, open_services
from registry.cli import LaunchFormat, app
from registry.launch.formats import RENDERERS
from registry.launch.plan import plan
from registry.settings import load


@pytest.fixture
def store(tmp_path, monkeypatch) -> Path:
    """The file of a store that commands will use."""
    file = tmp_path / "registry.json"
    monkeypatch.setenv("PATTERNSHOP_STORE", f"tinydb:///{file}")
    return file


def run(*arguments: str):
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_the_version_is_that_of_the_package():
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version").output)


def test_without_a_command_the_commands_are_listed():
    shown = run("--help").output
    for command in ("serve", "demo", "render", "check"):
        assert command in shown


def test_demo_says_what_was_loaded_and_what_was_skipped(store):
    names = sorted(file.stem for file in SAMPLES.glob("*.json"))
    first, second = run("demo"), run("demo")
    assert first.exit_code == second.exit_code == 0
    assert first.output.splitlines() == [f"loaded  {name}" for name in names]
    assert second.output.splitlines() == [f"skipped {name}: the name is taken" for name in names]


def test_check_finds_nothing_wrong_with_the_samples(store):
    run("demo")
    result = run("check")
    assert (result.exit_code, result.output) == (0, "nothing is wrong\n")


def test_check_of_a_new_registry_puts_nothing_into_it(store):
    assert run("check").exit_code == 0
    assert len(run("demo").output.splitlines()) == len(list(SAMPLES.glob("*.json")))


def test_check_names_the_entity_and_the_place_that_is_wrong(store):
    run("demo")
    content = json.loads(store.read_text("utf-8"))
    for record in content["templates"].values():
        if record["name"] == "tgi":
            record["body"]["endpoint_type"] = "FAX"
    store.write_text(json.dumps(content), "utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert "default/tgi" in result.stdout
    assert "/endpoint_type" in result.stdout
    assert result.stderr == "1 wrong\n"


def test_check_says_what_to_do_about_a_registry_that_outgrows_its_file(store, monkeypatch):
    run("demo")
    monkeypatch.setattr("registry.store.json_file.COMFORTABLE", 3)
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "nothing is wrong\n")
    assert "it is time to move to PostgreSQL" in result.stderr


VLLM = {"model": "org/llama", "max_model_len": 4096}


@pytest.fixture
def registered(store) -> str:
    """A model made from the vLLM sample."""
    with closing(open_services(load(samples=True))) as registry:
        template = registry.services.templates.find("default", "vllm-openai")
        model = registry.services.models.create(
            {
                "name": "llama",
                "model_template_id": template.id,
                "model_creation_parameters": VLLM,
            },
            workspace="default",
            actor="ada",
        )
    return model.name


def test_a_model_is_rendered_as_docker_unless_another_form_is_asked_for(registered):
    result = run("render", registered)
    assert result.exit_code == 0
    words = shlex.split(result.stdout.replace("\\\n", ""))
    assert words[:2] == ["docker", "run"]
    assert "org/llama" in words


@pytest.mark.parametrize("form", [form.value for form in LaunchFormat])
def test_every_form_names_what_the_model_is_made_of(registered, form):
    result = run("render", registered, "--as", form)
    assert result.exit_code == 0
    assert result.stdout == RENDERERS[form].render(planned(registered)).text


def planned(name: str):
    with closing(open_services(load())) as registry:
        model = registry.services.models.find("default", name)
        template = registry.services.models.template_of(model)
        schema = registry.services.schemas.of(template)
    return plan(template, VLLM, schema=schema, name=name, workspace="default")


def test_the_forms_are_those_that_there_are_renderers_for():
    assert [form.value for form in LaunchFormat] == list(RENDERERS)


@pytest.mark.parametrize(
    "text",
    [json.dumps(VLLM), "model: org/llama\nmax_model_len: 4096\n"],
    ids=["JSON", "YAML"],
)
def test_a_template_is_rendered_with_parameters_from_a_file(registered, tmp_path, text):
    file = tmp_path / "parameters"
    file.write_text(text, "utf-8")
    result = run("render", "--template", "vllm-openai", "--parameters", str(file), "--as", "env")
    assert result.exit_code == 0
    assert result.stdout == run("render", registered, "--as", "env").stdout.replace(
        registered, "vllm-openai"
    )


def test_parameters_that_break_the_templates_rules_are_named_each_at_its_place(
    registered, tmp_path
):
    file = tmp_path / "parameters.json"
    file.write_text('{"model": "org/llama", "max_model_len": "many"}', "utf-8")
    result = run("render", "--template", "vllm-openai", "--parameters", str(file))
    assert result.exit_code == 2
    assert "/max_model_len" in result.stderr
    assert result.stdout == ""


def test_a_model_without_a_template_cannot_be_rendered(store):
    with closing(open_services(load())) as registry:
        registry.services.models.create({"name": "plain"}, workspace="default", actor="ada")
    result = run("render", "plain")
    assert result.exit_code == 2
    assert "without a template" in result.stderr


def test_a_model_that_is_not_there_is_a_sentence_and_exit_code_1(store):
    result = run("render", "nobody")
    assert result.exit_code == 1
    assert "nobody" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["llama", "--template", "vllm-openai"],
        ["llama", "--parameters", "x"],
        ["--template", "vllm-openai", "--parameters", "missing.json"],
        ["llama", "--as", "smoke"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_exit_code_2(registered, arguments):
    result = run("render", *arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_a_damaged_store_is_a_sentence_and_exit_code_1(store):
    store.write_text("this was JSON once", "utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert str(store) in result.stderr
    assert store.read_text("utf-8") == "this was JSON once"


@pytest.mark.parametrize("command", ["serve", "check", "demo"])
def test_a_wrong_setting_is_a_sentence_and_exit_code_2(command, monkeypatch):
    monkeypatch.setenv("PATTERNSHOP_STORE", "mysql://host/x")
    result = run(command)
    assert result.exit_code == 2
    assert "PATTERNSHOP_STORE" in result.stderr
    assert "tinydb:///" in result.stderr


def test_a_taken_port_is_refused_at_once_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 2
    assert f"127.0.0.1 port {port}" in result.stderr
    assert "--port" in result.stderr


def test_an_address_of_another_machine_is_refused():
    result = run("serve", "--address", "192.0.2.1")
    assert result.exit_code == 2
    assert "192.0.2.1" in result.stderr


def test_the_module_is_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "registry", "serve", "--port", "70000"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def browsed(visited: Path) -> str:
    return visited.read_text() if visited.exists() else ""


def test_serve_opens_a_browser_when_it_is_ready_and_only_if_asked(tmp_path):
    """A browser of our own writes down what it was asked to open."""
    visited = tmp_path / "visited"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {visited}\n')
    browser.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "registry", "serve", "--port", str(port), "--open"]
    environment = os.environ | {"BROWSER": f"{browser} %s"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE) as server:
        try:
            deadline = time.monotonic() + 60
            while not browsed(visited) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert browsed(visited) == f"http://127.0.0.1:{port}\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as answer:
                assert answer.read() == b"ok"
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=20)


def test_a_registry_is_backed_up_and_restored(store, tmp_path):
    run("demo")
    target = tmp_path / "backup.db"
    result = run("backup", str(target))
    assert (result.exit_code, target.exists()) == (0, True)
    assert str(tmp_path / "backup.json") in result.output
    again = run("backup", str(target))
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    with closing(open_services(load(samples=False))) as registry:
        registry.services.workspaces.create({"name": "lab"}, actor="ada")
    restored = run("restore", str(target))
    assert restored.exit_code == 0
    assert restored.stdout.count("renamed: ") == 2
    with closing(open_services(load(samples=False))) as registry:
        assert [each.name for each in registry.services.workspaces.list()].count("lab") == 0


def test_a_registry_that_is_open_is_not_restored(store, tmp_path):
    run("demo")
    run("backup", str(tmp_path / "backup.db"))
    with closing(open_services(load(samples=False))):
        result = run("restore", str(tmp_path / "backup.db"))
    assert result.exit_code == 1
    assert "is in use" in result.stderr


def test_what_is_not_there_is_not_backed_up(store, tmp_path):
    result = run("backup", str(tmp_path / "backup.db"))
    assert result.exit_code == 1
    assert "there is no registry at" in result.stderr
    assert not store.exists()


def test_a_backup_of_what_is_no_file_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATTERNSHOP_STORE", "memory://")
    result = run("backup", str(tmp_path / "backup.db"))
    assert result.exit_code == 1
    assert "expected a registry in a file" in result.stderr


def test_check_says_where_the_database_differs_from_its_events(store):
    run("demo")
    connection = sqlite3.connect(store.with_suffix(".db"))
    (id,) = connection.execute("SELECT id FROM entities ORDER BY number").fetchone()
    connection.execute("UPDATE entities SET sequence = 1 WHERE number = 2")
    connection.execute("DELETE FROM entities WHERE id = ?", (id,))
    connection.commit()
    connection.close()
    result = run("check")
    assert result.exit_code == 1
    assert f"templates {id} is not what its last event made it" in result.stdout
