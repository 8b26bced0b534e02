"""Drives NeMo's command line: create, list, get, update, delete."""

import json
import os
import sys
from pathlib import Path

import nemo_platform.cli.app  # noqa: F401 - once, for every command
from forked import run

URL = os.environ["SERVED_AT"]
NAME = f"cli-{os.getpid()}"


def nemo(*words):
    program = Path(sys.executable).with_name("nemo")
    return run(program, "--base-url", URL, "--output-format", "json", *words)


def told(*words):
    done = nemo(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_model_lives_and_dies_by_commands():
    made = told("models", "create", NAME, "--description", "by command")
    assert made["name"] == NAME
    assert told("models", "get", NAME)["description"] == "by command"
    listed = told("models", "list", "--filter", json.dumps({"name": {"$like": "cli-"}}))
    assert NAME in json.dumps(listed)
    assert told("models", "update", NAME, "--description", "new")["description"] == "new"
    assert nemo("models", "create", NAME).returncode != 0
    assert nemo("models", "delete", NAME).returncode == 0
    assert nemo("models", "get", NAME).returncode != 0
