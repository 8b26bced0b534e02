"""What every part of the library shares: JSON values, paths into them, problems and errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "FormError",
    "InvalidInput",
    "JsonPath",
    "JsonValue",
    "Problem",
    "SourceUnavailable",
    "json_pointer",
]

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonPath: TypeAlias = tuple[str | int, ...]


def json_pointer(path: Iterable[str | int]) -> str:
    """Write a path as a JSON Pointer (RFC 6901): `("a/b", 0)` becomes `/a~1b/0`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule at one place.

    Attributes:
        path: where in the value; `()` is the whole.
        keyword: the JSON Schema keyword, or a word of the host's own such as `name`.
        message: what was expected, what came and, where it helps, what to do.
        schema_pointer: the rule's place in its schema (RFC 6901), empty when it has none.
    """

    path: JsonPath
    keyword: str
    message: str
    schema_pointer: str = ""

    def __str__(self) -> str:
        place = json_pointer(self.path)
        return f"{place}: {self.message}" if place else self.message

    def under(self, *prefix: str | int) -> "Problem":
        """Return the same problem for a value that now sits under `prefix`."""
        return Problem((*prefix, *self.path), self.keyword, self.message, self.schema_pointer)


class FormError(Exception):
    """Base of every error of this library that a host can meet."""


class InvalidInput(FormError):
    """What was given breaks rules; raised by readers of pasted text.

    Attributes:
        problems: each broken rule at its place; never empty.
    """

    def __init__(self, what: str, problems: Sequence[Problem]) -> None:
        self.what, self.problems = what, tuple(problems)
        super().__init__(f"{what} is not valid: " + "; ".join(str(p) for p in problems[:10]))


class SourceUnavailable(FormError):
    """A source of choices cannot say now what it offers; its text is shown at the field."""
