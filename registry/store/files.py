"""Files of filesets in a folder: each is written beside the others, and moved in at once.

Each fileset has a folder, named by its id. A file's name in it is its path with every character that
is not a letter, a digit or one of `-._~` percent-encoded (RFC 3986 §2.1), slashes too: so no path
leads out of the folder, and `a` and `a/b` can both be there.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote, unquote

from typing_extensions import override

from registry.errors import NotFound, StoreUnavailable
from registry.store.atomic_file import sync, sync_directory

MAX_ENCODED: Final = 255
"""The longest name that file systems take, in bytes."""

_INCOMING: Final = ".incoming"


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


class Upload(AbstractContextManager["Upload"]):
    """One file as it arrives; without `keep`, nothing of it is left after the block."""

    def __init__(self, folder: Path, target: Path, path: str) -> None:
        self._target, self._path = target, path
        with _translated():
            folder.mkdir(parents=True, exist_ok=True)
            self._file, self._incoming = _create_locked(folder)

    @override
    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._incoming.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Add what arrived. Raises StoreUnavailable when there is no room."""
        with _translated():
            self._file.write(chunk)

    def keep(self) -> StoredFile:
        """Move the whole file to its fileset, durably. Raises StoreUnavailable."""
        with _translated():
            sync(self._file)
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._incoming.replace(self._target)
            sync_directory(self._target.parent)
        return StoredFile(self._path, self._target.stat().st_size, self._target)


class Files:
    """The files of all filesets."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / _INCOMING

    def clear_aside(self) -> None:
        """Remove what uploads left that a crash cut off, but none that another process receives.

        Raises:
            StoreUnavailable: it cannot be removed.
        """
        with _translated():
            for file in self._incoming.iterdir() if self._incoming.is_dir() else ():
                _remove_abandoned(file)

    def begin(self, fileset: str, path: str) -> Upload:
        """Begin to receive a file, which replaces one that is there. Raises StoreUnavailable."""
        return Upload(self._incoming, self._place(fileset, path), path)

    def get(self, fileset: str, path: str) -> StoredFile:
        """Return a file. Raises NotFound."""
        place = self._place(fileset, path)
        if not place.is_file():
            raise NotFound("file", path)
        return StoredFile(path, place.stat().st_size, place)

    def list(self, fileset: str) -> tuple[StoredFile, ...]:
        """Return all files by their paths."""
        folder = self._root / fileset
        found = folder.iterdir() if folder.is_dir() else ()
        files = (StoredFile(unquote(f.name), f.stat().st_size, f) for f in found)
        return tuple(sorted(files, key=lambda file: file.path))

    def has_any(self, fileset: str) -> bool:
        """Whether there is a file."""
        return bool(self.list(fileset))

    def remove(self, fileset: str, path: str) -> StoredFile:
        """Remove a file. Raises NotFound, StoreUnavailable."""
        file = self.get(fileset, path)
        with _translated():
            file.place.unlink(missing_ok=True)
        return file

    def drop(self, fileset: str) -> None:
        """Remove all files of a fileset. Raises StoreUnavailable."""
        with _translated():
            if (self._root / fileset).is_dir():
                shutil.rmtree(self._root / fileset)

    def _place(self, fileset: str, path: str) -> Path:
        return self._root / fileset / encode_path(path)


def encode_path(path: str) -> str:
    """Return the name that a file has in its fileset's folder."""
    return quote(path, safe="")


def _create_locked(folder: Path) -> tuple[BinaryIO, Path]:
    """Create a file and lock it, so that others see that somebody writes it."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if Path(name).exists():
            return os.fdopen(handle, "wb"), Path(name)
        os.close(handle)  # it was taken for abandoned before it was locked


def _remove_abandoned(file: Path) -> None:
    """Remove a file unless somebody has locked it."""
    try:
        with file.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.unlink()
    except (BlockingIOError, FileNotFoundError):
        return  # it is being received, or just was


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"the file cannot be kept: {error.strerror}"
        raise StoreUnavailable(what, "look at the folder of the setting `files`") from error
