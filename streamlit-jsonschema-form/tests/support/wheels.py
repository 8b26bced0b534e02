"""Builds wheels and installs them into environments of their own."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of a project into a folder, without network."""
    _pip(
        sys.executable,
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        f"--wheel-dir={folder}",
        project,
    )
    (wheel,) = folder.glob(f"{project.name.replace('-', '_')}-*.whl")
    return wheel


def make_environment(folder: Path, requirements: Path, wheels: Iterable[Path]) -> Path:
    """Make an empty environment with pinned requirements and wheels, and return its Python.

    Args:
        folder: where to make it.
        requirements: pinned, with hashes; they come from pip's cache or the package index.
        wheels: installed without network, so that they find what they need in the requirements.
    """
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    _pip(python, "install", "--no-compile", "--require-hashes", "--requirement", requirements)
    _pip(python, "install", "--no-index", *wheels)
    _pip(python, "check")
    return python


def _pip(python: str | Path, command: str, *arguments: str | Path) -> None:
    subprocess.run(
        [python, "-m", "pip", "--disable-pip-version-check", "--quiet", command, *arguments],
        check=True,
    )
