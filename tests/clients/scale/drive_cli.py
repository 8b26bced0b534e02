"""Drives the command line `scale-egp`: create, list, get, change and delete of everything."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import forked
import pytest
import scale_egp.cli.cli_main  # noqa: F401 - once, for every command

URL = os.environ["SERVED_AT"]
COMMAND = Path(sys.executable).parent / "scale-egp"
TEMPLATE = {
    "name": "From the command line",
    "endpoint_type": "SYNC",
    "model_type": "CHAT_COMPLETION",
    "vendor_configuration": {
        "bundle_config": {"registry": "docker.io", "image": "vllm", "tag": "v1"}
    },
    "model_creation_parameters_schema": {
        "parameters": [{"name": "model_id", "type": "str", "description": "What", "required": True}]
    },
}
REQUEST = {"messages": [{"role": "user", "content": "hi"}]}

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command and read what it prints; a body goes into a file, `FILE` in the command."""

    def start(*words: str, body: Any = None, account: str = "default", fails: str = "") -> Any:
        file = tmp_path / "body.json"
        file.write_text(json.dumps(body), "utf-8")
        given = [str(file) if word == "FILE" else word for word in words]
        chosen = ["-i", account] if account else []
        ran = forked.run(COMMAND, "-k", "any", "-e", URL, *chosen, "-f", "json", *given)
        if fails:
            assert ran.returncode == 1, ran.stdout + ran.stderr
            assert fails in ran.stdout
            return None
        assert ran.returncode == 0, ran.stdout + ran.stderr
        printed = re.search(r"[\[{].*", ran.stdout, re.DOTALL)  # a note may stand before it
        return json.loads(printed[0]) if printed else None

    return start


def test_who_asks_is_known(run: Run) -> None:
    assert run("user", "whoami") == run("user", "whoami", account="")


def test_groups_are_made_changed_and_removed(run: Run) -> None:
    made = run("model-group", "create", "FILE", body={"name": "From the command line"})
    assert made["description"] == ""
    assert run("model-group", "get", made["id"]) == made
    assert made in run("model-group", "list")
    assert made not in run("model-group", "list", account="search")
    changed = run("model-group", "update", made["id"], "FILE", body={"description": "d"})
    assert changed == {**made, "description": "d"}
    run("model-group", "delete", made["id"])
    run("model-group", "get", made["id"], fails="HTTP 404")


@pytest.fixture
def template(run: Run) -> Iterator[Any]:
    made = run("model-template", "create", "FILE", body=TEMPLATE)
    yield made
    run("model-template", "delete", made["id"])


@pytest.fixture
def model(run: Run, template: Any) -> Iterator[Any]:
    body = {"name": "cli-model", "model_template_id": template["id"], "description": "d"}
    made = run("model-instance", "create", "FILE", body=body)
    yield made
    run("model-instance", "delete", made["id"])


def test_templates_are_made_and_removed(run: Run) -> None:
    made = run("model-template", "create", "FILE", body=TEMPLATE)
    run("model-template", "create", "FILE", body=TEMPLATE, fails="HTTP 409")
    assert run("model-template", "get", made["id"]) == made
    assert made in run("model-template", "list")
    run("model-template", "delete", made["id"])
    run("model-template", "get", made["id"], fails="HTTP 404")


def test_models_take_the_type_of_their_template_and_are_described(
    run: Run, template: Any, model: Any
) -> None:
    assert (model["model_type"], model["description"]) == ("CHAT_COMPLETION", "d")
    assert run("model-instance", "get", model["id"]) == model
    assert model in run("model-instance", "list")
    described = run("model-instance", "describe", model["id"])
    assert described == {"model_instance": model, "model_template": template}
    body = {"description": "e", "own": 1}
    changed = run("model-instance", "update", model["id"], "FILE", body=body)
    assert changed == {**model, "description": "e"}
    assert run("model-instance", "validate-request", model["id"], "FILE", body=REQUEST) == []
    run("model-template", "delete", template["id"], fails="HTTP 409")


def test_deployments_bring_parameters_and_are_records(run: Run, model: Any) -> None:
    of_model = ("--model-instance-id", model["id"])
    run("model-deployment", "create", "FILE", *of_model, body={}, fails="HTTP 422")
    body = {"model_creation_parameters": {"model_id": "a"}}
    deployment = run("model-deployment", "create", "FILE", *of_model, body=body)
    assert (deployment["name"], deployment["status"]) == ("cli-model", "RECORDED_NOT_RUNNING")
    one = (model["id"], deployment["id"])
    assert run("model-deployment", "get", *one) == deployment
    assert run("model-deployment", "list", model["id"]) == [deployment]
    changed = run("model-deployment", "update", *one, "FILE", body={"name": "renamed"})
    assert changed == {**deployment, "name": "renamed"}
    run("model-deployment", "execute", *one, "FILE", body=REQUEST, fails="HTTP 501")
    run("model-instance", "delete", model["id"], fails="HTTP 409")
    run("model-deployment", "delete", *one)
