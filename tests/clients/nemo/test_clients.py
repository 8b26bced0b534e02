"""The real client of NeMo's platform, unmodified, against a server of our own.

It runs in an environment of its own, so each driver is a set of tests in a process there.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.locations import LOCATIONS
from tests.browser.conftest import Server

HERE = Path(__file__).parent
BIN = LOCATIONS.code / ".venv" / "clients" / "bin"
LONGEST_S = 600

pytestmark = pytest.mark.xdist_group("nemo clients")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served registry with nothing in it."""
    folder = tmp_path_factory.mktemp("clients")
    server = Server(folder, samples="false", files=str(folder / "files"))
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("driver", ["drive_models.py", "drive_lists.py", "drive_cli.py"])
def test_the_real_client_works_unmodified(server: Server, tmp_path: Path, driver: str) -> None:
    command = [BIN / "python", "-m", "pytest", "-q", "-c", HERE / "drive.ini", HERE / driver]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        env={
            **kept,
            "HOME": str(tmp_path),
            "SERVED_AT": server.url,
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
