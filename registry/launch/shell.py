"""The words of a command line, as a POSIX shell splits them (POSIX.1-2024, XCU §2.2, §2.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.errors import Invalid
from streamlit_jsonschema_form.problems import Problem

_OPERATORS = frozenset(";|&<>()")
_EXPANSION = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_][A-Za-z0-9_]*|\(|[0-9@*#?!-])|`")

_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BLANKS = re.compile(r"(?:\s+|\\\n|#[^\n]*)*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ShellWord:
    """One word; `expands` when the shell would put something in that is not known here."""

    text: str
    expands: bool = False


def split_words(text: str) -> list[ShellWord]:
    """Split a command line into words: quotes, escapes, continued lines and comments understood.

    Raises:
        Invalid: a quote is never closed, or it is more than one plain command.
    """
    return list(_Splitter(text).words())


class _Splitter:
    def __init__(self, text: str) -> None:
        self._text, self._at = text.replace("\r\n", "\n"), 0

    def words(self) -> Iterator[ShellWord]:
        while self._skip_blanks():
            parts, expands = [], False
            while self._at < len(self._text) and not self._text[self._at].isspace():
                part, expanding = self._part()
                parts.append(part)
                expands = expands or expanding
            yield ShellWord("".join(parts), expands)

    def _skip_blanks(self) -> bool:
        blanks = _BLANKS.match(self._text, self._at)
        self._at = blanks.end() if blanks else self._at
        return self._at < len(self._text)

    def _part(self) -> tuple[str, bool]:
        character = self._text[self._at]
        if character == "'":
            return self._single(), False
        if character == '"':
            return self._double()
        if character == "\\":
            return self._escaped(), False
        if character in _OPERATORS:
            raise self._wrong(
                f"has {character} outside quotes; give one command alone, or quote it"
            )
        return self._plain()

    def _single(self) -> str:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise self._wrong("a ' is never closed")
        part, self._at = self._text[self._at + 1 : end], end + 1
        return part

    def _double(self) -> tuple[str, bool]:
        found = _DOUBLE.match(self._text, self._at)
        if not found:
            raise self._wrong('a " is never closed')
        self._at = found.end()
        expands = bool(_EXPANSION.search(_ESCAPE.sub("", found[1])))
        return _ESCAPE.sub(_unescape, found[1]), expands

    def _escaped(self) -> str:
        part = self._text[self._at + 1 : self._at + 2]
        self._at += 2
        return "" if part == "\n" else part

    def _plain(self) -> tuple[str, bool]:
        found = _EXPANSION.match(self._text, self._at)
        self._at = found.end() if found else self._at + 1
        return (found[0], True) if found else (self._text[self._at - 1], False)

    def _wrong(self, reason: str) -> Invalid:
        line = self._text.count("\n", 0, self._at) + 1
        column = self._at - self._text.rfind("\n", 0, self._at)
        message = f"line {line}, column {column}: {reason}"
        return Invalid("the command line", [Problem((), "shell", message)])


def _unescape(found: re.Match[str]) -> str:
    """Inside double quotes a backslash escapes only `$`, a backtick, `"`, itself and a line end."""
    if found[1] == "\n":
        return ""
    return found[1] if found[1] in '$`"\\' else found[0]
