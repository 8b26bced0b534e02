"""How places are named: ids that stay with a row or a field while what is above it moves."""

from collections.abc import Iterator
from typing import Final

ROOT: Final = ""
NOWHERE: Final = "|"
"""Names no place: no choice is ever made there."""
WAS_NULL: Final = "|null"
LOCKED: Final = "|held"


def child_id(place: str, part: str | int) -> str:
    """Name a place under another: by key for a property, by stable id for an item."""
    if isinstance(part, int):
        return f"{place}/#{part}"
    if part.isidentifier():  # as most are
        return f"{place}/{part}"
    return f"{place}/{part.replace('~', '~0').replace('/', '~1').replace('#', '~2').replace('|', '~3')}"


def decode_key(part: str) -> str:
    """Return the key that a part of an id stands for."""
    return part.replace("~3", "|").replace("~2", "#").replace("~1", "/").replace("~0", "~")


def is_within(place: str, other: str) -> bool:
    """Tell whether `other` is the place itself or one inside it."""
    return other == place or other.startswith(f"{place}/")


def place_of(key: str) -> str:
    """Return the place that a key such as `place|union|branch` belongs to; no id has a bar in it."""
    return key.partition("|")[0]


def self_and_ancestors(place: str) -> Iterator[str]:
    """List a place and those that it is in, up to the whole."""
    yield place
    while place:
        place = place.rpartition("/")[0]
        yield place
