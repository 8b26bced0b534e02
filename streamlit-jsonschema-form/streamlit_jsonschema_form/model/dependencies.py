"""Which fields lead others: conditions ask for their values, and choices go by them."""

from collections.abc import Iterator
from typing import Any, Final

_CONDITIONS: Final = ("if", "when", "ui:when")
_DEPENDENCIES: Final = ("dependentRequired", "dependentSchemas", "dependencies")
_CHOICES: Final = ("oneOf", "anyOf")


def controlling_keys(schema: Any) -> frozenset[str]:
    """Return the keys that conditions, dependencies and choices name, at any depth.

    A key that only a reference inside of one would lead to is not among them.
    """
    return frozenset(_leading(schema))


def _leading(value: Any) -> Iterator[str]:
    for part in _containers(value):
        if isinstance(part, dict):
            for keyword in _CONDITIONS:
                yield from _named(part.get(keyword))
            for keyword in _DEPENDENCIES:
                yield from _keys(part.get(keyword))
            for keyword in _CHOICES:
                yield from _constants(part.get(keyword))


def _containers(value: Any) -> Iterator[Any]:
    todo = [value] if isinstance(value, dict | list) else []
    while todo:
        part = todo.pop()
        inside = part.values() if isinstance(part, dict) else part
        yield part
        todo.extend(each for each in inside if isinstance(each, dict | list))


def _keys(value: Any) -> Iterator[str]:
    yield from value if isinstance(value, dict) else ()


def _texts(value: Any) -> Iterator[str]:
    yield from (each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _named(condition: Any) -> Iterator[str]:
    for part in _containers(condition):
        if isinstance(part, dict):
            yield from _keys(part.get("properties"))
            yield from _texts(part.get("required"))


def _constants(branches: Any) -> Iterator[str]:
    for branch in branches if isinstance(branches, list) else ():
        places = branch.get("properties") if isinstance(branch, dict) else None
        for key, place in places.items() if isinstance(places, dict) else ():
            if isinstance(place, dict) and ("const" in place or "enum" in place):
                yield key
