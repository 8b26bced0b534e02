"""`registry.json`: all entities as they are now, as plain TinyDB JSON, one entity a line."""

import gc
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from tinydb import Storage
from typing_extensions import override

from registry.errors import Invalid, StoreDamaged
from registry.store.atomic_file import Identity, identify, staged, sync, sync_directory
from registry.store.encoding import (
    Malformed,
    is_storable,
    read_instant,
    refuse_constant,
    write_instant,
)
from registry.store.records import COLUMNS, KINDS_WITHOUT_HISTORY, Record
from registry.store.row import Row
from registry.store.table import Table

MARKER: Final = "_registry"
"""The table with the last sequence that the file shows."""

_ROWS_AT_ONCE: Final = 1024
"""Rows joined and written at once: readers and writers are held up for a millisecond."""

_SYNC_EVERY: Final = 4 << 20
"""Bytes after which the file is synced, so that a big one never clogs the disk for commits."""

_MANY_OBJECTS: Final = 100_000
_QUIET_S: Final = 0.05
_NOISY_S: Final = 1.0

_REMEDY: Final = (
    "the file was left as it is; correct it, or move it away to have it written anew from "
    "registry.db beside it"
)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and is_storable(value)


_EXPECTED: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    **dict.fromkeys(("id", "workspace", "name"), (_is_text, "a text")),
    "revision": (lambda value: type(value) is int and value > 0, "a whole number above 0"),
    **dict.fromkeys(
        ("created_at", "updated_at"),
        (_is_text, "a time such as '2026-01-31T12:00:00.000000+00:00'"),
    ),
    "body": (lambda value: isinstance(value, dict), "an object"),
}
"""What the properties of a document take: a test, and the words for it."""

Lines = Iterable[tuple[object, str]]
"""The entities of a table: their numbers, and each as JSON."""


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """What somebody may have written into `registry.json`.

    Attributes:
        sequence: the last event that it showed before it was edited; None when it does not say.
        tables: its entities.
        data: the file's bytes.
        identity: the file.
    """

    sequence: int | None
    tables: Mapping[str, Table]
    data: bytes
    identity: Identity


class SnapshotStorage(Storage):
    """TinyDB's storage of the file: read strictly, and only ever replaced whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._staged = path.with_name(f"{path.name}.tmp")

    @override
    def read(self) -> dict[str, dict[str, Any]] | None:
        file = self.open()
        if file is None:
            return None
        with file:
            return _parse(self.path, file.read())

    @override
    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        self.stage(
            {
                name: [(number, json.dumps(document)) for number, document in table.items()]
                for name, table in data.items()
            }
        )
        self.publish()

    def identity(self) -> Identity | None:
        """Return the identity of the file in place, None when there is none. Raises OSError."""
        try:
            return identify(self.path)
        except FileNotFoundError:
            return None

    def stage(self, tables: Mapping[str, Lines]) -> Identity:
        """Write tables to a file beside the one in place. Raises OSError."""
        unsynced = 0
        with staged(self._staged, self.path) as file:
            for block in _blocks(tables):
                unsynced += file.write(block.encode())
                if unsynced > _SYNC_EVERY:
                    sync(file)
                    unsynced = 0
        return identify(self._staged)

    def publish(self) -> None:
        """Replace the file by what was staged, in one step for every reader. Raises OSError."""
        self._staged.replace(self.path)
        sync_directory(self.path.parent)

    def open(self) -> BinaryIO | None:
        """Open the file in place, None when there is none. Raises OSError."""
        try:
            return self.path.open("rb")
        except FileNotFoundError:
            return None

    def load(self, file: BinaryIO) -> StoredSnapshot:
        """Read a file that anybody may have written, once nobody writes to it.

        Raises:
            StoreDamaged: saying where it is not what a registry holds.
            OSError: it cannot be read.
        """
        data, identity = _read_quiet(file)
        try:
            with paused_collector():
                content = _parse(self.path, data) if data.strip(b"\0 \t\r\n") else {}
                sequence = _read_marker(content.pop(MARKER, {}))
                tables = {
                    kind: _read_table(kind, documents)
                    for kind, documents in content.items()
                    if kind not in KINDS_WITHOUT_HISTORY
                }
        except (ValueError, RecursionError, Invalid) as error:
            raise StoreDamaged(f"{self.path} cannot be read: {error}", _REMEDY) from error
        return StoredSnapshot(sequence, tables, data, identity)


def render(rows: Mapping[str, Sequence[Row]], sequence: int) -> dict[str, Lines]:
    """Return the tables of the file that shows everything up to a sequence."""
    tables = {kind: ((row.number, row.text) for row in rows[kind]) for kind in sorted(rows)}
    return {MARKER: [(1, json.dumps({"sequence": sequence}))], **tables}


def _blocks(tables: Mapping[str, Lines]) -> Iterator[str]:
    separator = "{"
    for kind, rows in tables.items():
        yield f"{separator}\n{json.dumps(kind)}: {{"
        separator, comma = ",", "\n"
        lines = (f'"{number}": {text}' for number, text in rows)
        while block := ",\n".join(islice(lines, _ROWS_AT_ONCE)):
            yield comma + block
            comma = ",\n"
        yield "\n}"
    yield "\n}\n" if tables else "{}\n"


def _read_quiet(file: BinaryIO) -> tuple[bytes, Identity]:
    """Read a file whole, once nobody has written to it for a moment. Raises OSError."""
    deadline = time.monotonic() + _NOISY_S
    while True:
        before = identify(file)
        is_quiet = abs(time.time() - before[2] / 1e9) >= _QUIET_S
        if is_quiet or time.monotonic() > deadline:
            file.seek(0)
            data = file.read()
            after = identify(file)
            if before == after or time.monotonic() > deadline:
                return data, after
        time.sleep(_QUIET_S / 5)


def _parse(path: Path, data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(
            data, parse_constant=refuse_constant, object_pairs_hook=_refuse_duplicates
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno} of {path}"
        raise StoreDamaged(f"{where} is not JSON: {error.msg}", _REMEDY) from error
    if not isinstance(content, dict):
        raise Malformed(content, "an object of tables")
    return content


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, and refuse a property that is there twice: Python would drop the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise Malformed(twin, "every property once in its object")
    return found


def _read_marker(table: object) -> int | None:
    rows = list(table.values()) if isinstance(table, dict) else []
    sequence = rows[0].get("sequence") if rows and isinstance(rows[0], dict) else None
    return sequence if type(sequence) is int else None


def _read_table(kind: str, documents: object) -> Table:
    if not isinstance(documents, dict):
        raise Malformed(documents, f"an object of numbered entities in table {kind!r}")
    rows: list[Row] = []
    taken: dict[Any, int] = {}
    for number, document in documents.items():
        try:
            row = read_row(document, int(number))
        except (ValueError, Invalid) as error:
            message = f"entity {number!r} of table {kind!r}: {error}"
            raise ValueError(message) from error
        for key in (row.id, (row.workspace, row.name)):
            if (first := taken.setdefault(key, row.number)) != row.number:
                what = f"another id and another name than entity {first} of table {kind!r} has"
                raise Malformed(key, f"in entity {row.number} {what}")
        rows.append(row)
    return Table(kind, rows)


def read_row(document: object, number: int) -> Row:
    """Return the row of a document that a person may have written.

    `id`, `workspace`, `name` and `body` are required; the revision defaults to 1, the times to now.

    Raises:
        ValueError: saying what is wrong with it.
        Invalid: for a body that is not strict JSON.
    """
    if not isinstance(document, dict):
        raise Malformed(document, "an object")
    unknown = sorted(set(document) - {*COLUMNS, "body"})
    if unknown:
        raise Malformed(
            unknown[0], f"only {', '.join(COLUMNS)} and body (entity fields belong there)"
        )
    now = write_instant(datetime.now(UTC))
    values = {"revision": 1, "created_at": now, "updated_at": now, **document}
    for key, (is_valid, what) in _EXPECTED.items():
        if not is_valid(values.get(key)):
            raise Malformed(values.get(key), f"{what} in {key!r}")
    times = {key: read_instant(values[key]) for key in ("created_at", "updated_at")}
    row = Row.of(Record(kind="", **{**values, **times}))
    row.number = number
    return row


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause Python's garbage collector, which would walk a million fresh objects again and again.

    Entities hold no cycles, so many of them are left out of later walks, too: in each of those
    everybody would wait for most of a second.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _MANY_OBJECTS:
            gc.freeze()
        if was_on:
            gc.enable()
