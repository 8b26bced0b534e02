"""Tells a snapshot that was cut off, emptied or zeroed from an edit that cannot be read.

Nothing in such a remnant is news to the log, so it may be written anew; what a broken edit was meant
to say would be lost.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

_ROW: Final = re.compile(rb'"\d+": (\{"id": ("(?:[^"\\]|\\.)*").*)', re.DOTALL)
_FRAME: Final = re.compile(rb'[{}]|"[^"]*": \{')

Texts = Callable[[str], Iterator[str]]
"""Returns the lines that an entity has had in snapshots, by its id."""


def is_remnant(data: bytes, texts: Texts) -> bool:
    """Tell whether a file that cannot be read holds nothing but the beginning of a snapshot."""
    written = data.strip(b"\0 \t\r\n")
    if not written:
        return True
    first, *lines = written.split(b"\n")
    *whole, cut = lines or [b""]
    # A cut that left no comma left no more of its entity than a number and an id.
    return (
        first == b"{"
        and all(_is_known(line, texts) for line in whole)
        and (b"," not in cut or _is_known(cut, texts, cut=True))
    )


def _is_known(line: bytes, texts: Texts, *, cut: bool = False) -> bool:
    bare = line.removesuffix(b",")
    row = _ROW.fullmatch(bare)
    if row is None:
        return _FRAME.fullmatch(bare) is not None
    text = row[1].decode("ascii", "replace")
    return any(
        known.startswith(text) if cut else known == text for known in texts(json.loads(row[2]))
    )
