"""The real clients of Scale's platform, unmodified, against a server of our own.

They run in an environment of their own, so each driver is a set of tests in a process there.
"""

import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.locations import LOCATIONS
from tests.browser.conftest import Server

HERE = Path(__file__).parent
BIN = LOCATIONS.code / ".venv" / "clients" / "bin"
LONGEST_S = 600

pytestmark = pytest.mark.xdist_group("scale clients")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served registry with two workspaces and nothing in them."""
    server = Server(tmp_path_factory.mktemp("clients"), samples="false")
    server.start()
    body = json.dumps({"name": "search"}).encode()
    made = urllib.request.Request(
        f"{server.url}/apis/entities/v2/workspaces",
        body,
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(made, timeout=60).close()
    yield server
    server.stop()


@pytest.mark.parametrize("driver", ["drive_gp.py", "drive_egp.py", "drive_cli.py"])
def test_a_real_client_works_unmodified(server: Server, tmp_path: Path, driver: str) -> None:
    command = [BIN / "python", "-m", "pytest", "-q", "-c", HERE / "drive.ini", HERE / driver]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "HOME")}
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        env={**kept, "SERVED_AT": server.url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
