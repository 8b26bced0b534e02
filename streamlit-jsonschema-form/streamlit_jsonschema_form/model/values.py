"""JSON values: what absence is, when two are the same, and how one place of one is changed.

Values are treated as immutable: an edit copies the containers on its way and shares the rest.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from streamlit_jsonschema_form.problems import JsonPath, JsonValue


class Absent(enum.Enum):
    """The type of `ABSENT`: there is no value here, which is neither null, "" nor an empty object."""

    ABSENT = 0

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT
Value = JsonValue | Literal[Absent.ABSENT]


def same(a: Value, b: Value) -> bool:
    """Tell whether two values are written by the same JSON text: 1 is not 1.0, key order counts."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        other = cast(dict[str, JsonValue], b)
        return list(a) == list(other) and all(same(a[key], other[key]) for key in a)
    if isinstance(a, list):
        others = cast(list[JsonValue], b)
        return len(a) == len(others) and all(map(same, a, others))
    if isinstance(a, float):
        return repr(a) == repr(b)
    return a == b


def json_type(value: JsonValue) -> str:
    """Name a value's JSON Schema type; a whole float is a `number`, as it is written."""
    return _TYPES[type(value)]


_TYPES: Final[dict[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def get(value: Value, path: JsonPath) -> Value:
    """Return what sits at `path`, ABSENT when nothing does."""
    for part in path:
        if not _holds(value, part):
            return ABSENT
        value = value[part]  # type: ignore[index]
    return value


def _holds(value: Value, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and 0 <= part < len(value)
    return isinstance(value, dict) and part in value


def put(value: Value, path: JsonPath, new: JsonValue) -> JsonValue:
    """Return `value` with `new` at `path`; objects on the way that are missing or null are made.

    Raises:
        LookupError: the way leads through a list's missing item or through a scalar.
    """
    if not path:
        return new
    head, rest = path[0], path[1:]
    if isinstance(head, str) and (value is ABSENT or value is None or isinstance(value, dict)):
        fields = value if isinstance(value, dict) else {}
        return {**fields, head: put(fields.get(head, ABSENT), rest, new)}
    if isinstance(head, int) and isinstance(value, list) and 0 <= head < len(value):
        return [*value[:head], put(value[head], rest, new), *value[head + 1 :]]
    raise LookupError(path)


def drop(value: Value, path: JsonPath) -> Value:
    """Return `value` without what sits at `path`; the same value when nothing does."""
    if not path:
        return ABSENT
    parent, last = get(value, path[:-1]), path[-1]
    if isinstance(parent, dict) and last in parent:
        return put(value, path[:-1], {k: v for k, v in parent.items() if k != last})
    if isinstance(parent, list) and isinstance(last, int) and 0 <= last < len(parent):
        return put(value, path[:-1], [*parent[:last], *parent[last + 1 :]])
    return value


def insert_key(
    fields: dict[str, JsonValue], key: str, new: JsonValue, after: tuple[str, ...]
) -> dict[str, JsonValue]:
    """Return `fields` with `key` placed behind the last of `after` that is there, first if none is."""
    keys = list(fields)
    place = 1 + max((keys.index(k) for k in after if k in fields), default=-1)
    items = list(fields.items())
    return dict([*items[:place], (key, new), *items[place:]])


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two values.

    Attributes:
        path: where.
        before: ABSENT when it was added.
        after: ABSENT when it was removed.
    """

    path: JsonPath
    before: Value
    after: Value

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """Name the difference."""
        if self.before is ABSENT:
            return "added"
        return "removed" if self.after is ABSENT else "changed"


def diff(a: Value, b: Value) -> list[Change]:
    """List what turns `a` into `b`: objects by key, lists of one length by position, else as a whole."""
    return list(_changes((), a, b))


def _changes(path: JsonPath, a: Value, b: Value) -> Iterator[Change]:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(key for key in b if key not in a)]:
            yield from _changes((*path, key), a.get(key, ABSENT), b.get(key, ABSENT))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, (before, after) in enumerate(zip(a, b, strict=True)):
            yield from _changes((*path, index), before, after)
    elif not same(a, b):
        yield Change(path, a, b)


def rebase(base: Value, mine: Value, newest: Value) -> Value:
    """Return `newest` with the changes from `base` to `mine` applied.

    Where both changed the same place, mine wins. Where a change cannot be applied because what is around
    it was removed, the nearest enclosing value of mine is restored.
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
