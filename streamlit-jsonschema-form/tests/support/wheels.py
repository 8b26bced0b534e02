"""Builds wheels and installs them into environments of their own."""

import os
import subprocess
import sys
import sysconfig
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
    python = _make_venv(folder)
    _pip(python, "install", "--no-compile", "--require-hashes", "--requirement", requirements)
    _pip(python, "install", "--no-index", *wheels)
    _pip(python, "check")
    return python


def borrow_environment(folder: Path, wheels: Iterable[Path]) -> Path:
    """Make an environment of wheels that finds what they require in the present one.

    That takes seconds, not minutes. The projects that the present one has as editable are not
    found: their `.pth` files do not count for a folder that is itself named in one.
    """
    python = _make_venv(folder)
    _pip(python, "install", "--no-deps", "--no-index", *wheels)
    (site,) = folder.glob("[lL]ib/**/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return python


def _make_venv(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def _pip(python: str | Path, command: str, *arguments: str | Path) -> None:
    """Run the present environment's pip for another one."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "--python", str(python), command, *arguments], check=True)
