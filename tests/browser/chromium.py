"""Finds the Chromium that the browser tests drive; run as a script, fetches one if there is none."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

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


def fetch() -> None:
    """Install Chromium: Debian's package where that is possible, else Playwright's build."""
    if on_debian_as_root():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *step], check=True, env=quiet)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    if executable() is None:
        fetch()
