"""The first line of the log: the files' format, and where older history is."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from registry.errors import StoreUnavailable
from registry.store.encoding import Malformed, decode
from registry.store.segments import Segment

FORMAT: Final = 2
"""The format of the files that this version writes. `upgrades.STEPS` leads to it from older ones."""

_BEGINNING: Final = b'{"patternshop": "events", '
_READ_AT_ONCE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Header:
    """What the log's first line says; the line itself is no part of the log's content.

    Attributes:
        format: 1 when there is no such line.
        segments: where the log's older part is.
        length: of the line in bytes.
    """

    format: int = FORMAT
    segments: tuple[Segment, ...] = ()
    length: int = 0

    def line(self) -> bytes:
        """Write the line."""
        entry = {
            "patternshop": "events",
            "format": self.format,
            "segments": [segment.entry() for segment in self.segments],
        }
        return json.dumps(entry).encode() + b"\n"


def read_header(descriptor: int, path: Path) -> Header:
    """Read the header of an open log.

    Raises:
        StoreUnavailable: a newer version wrote the files.
        ValueError: the line is damaged.
        OSError: it cannot be read.
    """
    line = _first_line(descriptor)
    if not line.startswith(_BEGINNING):
        return Header(format=1)
    try:
        entry: Any = decode(line)
        if entry["format"] > FORMAT:
            raise _newer(path, entry["format"])
        segments = tuple(Segment.read(each) for each in entry["segments"])
        return Header(entry["format"], segments, len(line))
    except (KeyError, TypeError) as error:
        raise Malformed(line[:80], "the log's header") from error


def _first_line(descriptor: int) -> bytes:
    line = b""
    while b"\n" not in line:
        part = os.pread(descriptor, _READ_AT_ONCE, len(line))
        if not part or not (line + part).startswith(_BEGINNING):
            return b""
        line += part
    return line[: line.index(b"\n") + 1]


def _newer(path: Path, found: int) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path} has format {found}, and this version of Patternshop knows formats up to {FORMAT}",
        "nothing was changed; install the newer version that wrote it, or put back the backup that "
        f"it made: the files beside it with `format-{FORMAT}` in their names",
    )
