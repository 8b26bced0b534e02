"""The line of each value in a JSON text, for pointing at problems."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from streamlit_jsonschema_form.problems import JsonPath

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


@dataclass
class _Level:
    """One open object or list: where it is, and which entry comes next."""

    path: JsonPath
    is_list: bool
    key: str | None = None
    index: int = field(default=0)

    def place(self) -> JsonPath:
        return (*self.path, self.index if self.is_list else self.key or "")


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The lines, from 1, on which the values of a JSON text begin; a property begins at its key."""

    lines: Mapping[JsonPath, int]

    @classmethod
    def read(cls, text: str) -> Self:
        """Map a JSON text; of any other text, what is found is undefined."""
        lines: dict[JsonPath, int] = {(): 1}
        levels: list[_Level] = []
        for token, line in _tokens(text):
            step = _STEPS.get(token)
            if step:
                step(levels, lines, line)
            else:
                _value(levels, lines, line, token)
        return cls(lines)

    def line_of(self, path: JsonPath) -> int:
        """Return the line of a place, or of the nearest enclosing place that is there."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, reached = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", reached, found.start())
        reached = found.start()
        yield found[0], line


def _value(levels: list[_Level], lines: dict[JsonPath, int], line: int, token: str) -> None:
    if not levels:
        return
    level = levels[-1]
    if not level.is_list and level.key is None:
        level.key = _read_key(token)
    lines.setdefault(level.place(), line)


def _read_key(token: str) -> str:
    try:
        return str(json.loads(token))
    except json.JSONDecodeError:
        return token


def _open(levels: list[_Level], lines: dict[JsonPath, int], line: int, *, is_list: bool) -> None:
    path = levels[-1].place() if levels else ()
    lines.setdefault(path, line)
    levels.append(_Level(path, is_list))


def _open_object(levels: list[_Level], lines: dict[JsonPath, int], line: int) -> None:
    _open(levels, lines, line, is_list=False)


def _open_list(levels: list[_Level], lines: dict[JsonPath, int], line: int) -> None:
    _open(levels, lines, line, is_list=True)


def _close(levels: list[_Level], _lines: dict[JsonPath, int], _line: int) -> None:
    if levels:
        levels.pop()


def _next(levels: list[_Level], _lines: dict[JsonPath, int], _line: int) -> None:
    if levels:
        levels[-1].key = None
        levels[-1].index += 1


def _pass(_levels: list[_Level], _all_lines: dict[JsonPath, int], _line: int) -> None:
    """Go from a key to its value."""


_STEPS = {
    "{": _open_object,
    "[": _open_list,
    "}": _close,
    "]": _close,
    ",": _next,
    ":": _pass,
}
