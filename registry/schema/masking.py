"""Masks: what stands for secrets wherever people look, and gives way to what is kept."""

from collections.abc import Collection
from typing import Any

MASK = "••••••••"
"""What is shown in a secret's place."""


def mask_value(value: Any, names: Collection[str]) -> Any:
    """Return a copy of a value in which everything under these names, at any depth, is masked."""
    if isinstance(value, list):
        return [mask_value(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: MASK if key in names and member is not None else mask_value(member, names)
        for key, member in value.items()
    }


def unmask(given: Any, kept: Any) -> Any:
    """Put what is kept wherever the mask came back untouched."""
    if given == MASK:
        return kept
    if isinstance(given, dict) and isinstance(kept, dict):
        return {key: unmask(member, kept.get(key, member)) for key, member in given.items()}
    if isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        return [unmask(item, old) for item, old in zip(given, kept, strict=True)]
    return given


def without_masks(value: Any) -> Any:
    """Return a copy of a masked value that leaves its secrets out: a mask is no value."""
    if isinstance(value, dict):
        return {key: without_masks(member) for key, member in value.items() if member != MASK}
    if isinstance(value, list):
        return [without_masks(item) for item in value if item != MASK]
    return value
