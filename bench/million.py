"""The store in PostgreSQL at a million models beside a thousand; it takes some minutes."""

from bench.postgres import SMALL, compare
from bench.table import Row


def run() -> list[Row]:
    return compare(SMALL, 1_000_000)
