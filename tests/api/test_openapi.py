"""What the OpenAPI document promises, asked of a served registry by schemathesis."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.api.documented import DOCUMENT
from tests.browser.conftest import Server

FEWEST = 1_000
FEWEST_IN_SOAK = 10_000
PARTS = ("^/v[34]/", "^/(?!v[34]/)")
"""Scale's dialect is asked by itself: beside the others, no chain of requests would begin in it."""
STEPS = 50
"""How long chains of requests are: long enough to lead from what is made to what is made in it."""

LONGEST_S = 3600
METHODS = "^(GET|POST|PUT|PATCH)$"
"""Those that leave what they are asked for where it is."""

pytestmark = pytest.mark.xdist_group("schemathesis")


OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
REFUSING = sorted(name for name, one in OPERATIONS.items() if "501" in one["responses"])
"""The operations that a registry does not offer: 501 is what they have to answer."""


class Seeded(Server):
    """A server with something of each kind, so that requests find more than nothing."""

    def post(self, path: str, **body: Any) -> Any:
        headers = {"Content-Type": "application/json"}
        sent = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(sent, timeout=60) as answer:
            return json.load(answer)

    def seed(self) -> list[tuple[str, dict[str, Any]]]:
        """Make the things; return, for each part of the paths, what stands for its parameters."""
        nemo, files = "/apis/models/v2/workspaces/default", "/apis/files/v2/workspaces/default"
        account = {"account_id": "default"}
        self.post(f"{files}/filesets", name="seed")
        place = f"{self.url}{files}/filesets/seed/-/seed.bin"
        urllib.request.urlopen(
            urllib.request.Request(place, b"x", method="PUT"), timeout=60
        ).close()
        self.post(f"{nemo}/models", name="seed")
        self.post(
            f"{nemo}/models/seed/adapters", name="seed", fileset="seed", finetuning_type="lora"
        )
        self.post(f"{nemo}/prompts", name="seed", messages=[{"role": "user", "content": "Hello"}])
        self.post("/apis/entities/v2/workspaces", name="seed")
        example = DOCUMENT["components"]["schemas"]["TemplateCreate"]["examples"][0]
        made = self.post("/v4/model-templates", **example)
        own = self.post("/v4/model-templates", **{**example, "name": "own"})
        given = {**account, "model_type": "COMPLETION", "model_template_id": made["id"]}
        model = self.post("/v4/models", name="scale", **given)
        self.post("/v4/models", name="own", **{**given, "model_template_id": own["id"]})
        group = self.post("/v4/model-groups", name="seed", **account)
        given = {"model_creation_parameters": {"model_id": "meta/llama"}}
        deployment = self.post(f"/v4/models/{model['id']}/deployments", name="seed", **given)
        seeds = {"name": "seed", "model_name": "seed", "adapter": "seed", "path": "seed.bin"}
        return [
            ("^/apis/", {"workspace": "default", **seeds}),
            ("^/api/v1/", {"workspace": "default", "model": "own", "template": "own"}),
            ("(revision|version)}", {"revision": 1, "version": 1}),
            ("^/v./model-templates/", {"id": made["id"]}),
            ("^/v./model-groups/{id}", {"id": group["id"]}),
            ("^/v./models/{id}", {"id": model["id"]}),
            ("/model-groups/{group_id}/", {"id": model["id"], "group_id": group["id"]}),
            ("/deployments", {"id": deployment["id"], "model_id": model["id"]}),
            ("^/users/", {"id": "ada"}),
        ]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Seeded]:
    server = Seeded(tmp_path, samples="false", files=str(tmp_path / "files"))
    server.start()
    yield server
    server.stop()


def configure(server: Seeded, coverage: str, fuzzing: int, stateful: int) -> str:
    """Write the configuration of a run.

    Args:
        server: whose things the requests are about.
        coverage: `positive`, or `all` for requests that break rules, too.
        fuzzing: how many examples of each operation.
        stateful: how many chains of requests.
    """
    lines = ["[checks]", "enabled = false"]
    lines += [
        f"{check}.enabled = true"
        for check in (
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_schema_conformance",
        )
    ]
    lines += ["[phases.coverage.generation]", f'mode = "{coverage}"']
    lines += ["[phases.fuzzing.generation]", f"max-examples = {fuzzing}"]
    lines += ["[phases.stateful]", f"max-steps = {STEPS}"]
    lines += ["[phases.stateful.generation]", f"max-examples = {stateful}"]
    for name in REFUSING:
        lines += ["[[operations]]", f"include-name = {json.dumps(name)}"]
        lines += ["checks.not_a_server_error.enabled = false"]
    for part, values in server.seed():
        lines += ["[[operations]]", f"include-method-regex = {json.dumps(METHODS)}"]
        lines += [f"include-path-regex = {json.dumps(part)}", "[operations.parameters]"]
        lines += [f'"path.{name}" = {json.dumps(value)}' for name, value in values.items()]
    return "\n".join(lines)


def ask(server: Seeded, folder: Path, config: str, part: str) -> tuple[Counter[str], set[str]]:
    """Run schemathesis; how many requests each phase sent once it found nothing, and to what."""
    (folder / "schemathesis.toml").write_text(config)
    report = folder / "report.ndjson"
    # Writing the document for the first time takes longer than schemathesis waits, at worst.
    urllib.request.urlopen(f"{server.url}/openapi.json", timeout=60).close()
    command = [Path(sys.executable).with_name("schemathesis"), "run"]
    target = [f"{server.url}/openapi.json", "--url", server.url, "--workers", "2"]
    target += ["--include-path-regex", part]
    how = ["--phases", "coverage,fuzzing,stateful", "--suppress-health-check", "all"]
    done = subprocess.run(
        [*command, *target, *how, "--report", "ndjson", "--report-ndjson-path", report],
        cwd=folder,
        env={**os.environ, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return count(report)


def count(report: Path) -> tuple[Counter[str], set[str]]:
    """Return how many requests each phase sent, and the operations that were asked."""
    sent: Counter[str] = Counter()
    asked: set[str] = set()
    with report.open() as events:
        for event in map(json.loads, events):
            finished = event.get("ScenarioFinished")
            if finished:
                cases = [case["value"] for case in finished["recorder"].get("cases", {}).values()]
                sent[finished["phase"]] += len(cases)
                asked |= {f"{case['method']} {case['path']}" for case in cases}
    return sent, asked


def require(part: str, sent: Counter[str], asked: set[str], fewest: int) -> None:
    """See that every operation of a part was asked, in every way, and often."""
    assert {name for name in OPERATIONS if re.match(part, name.split()[1])} <= asked
    assert all(sent[phase] for phase in ("coverage", "fuzzing", "stateful")), sent
    assert sent.total() >= fewest, sent


@pytest.mark.parametrize("part", PARTS)
def test_no_request_is_answered_otherwise_than_documented(server, tmp_path, part):
    config = configure(server, "positive", fuzzing=2, stateful=5)
    require(part, *ask(server, tmp_path, config, part), FEWEST // len(PARTS))


@pytest.mark.soak
@pytest.mark.parametrize("part", PARTS)
def test_no_request_of_many_is_answered_otherwise_than_documented(server, tmp_path, part):
    config = configure(server, "all", fuzzing=80, stateful=300)
    require(part, *ask(server, tmp_path, config, part), FEWEST_IN_SOAK // len(PARTS))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_an_example_of_what_is_sent_and_of_what_comes(name):
    operation = OPERATIONS[name]
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    answers = [one for status, one in operation["responses"].items() if status.startswith("2")]
    refused = name in REFUSING
    assert answers or refused
    for each in [*bodies, *answers]:
        for content in each.get("content", {}).values():
            assert has_example(content), content


def has_example(content: dict[str, Any]) -> bool:
    """Tell whether a medium has an example, or its schema, or that of the items of a list."""
    schema = content.get("schema", {})
    named = schema.get("items", schema).get("$ref", "").rpartition("/")[2]
    told = [content, schema, DOCUMENT["components"]["schemas"].get(named, {})]
    binary = schema.get("format") == "binary"
    return binary or any(each.get("examples") or each.get("example") for each in told)


COMPONENTS = DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize("name", [name for name, one in COMPONENTS.items() if "examples" in one])
def test_every_example_is_what_its_schema_says(name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    for example in COMPONENTS[name]["examples"]:
        Draft202012Validator(schema).validate(example)
