"""Two changes of one value made side by side: how one is carried over to the other."""

from streamlit_jsonschema_form.model.values import ABSENT, Change, Value, diff, drop, get, put
from streamlit_jsonschema_form.problems import JsonPath


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
            return put(value, path, wanted)
        except LookupError:
            continue
    return mine


def _without(value: Value, path: JsonPath) -> Value:
    return drop(value, path) if get(value, path) is not ABSENT else value
