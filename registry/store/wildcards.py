"""Patterns of SQL's LIKE: `%` stands for any characters, `_` for one, whatever the case."""

import re
from collections.abc import Callable


def compile_wildcards(pattern: str) -> Callable[[str], bool]:
    """Return a test of whole texts that takes time in proportion to text and pattern.

    The part between two `%` is searched from the left, and its first match is as good as any later
    one; so nothing is ever tried twice.
    """
    pieces = [_compile(piece) for piece in pattern.lower().split("%")]
    if len(pieces) == 1:
        return lambda text: pieces[0].fullmatch(text.lower()) is not None
    first, *middle, last = pieces
    size = len(pattern.lower()) - pattern.lower().rfind("%") - 1

    def test(text: str) -> bool:
        text = text.lower()
        found = first.match(text)
        for piece in middle:
            found = found and piece.search(text, found.end())
        tail = len(text) - size
        return bool(found and found.end() <= tail and last.fullmatch(text, tail))

    return test


def _compile(piece: str) -> re.Pattern[str]:
    return re.compile(".".join(map(re.escape, piece.split("_"))), re.DOTALL)
