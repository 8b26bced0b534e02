"""Finds the Chromium that the browser tests drive; run as a script, fetches one if there is none."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ARGUMENTS = [
    # Containers have neither user namespaces, a GPU, nor room in /dev/shm.
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> Path | None:
    """Return the system's Chromium or Chrome; None leaves it to the one that Playwright fetched."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def on_debian_as_root() -> bool:
    """Whether the distribution's own package can be installed; Ubuntu's is only a snap's stub."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def driver_starts() -> bool:
    """Whether Playwright's driver runs here: its Node needs a library that a bare Debian lacks."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install(*packages: str) -> None:
    """Install packages of Debian."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *step], check=True, env=quiet)


def fetch() -> None:
    """Install what is missing: Debian's packages where that is possible, else Playwright's build."""
    debian = on_debian_as_root()
    if not driver_starts():
        if not debian:
            sys.exit("Playwright's driver does not start; install libatomic1 (libatomic) first")
        install("libatomic1")
    if executable() is None and debian:
        install("chromium")
    elif executable() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    fetch()
