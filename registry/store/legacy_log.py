"""The files of Patternshop before `registry.db`: a log of commits as lines, read once.

The log's first line may be a header, which names older parts of the log: gzip files. Each further
line is a commit, or the digest of a `registry.json` that shows the log up to there.
"""

import gzip
import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from registry.errors import StoreDamaged, StoreUnavailable
from registry.store.atomic_file import Identity, identify, sync_directory
from registry.store.commit import Commit, RecordChange
from registry.store.encoding import decode, read_instant
from registry.store.os_errors import translated
from registry.store.records import Record
from registry.store.row import Row

_log = logging.getLogger(__name__)

_FORMAT: Final = 2
_HEADER: Final = b'{"patternshop": "events", '
_REMEDY: Final = "nothing was changed; put back a copy of it, and start again"


@dataclass(slots=True)
class LegacyLog:
    """Reads a log once, and returns afterwards what was beside its commits.

    Attributes:
        snapshot: the `registry.json` beside it.
        drafts: those that existed at the end, by their kind and id.
    """

    snapshot: Path
    drafts: dict[tuple[str, str], RecordChange] = field(default_factory=dict)
    _digests: set[str] = field(default_factory=set)

    @property
    def path(self) -> Path:
        """Where the log is."""
        return self.snapshot.with_name(f"{self.snapshot.stem}.events.jsonl")

    def commits(self) -> Iterator[Commit]:
        """Yield the commits, the oldest first, without the changes of drafts.

        Raises:
            StoreDamaged: a line or a part cannot be read.
            StoreUnavailable: a newer version wrote it, or it cannot be read.
        """
        with translated("read", self.path), self.path.open("rb") as file:
            first = file.readline()
            if first.startswith(_HEADER):
                for name in self._read_header(first):
                    yield from self._read_part(self.path.with_name(name))
            else:
                file.seek(0)
            for number, line in enumerate(file, start=1 + first.startswith(_HEADER)):
                if line.endswith(b"\n") or _is_json(line):  # a torn last line was never durable
                    yield from self._read_line(self.path, number, line)

    def known_snapshot(self) -> Identity | None:
        """Return the identity of the snapshot in place if the log knows it: nobody edited it."""
        with translated("read", self.snapshot), suppress(FileNotFoundError):
            if hashlib.sha256(self.snapshot.read_bytes()).hexdigest() in self._digests:
                return identify(self.snapshot)
        return None

    def set_aside(self) -> None:
        """Rename the files, if they are there: what they held is in the database."""
        if not self.path.exists():
            return
        parts = sorted(self.path.parent.glob(f"{self.path.stem}.*.jsonl.gz"))
        with translated("renamed", self.path):
            renamed = [file.rename(f"{file}.old").name for file in (*parts, self.path)]
            sync_directory(self.path.parent)
        names = ", ".join(renamed)
        _log.warning("the history is in %s.db now; it was in %s", self.snapshot.stem, names)

    def _read_header(self, line: bytes) -> list[str]:
        try:
            header: Any = decode(line)
            names, found = [part["file"] for part in header["segments"]], header["format"]
        except (ValueError, KeyError, TypeError) as error:
            raise StoreDamaged(f"line 1 of {self.path} cannot be read: {error}", _REMEDY) from error
        if found > _FORMAT:
            raise StoreUnavailable(
                f"{self.path} has format {found}, and this version reads formats up to {_FORMAT}",
                "nothing was changed; install the version that wrote it, or a newer one",
            )
        return names

    def _read_part(self, path: Path) -> Iterator[Commit]:
        try:
            with gzip.open(path) as file:
                for number, line in enumerate(file, start=1):
                    yield from self._read_line(path, number, line)
        except (OSError, EOFError) as error:
            what = f"{path}, which holds older history, cannot be read: {error}"
            raise StoreDamaged(what, _REMEDY) from error

    def _read_line(self, path: Path, number: int, line: bytes) -> list[Commit]:
        try:
            entry: Any = decode(line)
            if "snapshot" not in entry:
                return self._read_commit(entry)
            self._digests.add(entry["snapshot"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            what = f"line {number} of {path} cannot be read: {error}"
            raise StoreDamaged(what, _REMEDY) from error
        return []

    def _read_commit(self, entry: dict[str, Any]) -> list[Commit]:
        """Return a commit; in parts where the change of a draft stood in the middle of it."""
        at, actor = read_instant(entry["at"]), entry["actor"]
        found: list[Commit] = []
        for sequence, each in enumerate(entry["changes"], start=entry["sequence"]):
            change = _read_change(each)
            if not change.has_history:
                self.drafts.pop((change.kind, change.id), None)
                if change.row is not None:
                    self.drafts[change.kind, change.id] = change
            elif found and found[-1].last == sequence - 1:
                found[-1] = found[-1]._replace(changes=(*found[-1].changes, change))
            else:
                found.append(Commit(sequence, at, actor, (change,)))
        return found


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _read_change(entry: dict[str, Any]) -> RecordChange:
    kind, document = entry["kind"], entry["record"]
    source = entry if document is None else document
    row = None
    if document is not None:
        times = {name: read_instant(document[name]) for name in ("created_at", "updated_at")}
        row = Row.of(Record(kind=kind, **{**document, **times}))
    return RecordChange(
        entry["action"], kind, source["id"], source["workspace"], source["name"], entry["from"],
        row, entry["note"],
    )  # fmt: skip
