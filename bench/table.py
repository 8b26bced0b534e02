"""One measured line, and how lines are printed."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """What was measured, in seconds.

    Attributes:
        reference: what it is compared with, in seconds; None for an absolute bound.
        bound: the largest allowed ratio to the reference, or seconds when there is none.
        counted: they are no seconds but numbers of things.
    """

    what: str
    ours: float
    reference: float | None
    bound: float
    counted: bool = False

    @property
    def value(self) -> float:
        """The figure that the bound is for."""
        return self.ours if self.reference is None else self.ours / self.reference

    @property
    def ok(self) -> bool:
        """Whether the bound holds."""
        return self.value <= self.bound

    def cells(self) -> tuple[str, ...]:
        """The row as texts."""
        absolute = self.reference is None
        return (
            self.what,
            self._write(self.ours),
            "" if self.reference is None else self._write(self.reference),
            "" if absolute else f"{self.value:.4g}",
            self._write(self.bound) if absolute else f"{self.bound:g}",
            "yes" if self.ok else "NO",
        )

    def _write(self, figure: float) -> str:
        return f"{figure:g}" if self.counted else show(figure)


def show(seconds: float) -> str:
    """Write a duration with a unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def render(rows: Iterable[Row]) -> str:
    """Return the rows as a table of texts."""
    head = ("what", "ours", "reference", "ratio", "bound", "ok")
    table = [head, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in table]
    return "\n".join(lines)


def median_times(
    ours: Callable[[], object], reference: Callable[[], object], times: int
) -> tuple[float, float]:
    """Return the median durations in seconds of a short call, and of a long one.

    The two take turns, so that whatever else the machine does slows both alike.
    """
    short, long = [], []
    for _ in range(times):
        long += durations(reference, 1)
        short += durations(ours, 25)
    return median(short), median(long)


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
        began = clock()
        call()
        spent.append(clock() - began)
    return spent
