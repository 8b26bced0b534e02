"""`registry.json`: all entities as they are now, as plain TinyDB JSON, one entity a line."""

import gc
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from tinydb import Storage
from typing_extensions import override

from registry.errors import Invalid, StoreDamaged
from registry.store.atomic_file import Identity, identify, staged, sync_directory
from registry.store.encoding import Malformed, refuse_constant
from registry.store.records import KINDS_WITHOUT_HISTORY
from registry.store.row import Row, row_from_user
from registry.store.table import Table

MARKER: Final = "_registry"
"""The table that says which changes the file holds."""

_ROWS_AT_ONCE: Final = 1024
"""Rows joined and written in one go: readers and writers are held up for a millisecond."""

_SYNC_EVERY: Final = 4 << 20
"""Bytes after which the file is synced, so that a big one never clogs the disk for commits."""

_MANY_OBJECTS: Final = 100_000
_QUIET_S: Final = 0.05
_NOISY_S: Final = 1.0

_REMEDY: Final = (
    "the file was left as it is; correct it, or move it away to have it written anew from "
    "registry.db beside it"
)


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
        self._aside = path.with_name(f"{path.name}.tmp")

    @override
    def read(self) -> dict[str, dict[str, Any]] | None:
        try:
            return _parse(self.path, self.path.read_bytes())
        except FileNotFoundError:
            return None

    @override
    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        self.stage({kind: list(rows.items()) for kind, rows in data.items()})
        self.publish()

    def identity(self) -> Identity | None:
        """Return the identity of the file in place, None when there is none. Raises OSError."""
        try:
            return identify(os.stat(self.path))  # noqa: PTH116 - on every write; twice as quick
        except FileNotFoundError:
            return None

    def stage(self, tables: Mapping[str, Sequence[tuple[Any, Mapping[str, Any]]]]) -> Identity:
        """Write numbered entities beside the file in place. Raises OSError."""
        with staged(self._aside, self.path) as file:
            _write_all(file, tables)
        return identify(self._aside.stat())

    def publish(self) -> None:
        """Put what was staged in the file's place, in one step for every reader. Raises OSError."""
        self._aside.replace(self.path)
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


def render(rows: Mapping[str, Sequence[Row]], sequence: int) -> dict[str, list[tuple[Any, Any]]]:
    """Return the tables of the file that shows everything up to a sequence."""
    numbered = {kind: [(row.number, row) for row in rows[kind]] for kind in sorted(rows)}
    return {MARKER: [(1, {"sequence": sequence})], **numbered}


def _write_all(
    file: BinaryIO, tables: Mapping[str, Sequence[tuple[Any, Mapping[str, Any]]]]
) -> None:
    unsynced = 0
    for block in _blocks(tables):
        unsynced += _write(file, block)
        if unsynced > _SYNC_EVERY:
            os.fsync(file.fileno())
            unsynced = 0


def _write(file: BinaryIO, data: bytes) -> int:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    return len(data)


def _blocks(tables: Mapping[str, Sequence[tuple[Any, Mapping[str, Any]]]]) -> Iterator[bytes]:
    separator = "{"
    for kind, rows in tables.items():
        yield f"{separator}\n{json.dumps(kind)}: {{".encode()
        separator, comma = ",", "\n"
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            lines = [f'"{n}": {_text(row)}' for n, row in rows[start : start + _ROWS_AT_ONCE]]
            yield (comma + ",\n".join(lines)).encode()
            comma = ",\n"
        yield b"\n}"
    yield b"\n}\n" if tables else b"{}\n"


def _text(row: Mapping[str, Any]) -> str:
    return row.text if isinstance(row, Row) else json.dumps(row)


def _read_quiet(file: BinaryIO) -> tuple[bytes, Identity]:
    """Read a file whole, once nobody has written to it for a moment. Raises OSError."""
    deadline = time.monotonic() + _NOISY_S
    while True:
        before = os.fstat(file.fileno())
        is_quiet = abs(time.time() - before.st_mtime) >= _QUIET_S or time.monotonic() > deadline
        if is_quiet:
            file.seek(0)
            data = file.read()
            after = os.fstat(file.fileno())
            if identify(before) == identify(after) or time.monotonic() > deadline:
                return data, identify(after)
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


def _read_marker(table: object) -> int | None:
    rows = list(table.values()) if isinstance(table, dict) else []
    sequence = rows[0].get("sequence") if rows and isinstance(rows[0], dict) else None
    return sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else None


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep Python's garbage collector from walking a million fresh objects again and again.

    Entities hold no cycles, so many of them are left out of later walks, too: each walk would keep
    everybody waiting for most of a second.
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


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, and refuse a property that is there twice: Python would drop the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise Malformed(twin, "every property once in its object")
    return found


def _read_table(kind: str, documents: object) -> Table:
    if not isinstance(documents, dict):
        raise Malformed(documents, f"an object of numbered entities in table {kind!r}")
    rows = [_read_row(kind, number, document) for number, document in documents.items()]
    ids: dict[Any, int] = {}
    names: dict[Any, int] = {}
    for row in rows:
        _refuse_taken(ids, row["id"], kind, row)
        _refuse_taken(names, (row["workspace"], row["name"]), kind, row)
    return Table(kind, rows)


def _refuse_taken(seen: dict[Any, int], key: object, kind: str, row: Row) -> None:
    first = seen.setdefault(key, row.number)
    if first != row.number:
        what = f"another id and another name than entity {first} of table {kind!r} has"
        raise Malformed(key, f"in entity {row.number} {what}")


def _read_row(kind: str, number: str, document: object) -> Row:
    try:
        return row_from_user(document, int(number))
    except (ValueError, Invalid) as error:
        raise EntityMalformed(kind, number, error) from error


class EntityMalformed(ValueError):
    """One entity of a snapshot is not what a registry holds."""

    def __init__(self, kind: str, number: str, error: Exception) -> None:
        super().__init__(f"entity {number!r} of table {kind!r}: {error}")
