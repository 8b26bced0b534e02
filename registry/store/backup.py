"""Backups of a registry in a file: made while it is in use, put back while it is not."""

import os
import shutil
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from registry.errors import RegistryError, StoreUnavailable
from registry.store.atomic_file import sync_directory
from registry.store.database import FORMAT, DatabaseReader, DatabaseWriter
from registry.store.json_snapshot import SnapshotStorage, paused_collector, render
from registry.store.locks import ProcessLock
from registry.store.os_errors import translated


class BackupExists(RegistryError):
    """A backup would overwrite a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} exists already; choose another name, or move it away")


def back_up(database: Path, target: Path) -> Path:
    """Copy a database as of one moment to a new file, and its entities as JSON beside that.

    The registry may be in use.

    Returns:
        The JSON file.

    Raises:
        BackupExists: one of the files is there already.
        StoreUnavailable: the registry cannot be read, or the backup cannot be written.
    """
    beside = target.with_suffix(".json")
    if beside == target:
        raise StoreUnavailable(
            f"expected a file for the database, got {target}",
            f"choose a name such as {target.with_suffix('.db')}; the JSON is written beside it",
        )
    with ExitStack() as undo, translated("backed up", target):
        for path in (target, beside):
            _create(path)
            undo.callback(path.unlink)
        with closing(DatabaseReader(database, options="?mode=ro")) as reader:
            reader.copy_to(target)
        with closing(DatabaseReader(target)) as copy, paused_collector():
            sequence, rows = copy.entities()
        storage = SnapshotStorage(beside)
        storage.stage(render(rows, sequence))
        storage.publish()
        undo.pop_all()
    return beside


def _create(path: Path) -> None:
    """Create a file that only its owner may read. Raises BackupExists, OSError."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise BackupExists(path) from error


def restore(backup: Path, snapshot: Path) -> list[Path]:
    """Replace a registry's files, which are renamed, by a backup.

    Args:
        backup: a database that `back_up` wrote.
        snapshot: the registry's `registry.json`; it is written anew when the registry is opened.

    Returns:
        The files that were there, under their new names.

    Raises:
        StoreUnavailable: a process has the registry open, or the backup is none; nothing changed.
        StoreDamaged: the backup is damaged; nothing changed.
    """
    database = snapshot.with_suffix(".db")
    staged = database.with_name(f"{database.name}.restoring")
    with ExitStack() as undo, translated("restored", backup):
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        staged.unlink(missing_ok=True)
        _create(staged)
        undo.callback(staged.unlink, missing_ok=True)
        shutil.copyfile(backup, staged)
        _verify(staged, backup)
        with ProcessLock(snapshot.with_suffix(".lock")).held():
            _require_unused(database)
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            there = [path for path in (database, snapshot) if path.exists()]
            renamed = [path.rename(f"{path}.{now}.old") for path in there]
            staged.rename(database)
            sync_directory(database.parent)
    return renamed


def _verify(copy: Path, backup: Path) -> None:
    """Raise StoreUnavailable or StoreDamaged unless a copy of a backup is a whole database."""
    with closing(DatabaseReader(copy)) as reader:
        version = reader.version()
        faults = list(reader.faults()) if version == FORMAT else []
    if version != FORMAT or faults:
        reason = faults[0] if faults else f"expected format {FORMAT}, got {version}"
        raise StoreUnavailable(
            f"{backup} is no backup of a registry: {reason}",
            "nothing was changed; name a file that `patternshop backup` wrote",
        )


def _require_unused(database: Path) -> None:
    if not database.exists():
        return
    with closing(DatabaseWriter(database, timeout=0)) as writer:
        if not writer.leave_wal():
            raise StoreUnavailable(
                f"{database} is in use",
                "stop every server and command that uses the registry, and try again",
            )
