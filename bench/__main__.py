"""Runs every measurement, or those that are named: `python -m bench store`."""

import importlib
import sys

from bench import Row, render

NAMES = ("forms", "http", "postgres", "store")
"""What is measured when nothing is named; `million` is measured only by its name."""


def main(names: list[str]) -> int:
    """Print all rows and return the exit status: 1 when a bound is broken."""
    rows: list[Row] = []
    for name in names or NAMES:
        module, arguments = ("postgres", [1_000_000]) if name == "million" else (name, [])
        rows += importlib.import_module(f"bench.{module}").run(*arguments)
    print(render(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
