"""Runs programs where a small disk or a read-only one is mounted, out of sight of everything else."""

import subprocess
import sys
from pathlib import Path

from tests.store.crasher import environment

_NOT_MOUNTED = 77
_SETUP = """
{{ {mount}; }} || exit {code}
exec "$@"
"""


def run_mounted(mount: str, script: Path, *arguments: str) -> str | None:
    """Return what a Python script printed, or None where the system lets nobody mount anything.

    A namespace of its own needs no rights on most systems, and what is mounted in it goes with it.
    """
    shell = ["sh", "-ec", _SETUP.format(mount=mount, code=_NOT_MOUNTED), "sh"]
    command = ["unshare", "--user", "--map-root-user", "--mount", *shell]
    try:
        done = _run([*command, sys.executable, str(script), *arguments])
    except FileNotFoundError:
        return None
    if done.returncode == _NOT_MOUNTED or done.stderr.startswith("unshare:"):
        return None
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_plainly(script: Path, *arguments: str) -> str:
    """Return what a Python script printed."""
    done = _run([sys.executable, str(script), *arguments])
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, check=False, text=True, env=environment())
