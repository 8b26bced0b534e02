r"""Patterns of JSON Schema (ECMA-262) under the `regex` package, each match with a time limit.

Translated, so that they mean what ECMA-262 says: `\d`, `\w`, `\s`, `\b` (ASCII digits and letters),
`.` and `$` (no special case for a last line break), `\cX`, `\uXXXX`, `\u{X}`, `\0`, `\k<name>`,
`[]`, `[^]`, a bracket inside a class, and braces that are no quantifier. `\A`, `\Z`, `\a` and the other
letters that ECMA-262 gives no meaning are refused, as its `u` mode does.

Known differences: `\D`, `\W` and `\S` inside a class follow Unicode; `\p{…}` accepts every name that
`regex` knows; inline flags, `(?P<…>`, `(?>…)`, possessive quantifiers and the other constructs
that begin with `(?` work although ECMA-262 has none; a surrogate pair matches as one character.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

import regex

from streamlit_jsonschema_form.validation.limits import ValidationLimits

LONGEST = 10_000
_LONE_BACKSLASH = "it ends with a lone backslash"
_OPEN_CLASS = "a [ is never closed"
_DIGIT, _WORD = "0-9", "A-Za-z0-9_"
_SPACE = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_EDGE = rf"(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}])"
_OUTSIDE: Final = {
    "d": f"[{_DIGIT}]",
    "D": f"[^{_DIGIT}]",
    "w": f"[{_WORD}]",
    "W": f"[^{_WORD}]",
    "s": f"[{_SPACE}]",
    "S": f"[^{_SPACE}]",
    "b": f"(?:{_EDGE})",
    "B": f"(?!{_EDGE})",
}
_INSIDE: Final = {"d": _DIGIT, "w": _WORD, "s": _SPACE, "D": r"\D", "W": r"\W", "S": r"\S"}
_IN_CLASS: Final = {**_INSIDE, "b": r"\x08"}
_SETS: Final = frozenset(_INSIDE.values())
_CONTROLS: Final = {"f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_CODE_POINT = regex.compile(
    r"u\{(?P<u>[0-9A-Fa-f]{1,6})\}"
    r"|u(?P<hi>[Dd][89ABab][0-9A-Fa-f]{2})\\u(?P<lo>[Dd][C-Fc-f][0-9A-Fa-f]{2})"
    r"|u(?P<u>[0-9A-Fa-f]{4})|x(?P<u>[0-9A-Fa-f]{2})"
)
_CONTROL = regex.compile(r"c([A-Za-z])")
_QUANTIFIER = regex.compile(r"\{\d+(?:,\d*)?\}")
_PROPERTY = regex.compile(r"[pP]\{\^?[\w =:]+\}")
_BACK_REFERENCE = regex.compile(r"[1-9]\d?")
_NAMED_REFERENCE = regex.compile(r"k<(\w+)>")
_PLAIN: Final = {
    ".": r"[^\n\r\u2028\u2029]",
    "$": r"(?!\n)\Z",
    "}": r"\}",
    "]": r"\]",
}


class BadPattern(Exception):
    """A pattern that cannot be read; its text says why."""


@lru_cache(maxsize=2048)
def compile_pattern(pattern: str) -> "regex.Pattern[str]":
    """Compile a pattern as ECMA-262 means it.

    Raises:
        BadPattern: it cannot be read.
    """
    if len(pattern) > LONGEST:
        reason = f"it has {len(pattern)} characters, and at most {LONGEST} are allowed"
        raise BadPattern(reason)
    try:
        return regex.compile(_Translation(pattern).text(), regex.VERSION0)
    except (regex.error, RecursionError, OverflowError, MemoryError, ValueError) as error:
        raise BadPattern(str(error) or type(error).__name__) from error


def search(pattern: str, text: str, limits: ValidationLimits) -> bool:
    """Tell whether a pattern occurs in a text.

    Raises:
        BadPattern: the pattern cannot be read.
        TimeoutError: the match took too long.
        TooSlow: the whole validation did.
    """
    compiled = compile_pattern(pattern)
    found = limits.run_match(lambda seconds: compiled.search(text, timeout=seconds))
    return found is not None


def matches_any(patterns: Iterable[str], key: object, limits: ValidationLimits) -> bool:
    """Tell whether any of the patterns occurs in a key of an object. Raises what `search` raises."""
    return isinstance(key, str) and any(search(pattern, key, limits) for pattern in patterns)


class _Translation:
    """One pass over a pattern, from ECMA-262 to `regex`."""

    def __init__(self, pattern: str) -> None:
        self._source, self._at = pattern, 0

    def text(self) -> str:
        parts = []
        while self._at < len(self._source):
            parts.append(self._next())
        return "".join(parts)

    def _next(self) -> str:
        character = self._source[self._at]
        starts: dict[str, Callable[[], str]] = {
            "\\": self._escape_outside,
            "[": self._class,
            "{": self._brace,
        }
        if character in starts:
            return starts[character]()
        self._at += 1
        return _PLAIN.get(character, character)

    def _take(self, rule: "regex.Pattern[str]") -> "regex.Match[str] | None":
        found = rule.match(self._source, self._at)
        if found:
            self._at = found.end()
        return found

    def _brace(self) -> str:
        found = self._take(_QUANTIFIER)
        if found:
            return str(found[0])
        self._at += 1
        return r"\{"

    def _escape_outside(self) -> str:
        self._at += 1
        if found := self._take(_BACK_REFERENCE):
            return f"(?:\\{found[0]})"
        if found := self._take(_NAMED_REFERENCE):
            return f"(?P={found[1]})"
        return self._escape(_OUTSIDE)

    def _escape(self, letters: dict[str, str]) -> str:
        if found := self._take(_PROPERTY):
            return f"\\{found[0]}"
        literal = self._code_point()
        if literal:
            return _literal(literal)
        if self._at >= len(self._source):
            raise BadPattern(_LONE_BACKSLASH)
        character = self._source[self._at]
        self._at += 1
        if character in letters:
            return letters[character]
        return _literal(_control(character))

    def _code_point(self) -> str:
        if found := self._take(_CONTROL):
            return chr(ord(found[1]) % 32)
        found = self._take(_CODE_POINT)
        if not found:
            return ""
        if found["hi"]:
            return chr(
                0x10000 + ((int(found["hi"], 16) & 0x3FF) << 10 | int(found["lo"], 16) & 0x3FF)
            )
        return chr(int(found["u"], 16))

    def _class(self) -> str:
        self._at += 1
        negated = self._source.startswith("^", self._at)
        self._at += negated
        parts = []
        while not self._source.startswith("]", self._at):
            parts.append(self._range())
        self._at += 1
        if not parts:
            return r"[\s\S]" if negated else "(?!)"
        return f"[{'^' * negated}{''.join(parts)}]"

    def _range(self) -> str:
        low = self._atom()
        rest = self._source[self._at : self._at + 2]
        if not rest.startswith("-") or rest == "-]":
            return low
        self._at += 1
        high = self._atom()
        return f"{low}\\-{high}" if _SETS.intersection((low, high)) else f"{low}-{high}"

    def _atom(self) -> str:
        if self._at >= len(self._source):
            raise BadPattern(_OPEN_CLASS)
        character = self._source[self._at]
        self._at += 1
        if character == "\\":
            return self._escape(_IN_CLASS)
        return _literal(character)


def _literal(text: str) -> str:
    return str(regex.escape(text, special_only=False))


def _control(character: str) -> str:
    if character in _CONTROLS:
        return _CONTROLS[character]
    if character.isascii() and character.isalnum():
        hint = "; write ^ or $ for the ends" if character in "AZz" else ""
        reason = f"\\{character} has no meaning in ECMA-262{hint}"
        raise BadPattern(reason)
    return character
