"""The line of each value in a JSON text, for pointing at problems."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from streamlit_jsonschema_form.problems import JsonPath

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


@dataclass
class _Container:
    """An open object or list: its path, and the key or index of the member that comes next."""

    path: JsonPath
    member: str | int | None

    @property
    def member_path(self) -> JsonPath:
        return (*self.path, "" if self.member is None else self.member)


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The lines, from 1, on which the values of a JSON text begin; a property begins at its key."""

    lines: Mapping[JsonPath, int]

    @classmethod
    def read(cls, text: str) -> Self:
        """Map a JSON text; of any other text, what is found is undefined."""
        lines: dict[JsonPath, int] = {(): 1}
        containers: list[_Container] = []
        for token, line in _tokens(text):
            inner = containers[-1] if containers else None
            if token in ("{", "["):
                path = inner.member_path if inner else ()
                lines.setdefault(path, line)
                containers.append(_Container(path, None if token == "{" else 0))
            elif inner is None or token == ":":
                continue
            elif token in ("}", "]"):
                containers.pop()
            elif token == ",":
                inner.member = inner.member + 1 if isinstance(inner.member, int) else None
            else:
                if inner.member is None:
                    inner.member = _read_key(token)
                lines.setdefault(inner.member_path, line)
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


def _read_key(token: str) -> str:
    try:
        return str(json.loads(token))
    except json.JSONDecodeError:
        return token
