"""The store in PostgreSQL at a million models, and fewer, beside a thousand; it takes some minutes."""

from bench.postgres import LARGE, SMALL, compare
from bench.table import Row


def run() -> list[Row]:
    return compare(SMALL, LARGE, 1_000_000)
