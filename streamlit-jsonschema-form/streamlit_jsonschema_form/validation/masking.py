"""Masks: shown in place of secrets, and replaced by the stored values when a value comes back."""

import json
from collections.abc import Container, Iterator
from typing import Any

from streamlit_jsonschema_form.problems import JsonPath

MASK = "••••••••"
"""What is shown in a secret's place."""


def mask_value(value: Any, names: Container[str]) -> Any:
    """Return a copy of a value in which everything under these names, at any depth, is masked."""
    if isinstance(value, list):
        return [mask_value(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: MASK if key in names and member is not None else mask_value(member, names)
        for key, member in value.items()
    }


def unmask(given: Any, stored: Any) -> Any:
    """Return a value with the stored one in place of each mask that came back unchanged.

    Rows of a list may have moved or gone meanwhile, so each takes its secrets from the row that it was.
    A mask stays where that row is not certain: see `masked_places`.
    """
    if given == MASK:
        return stored
    if isinstance(given, dict) and isinstance(stored, dict):
        return {key: unmask(member, stored.get(key, member)) for key, member in given.items()}
    if isinstance(given, list) and isinstance(stored, list):
        return _unmask_rows(given, stored)
    return given


def _unmask_rows(given: list[Any], stored: list[Any]) -> list[Any]:
    origins = {at: _origin(item, at, stored) for at, item in enumerate(given) if _is_masked(item)}
    if len(given) == len(
        stored
    ):  # a row that was edited is known by its place, unless another came there
        taken = set(origins.values())
        origins |= {at: at for at, old in origins.items() if old is None and at not in taken}
    rows = list(given)
    for at, origin in origins.items():
        if origin is not None:
            rows[at] = unmask(given[at], stored[origin])
    return rows


def _origin(item: Any, at: int, stored: list[Any]) -> int | None:
    """Return the index of the stored row that a row was, None where several may be it or none is."""
    fitting = [number for number, old in enumerate(stored) if _was(item, old)]
    if len({json.dumps(stored[number]) for number in fitting}) != 1:
        return None
    return at if at in fitting else fitting[0]


def _is_masked(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_masked, value.values()))
    return any(map(_is_masked, value)) if isinstance(value, list) else bool(value == MASK)


def _was(given: Any, stored: Any) -> bool:
    """Tell whether a value equals the stored one, but for its masks."""
    if given == MASK:
        return True
    if isinstance(given, dict) and isinstance(stored, dict):
        return given.keys() == stored.keys() and all(_was(given[key], stored[key]) for key in given)
    if isinstance(given, list) and isinstance(stored, list):
        return len(given) == len(stored) and all(map(_was, given, stored))
    return bool(given == stored)


def masked_places(value: Any, names: Container[str], path: JsonPath = ()) -> Iterator[JsonPath]:
    """Yield the places under these names at which a mask stands, and no secret."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from masked_places(item, names, (*path, index))
    elif isinstance(value, dict):
        for key, member in value.items():
            if key in names and member == MASK:
                yield (*path, key)
            yield from masked_places(member, names, (*path, key))


def without_masks(value: Any) -> Any:
    """Return a copy of a masked value that leaves its secrets out: a mask is no value."""
    if isinstance(value, dict):
        return {key: without_masks(member) for key, member in value.items() if member != MASK}
    if isinstance(value, list):
        return [without_masks(item) for item in value if item != MASK]
    return value
