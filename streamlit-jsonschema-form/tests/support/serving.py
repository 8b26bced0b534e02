"""Serves a Streamlit page of its own on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SUPPORT = Path(__file__).parents[1]
"""What a served page imports its helpers from."""

START_S = 60
STOP_S = 20


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str, process: "subprocess.Popen[bytes]") -> bool:
    """Wait until a server answers, or will not any more."""
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return True
    return False


@contextmanager
def served(
    page: Path,
    *options: str,
    env: Mapping[str, str] = {},
    folder: Path | None = None,
    python: Path = Path(sys.executable),
) -> Iterator[str]:
    """Serve a page and give its address.

    Args:
        page: the script.
        options: of `streamlit run`.
        env: more environment variables.
        folder: whose `.streamlit/config.toml` applies, and where modules are found too.
        python: runs the server.

    Raises:
        RuntimeError: it did not come up; with what it wrote.
    """
    paths = [SUPPORT, *([folder] if folder else [])]
    port = free_port()
    command = [str(python), "-m", "streamlit", "run", str(page)]
    usual = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    # A full garbage collection after each run, and looking after files, take longer than most runs.
    usual += ["--runner.postScriptGC=false", "--server.fileWatcherType=none"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, *usual, "--browser.gatherUsageStats=false", *options],
            cwd=folder,
            env={**os.environ, **env, "PYTHONPATH": os.pathsep.join(map(str, paths))},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            if not answers(url, process):
                log.seek(0)
                raise RuntimeError(f"the page did not come up: {log.read().decode()}")
            yield url
        finally:
            process.terminate()
            process.wait(STOP_S)
