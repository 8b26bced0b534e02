"""Two changes of one value made side by side: what clashes, and how one is carried over to the other."""

from collections.abc import Sequence
from typing import cast

from registry.errors import Json, Path
from registry.forms.values import ABSENT, Change, Value, diff, drop, get, put, same


def clashes(mine: Sequence[Change], theirs: Sequence[Change]) -> list[Change]:
    """Return those of `mine` that touch a place which `theirs` made something else of."""
    return [change for change in mine if any(_clash(change, other) for other in theirs)]


def _clash(a: Change, b: Change) -> bool:
    shorter = min(len(a.path), len(b.path))
    if a.path[:shorter] != b.path[:shorter]:
        return False
    return a.path != b.path or not same(a.after, b.after)


def carry_over(base: Value, mine: Value, newest: Value) -> Value:
    """Return `newest` with what turned `base` into `mine` done to it as well.

    Where both changed the same place, mine is kept. Where a change cannot be repeated because its
    surroundings went away, all of mine that surrounds it comes back.
    """
    merged = newest
    for change in diff(base, mine):
        merged = _repeat(change, mine, merged)
    return merged


def _repeat(change: Change, mine: Value, value: Value) -> Value:
    for length in range(len(change.path), -1, -1):
        path = change.path[:length]
        wanted = get(mine, path)
        if wanted is ABSENT:
            if length == len(change.path):
                return _without(value, path)
            continue
        try:
            return put(value, path, cast(Json, wanted))
        except LookupError:
            continue
    return mine


def _without(value: Value, path: Path) -> Value:
    return drop(value, path) if get(value, path) is not ABSENT else value
