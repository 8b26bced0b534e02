"""Measurements with bounds: `python -m bench` prints them and exits 1 when one is broken.

Each module has `run() -> list[Row]`. Every figure stands beside a reference measured in the same
run on the same machine, so that the ratio means something on any machine.
"""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

# A helper that the form library's tests share: `support.serving`.
sys.path.insert(0, str(Path(__file__).parents[1] / "streamlit-jsonschema-form" / "tests"))


@dataclass(frozen=True)
class Row:
    """What was measured.

    Attributes:
        reference: what it is compared with; None for an absolute bound.
        bound: the largest allowed ratio to the reference, or figure when there is none.
        unit: of the figure and the reference; seconds are printed in the unit that suits them.
    """

    what: str
    figure: float
    reference: float | None
    bound: float
    unit: str = "s"

    @property
    def value(self) -> float:
        """The number that the bound is for."""
        return self.figure if self.reference is None else self.figure / self.reference

    @property
    def ok(self) -> bool:
        """Whether the bound holds."""
        return self.value <= self.bound

    def cells(self) -> tuple[str, ...]:
        """The row as texts."""
        ok, figure = "yes" if self.ok else "NO", show(self.figure, self.unit)
        if self.reference is None:
            return self.what, figure, "", "", show(self.bound, self.unit), ok
        reference, ratio = show(self.reference, self.unit), f"{self.value:.4g}"
        return self.what, figure, reference, ratio, f"{self.bound:g}", ok


def show(figure: float, unit: str = "s") -> str:
    """Write a figure, a duration with a unit that suits it."""
    if unit != "s":
        return f"{figure:g} {unit}"
    for name, size in (("s", 1.0), ("ms", 1e-3)):
        if figure >= size:
            return f"{figure / size:.3g} {name}"
    return f"{figure * 1e6:.3g} µs"


def render(rows: Iterable[Row]) -> str:
    """Return the rows as a table of texts."""
    head = ("what", "figure", "reference", "ratio", "bound", "ok")
    table = [head, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in table]
    return "\n".join(lines)


def best_time(
    call: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the shortest duration of a call in seconds."""
    return min(durations(call, times, clock))


def durations(
    call: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the durations of so many calls in seconds."""
    spent = []
    for _ in range(times):
        started = clock()
        call()
        spent.append(clock() - started)
    return spent
