"""How much of published schemas is drawn as JSON text, which a person would have to write."""

from collections import Counter

from bench.table import Row
from support.real_world import REAL, count_raw

BOUND = 0.05


def run() -> list[Row]:
    return measure(list(REAL))


def measure(names: list[str]) -> list[Row]:
    """Count places with a value, and all with those that a person may add, over these documents."""
    total: Counter[str] = sum((count_raw(name)[0] for name in names), Counter())
    filled, empty = total["filled"], total["empty"]
    raw = total["filled raw"], total["empty raw"]
    return [
        Row(f"JSON text among filled places of {len(names)} schemas", raw[0], filled, BOUND,
            counted=True),
        Row("the same among all places", sum(raw), filled + empty, BOUND, counted=True),
    ]  # fmt: skip
