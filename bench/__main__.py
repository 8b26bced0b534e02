"""Runs every bench module, or those that are named: `python -m bench store`."""

import importlib
import pkgutil
import sys

import bench
from bench.table import Row, render

_NOT_MEASURING = {"__main__", "browser", "fields", "page", "served", "table"}
_LONG = {"million"}
"""Measured only when they are named."""


def main(names: list[str]) -> int:
    """Print all rows and return the exit status: 1 when a bound is broken."""
    rows: list[Row] = []
    for name in names or measuring():
        rows += importlib.import_module(f"bench.{name}").run()
    return report(rows)


def measuring() -> list[str]:
    """List the modules that measure when none is named."""
    found = sorted(module.name for module in pkgutil.iter_modules(bench.__path__))
    return [name for name in found if name not in _NOT_MEASURING | _LONG]


def report(rows: list[Row]) -> int:
    """Print rows and return the exit status that they mean."""
    print(render(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
