"""What the OpenAPI document promises, asked of a served registry by schemathesis."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Server

SERVED = r"^/(api/v1|apis|health|status)"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
LONGEST_S = 1800

pytestmark = pytest.mark.xdist_group("schemathesis")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, samples="false", files=str(tmp_path / "files"))
    server.start()
    yield server
    server.stop()


def ask(server: Server, folder: Path, *options: str) -> str:
    """Run schemathesis; what it says, once it found nothing."""
    program = Path(sys.executable).with_name("schemathesis")
    command = [
        program,
        "run",
        f"{server.url}/openapi.json",
        "--url",
        server.url,
        "--checks",
        CHECKS,
    ]
    more = ["--include-path-regex", SERVED, "--suppress-health-check", "all", *options]
    done = subprocess.run(
        [*command, *more],
        cwd=folder,
        env={**os.environ, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


def test_no_request_is_answered_otherwise_than_documented(server, tmp_path):
    ask(server, tmp_path, "--phases", "fuzzing,stateful", "--max-examples", "30", "--seed", "7")


@pytest.mark.soak
def test_no_request_of_many_is_answered_otherwise_than_documented(server, tmp_path):
    ask(server, tmp_path, "--phases", "coverage,fuzzing,stateful", "--max-examples", "400")
