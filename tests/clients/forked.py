"""Runs the commands of a client: each in a process of its own, a fork of one that has imported it.

Pytest must capture nothing (`-s`): what is imported may hold on to where it is to write.
"""

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path
from runpy import run_path
from subprocess import CompletedProcess

LONGEST_S = 120


def run(program: Path, *words: str) -> "CompletedProcess[str]":
    """Run an installed script with arguments, and return how it ended and what it wrote.

    Raises:
        TimeoutError: it did not end in time.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        given = (program, words, out.fileno(), err.fileno())
        sys.stdout.flush()  # or the fork writes it, too
        process = multiprocessing.get_context("fork").Process(target=_run, args=given)
        process.start()
        process.join(LONGEST_S)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{program} {' '.join(words)} runs for longer than {LONGEST_S} s")
        out.seek(0)
        err.seek(0)
        return CompletedProcess([str(program), *words], process.exitcode, out.read(), err.read())


def _run(program: Path, words: tuple[str, ...], out: int, err: int) -> None:
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.argv = [str(program), *words]
    run_path(str(program), run_name="__main__")
