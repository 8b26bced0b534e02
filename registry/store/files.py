"""Files of filesets in a folder: written aside and put in their place at once.

Each fileset has a folder, named by its id. A file's name in it is its path with every character that
is not a letter, a digit or one of `-._~` percent-encoded (RFC 3986 §2.1), slashes too: so no path
leads out of the folder, and `a` and `a/b` can both be there.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, unquote

from registry.errors import NotFound, StoreUnavailable

MAX_ENCODED = 255
"""The longest name that file systems take, in bytes."""

_ASIDE = ".incoming"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is there.

    Attributes:
        path: within its fileset, with slashes.
        size: in bytes.
        place: where it can be read.
    """

    path: str
    size: int
    place: Path


class Upload:
    """One file as it arrives; unless it is kept, leaving the block leaves nothing behind."""

    def __init__(self, aside: Path, target: Path, path: str) -> None:
        self._target, self._path = target, path
        with _in_words():
            aside.mkdir(parents=True, exist_ok=True)
            handle, self._aside = _create_locked(aside)
            self._file = os.fdopen(handle, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._aside.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Add what arrived. Raises StoreUnavailable when there is no room."""
        with _in_words():
            self._file.write(chunk)

    def keep(self) -> StoredFile:
        """Put the whole file in its place, durably. Raises StoreUnavailable."""
        with _in_words():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._aside.replace(self._target)
            _sync_folder(self._target.parent)
        return StoredFile(self._path, self._target.stat().st_size, self._target)


class Files:
    """The files of all filesets."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def clear_aside(self) -> None:
        """Remove what uploads left that a crash cut off, but none that another process receives.

        Raises:
            StoreUnavailable: it cannot be removed.
        """
        with _in_words():
            aside = self._root / _ASIDE
            for file in aside.iterdir() if aside.is_dir() else ():
                _remove_abandoned(file)

    def begin(self, fileset: str, path: str) -> Upload:
        """Begin to receive a file, which will take the place of one that is there."""
        return Upload(self._root / _ASIDE, self._place(fileset, path), path)

    def get(self, fileset: str, path: str) -> StoredFile:
        """Return a file. Raises NotFound."""
        place = self._place(fileset, path)
        if not place.is_file():
            raise NotFound("file", path)
        return StoredFile(path, place.stat().st_size, place)

    def list(self, fileset: str) -> tuple[StoredFile, ...]:
        """Return all files by their paths."""
        folder = self._root / fileset
        found = [] if not folder.is_dir() else list(folder.iterdir())
        files = (StoredFile(unquote(f.name), f.stat().st_size, f) for f in found)
        return tuple(sorted(files, key=lambda file: file.path))

    def has_any(self, fileset: str) -> bool:
        """Tell whether there is a file."""
        folder = self._root / fileset
        return folder.is_dir() and any(folder.iterdir())

    def remove(self, fileset: str, path: str) -> StoredFile:
        """Remove a file. Raises NotFound, StoreUnavailable."""
        file = self.get(fileset, path)
        with _in_words():
            file.place.unlink(missing_ok=True)
        return file

    def drop(self, fileset: str) -> None:
        """Remove all files of a fileset. Raises StoreUnavailable."""
        folder = self._root / fileset
        with _in_words():
            if folder.is_dir():
                shutil.rmtree(folder)

    def _place(self, fileset: str, path: str) -> Path:
        return self._root / fileset / encode_path(path)


def encode_path(path: str) -> str:
    """Return the name that a file has in its fileset's folder."""
    return quote(path, safe="")


def _create_locked(folder: Path) -> tuple[int, Path]:
    """Create a file and hold its lock, by which others see that somebody writes it."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        file = Path(name)
        if file.exists():
            return handle, file
        os.close(handle)  # it was taken for abandoned before it was locked


def _remove_abandoned(file: Path) -> None:
    """Remove a file that nobody holds the lock of."""
    try:
        with file.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.unlink()
    except (BlockingIOError, FileNotFoundError):
        return  # it is being received, or just was


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"the file cannot be kept: {error.strerror}"
        raise StoreUnavailable(what, "look at the folder of the setting `files`") from error
