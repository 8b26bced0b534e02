"""The snapshot: all entities as they are now, as plain TinyDB JSON, one entity a line."""

import gc
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from registry.errors import Invalid, StoreDamaged
from registry.store.commit import Identity
from registry.store.encoding import Malformed, refuse_constant
from registry.store.replacement import discarded_on_failure, keep_owner
from registry.store.row import Row, adopt
from registry.store.table import Table, Tables

_ROWS_AT_ONCE = 1024
"""Rows joined and written in one go: a writer is held up for a millisecond, and not often."""

_SYNC_EVERY = 4 << 20
"""Bytes after which the file is synced, so that a big snapshot never clogs the log's disk."""

_MANY_OBJECTS = 100_000

_REMEDY = (
    "the file was left as it is; mend it, or move it away to have it written anew from the "
    "events beside it"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A snapshot that is written and durable, but not yet in its place."""

    path: Path
    digest: str
    identity: Identity


class Snapshot:
    """The file `TinyDB(path)` opens; it is only ever replaced whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def identity(self) -> Identity | None:
        """Return the identity of the file in place, None when there is none. Raises OSError."""
        try:
            return identify(os.stat(self.path))  # noqa: PTH116 - on every write; see Log.is_at
        except FileNotFoundError:
            return None

    def read(self) -> tuple[bytes, Identity] | None:
        """Return the file's bytes and whose they are. Raises OSError."""
        try:
            with self.path.open("rb") as file:
                return file.read(), identify(os.fstat(file.fileno()))
        except FileNotFoundError:
            return None

    def draft(self, tables: list[tuple[str, list[Row]]]) -> Draft:
        """Write the rows beside the file in place. Raises OSError."""
        path = self.path.with_name(f"{self.path.name}.tmp")
        with discarded_on_failure(path):
            return self._write(path, tables)

    def _write(self, path: Path, tables: list[tuple[str, list[Row]]]) -> Draft:
        digest = hashlib.sha256()
        unsynced = 0
        with path.open("wb", buffering=0) as file:
            for block in render(tables):
                write_all(file.fileno(), block)
                digest.update(block)
                unsynced += len(block)
                if unsynced > _SYNC_EVERY:
                    os.fsync(file.fileno())
                    unsynced = 0
            keep_owner(self.path, file.fileno())
            os.fsync(file.fileno())
            identity = identify(os.fstat(file.fileno()))
        return Draft(path, digest.hexdigest(), identity)

    def publish(self, draft: Draft) -> None:
        """Put a draft in its place, in one step for every reader. Raises OSError.

        Until the folder is synced too, a crash may bring the old file back.
        """
        draft.path.replace(self.path)

    def parse(self, data: bytes) -> Tables:
        """Read the tables of a file that anybody may have written.

        Raises:
            StoreDamaged: saying where it is not what a registry holds.
        """
        try:
            with paused_collector():
                content = json.loads(
                    data, parse_constant=refuse_constant, object_pairs_hook=_refuse_twins
                )
                return Tables(list(_adopt_tables(content)))
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno} of {self.path}"
            raise StoreDamaged(f"{where} is not JSON: {error.msg}", _REMEDY) from error
        except (ValueError, RecursionError, Invalid) as error:
            raise StoreDamaged(f"{self.path} cannot be read: {error}", _REMEDY) from error


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a snapshot, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def identify(stat: os.stat_result) -> Identity:
    """Return what tells a file from the one that takes its place, or from itself edited."""
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def render(tables: list[tuple[str, list[Row]]]) -> Iterator[bytes]:
    """Yield the snapshot's text in blocks."""
    separator = "{"
    for kind, rows in sorted(tables):
        yield f"{separator}\n{json.dumps(kind)}: {{".encode()
        separator = ","
        comma = "\n"
        for some in _batches(rows):
            yield (comma + ",\n".join([f'"{row.number}": {row.text}' for row in some])).encode()
            comma = ",\n"
        yield b"\n}"
    yield b"{}\n" if not tables else b"\n}\n"


def parse_own(data: bytes) -> Tables:
    """Read a snapshot that `render` wrote, known by its digest, line by line."""
    tables: list[Table] = []
    kind = ""
    rows: list[Row] = []
    with paused_collector():
        for is_rows, lines in groupby(BytesIO(data), _is_row):
            if is_rows:
                rows += _parse_rows(lines)
                continue
            for line in lines:
                if line.endswith(b": {\n"):
                    kind, rows = json.loads(line[:-4]), []
                elif rows:
                    tables.append(Table(kind, rows))
                    rows = []
    return Tables(tables)


def _is_row(line: bytes) -> bool:
    return line.startswith(b'"') and not line.endswith(b": {\n")


def _parse_rows(lines: Iterator[bytes]) -> Iterator[Row]:
    """Parse many rows at once, for so they share the texts of their properties' names."""
    while some := list(islice(lines, _ROWS_AT_ONCE)):
        split = [line.decode("ascii").rstrip(",\n").partition(": ") for line in some]
        documents = json.loads(f"[{','.join([text for _, _, text in split])}]")
        for (number, _, text), document in zip(split, documents, strict=True):
            yield Row.read(document, text, int(number[1:-1]))


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


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE]


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, and refuse a property that is there twice: Python would drop the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise Malformed(twin, "every property once in its object")
    return found


def _adopt_tables(content: object) -> Iterator[Table]:
    if not isinstance(content, dict):
        raise Malformed(content, "an object of tables")
    for kind, documents in content.items():
        if not isinstance(documents, dict):
            raise Malformed(documents, f"an object of numbered entities in table {kind!r}")
        yield _adopt_table(kind, documents)


def _adopt_table(kind: str, documents: dict[str, object]) -> Table:
    rows = [_adopt_row(kind, number, document) for number, document in documents.items()]
    ids: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    for row in rows:
        _refuse_twin(ids, row["id"], kind, row)
        _refuse_twin(names, (row["workspace"], row["name"]), kind, row)
    return Table(kind, rows)


def _refuse_twin(seen: dict[Any, int], key: object, kind: str, row: Row) -> None:
    first = seen.setdefault(key, row.number)
    if first != row.number:
        what = f"another id and another name than entity {first} of table {kind!r} has"
        raise Malformed(key, f"in entity {row.number} {what}")


def _adopt_row(kind: str, number: str, document: object) -> Row:
    try:
        return adopt(document, int(number))
    except (ValueError, Invalid) as error:
        raise EntityMalformed(kind, number, error) from error


class EntityMalformed(ValueError):
    """One entity of a snapshot is not what a registry holds."""

    def __init__(self, kind: str, number: str, error: Exception) -> None:
        super().__init__(f"entity {number!r} of table {kind!r}: {error}")
