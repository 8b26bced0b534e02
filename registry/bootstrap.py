"""The composition root: settings, then the store, then the services."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from registry.errors import StoreUnavailable
from registry.locations import LOCATIONS
from registry.services import Services, build
from registry.services.check import Finding, check
from registry.services.samples import Loaded, is_empty, load_samples
from registry.settings import Settings
from registry.store.backup import back_up, restore
from registry.store.base import Store
from registry.store.factory import file_of, open_store
from registry.store.files import Files
from registry.store.migrate_store import Migration

SAMPLES: Final[Path] = LOCATIONS.code / "data" / "templates"
"""The folder of the sample templates."""


@dataclass(frozen=True, slots=True)
class OpenRegistry:
    """The services over an open store.

    Attributes:
        services: every use case.
        settings: what it was opened with.
        store: what the services use; it is closed with this.
    """

    services: Services
    settings: Settings
    store: Store

    def load_samples(self) -> list[Loaded]:
        """Load the sample templates where their names are free, and return the result of each."""
        return load_samples(self.services, SAMPLES)

    def check(self) -> Iterator[Finding | str]:
        """Yield what is wrong in the store, and with its files, as it is found."""
        yield from self.store.faults()
        yield from check(self.store)

    def advice(self) -> str:
        """Say what those who run the registry should do about its store; empty for nothing."""
        return self.store.advice()

    def close(self) -> None:
        """Make everything durable and close the store; closing twice is fine."""
        self.store.close()


def open_services(settings: Settings) -> OpenRegistry:
    """Open the registry that the settings name; a new one gets the samples if they say so.

    Raises:
        UnknownStore: the store's URL names none.
        StoreUnavailable: the store cannot be opened now.
    """
    with ExitStack() as opened:
        store = open_store(settings.store, base=LOCATIONS.data)
        opened.callback(store.close)
        files = Files(LOCATIONS.data / settings.files)
        files.clear_aside()
        services = build(
            store,
            files=files,
            tool_call_plugins=settings.tool_call_plugins,
        )
        registry = OpenRegistry(services, settings, store)
        if settings.samples and is_empty(store):
            registry.load_samples()
        opened.pop_all()
    return registry


def back_up_store(settings: Settings, target: Path) -> Path:
    """Copy the registry that the settings name to a new file, while others may use it.

    Returns:
        The JSON file that was written beside it.

    Raises:
        BackupExists: the file, or the one beside it, is there already.
        StoreUnavailable: the registry is not in a file, is not there, or cannot be read.
    """
    snapshot = file_of(settings.store, base=LOCATIONS.data).resolve()
    if not any(path.exists() for path in (snapshot, snapshot.with_suffix(".db"))):
        raise StoreUnavailable(f"there is no registry at {snapshot}", "correct PATTERNSHOP_STORE")
    # Takes edits by hand in, and writes the snapshot if it is behind.
    open_store(settings.store, base=LOCATIONS.data).close()
    return back_up(snapshot.with_suffix(".db"), target)


def restore_store(settings: Settings, source: Path) -> list[Path]:
    """Replace the registry that the settings name by a backup.

    Returns:
        The files that were there, under their new names.

    Raises:
        StoreUnavailable: the registry is not in a file, or in use; or the backup is none.
    """
    return restore(source, file_of(settings.store, base=LOCATIONS.data).resolve())


@contextmanager
def open_migration(source: str, target: str) -> Iterator[Migration]:
    """Open two stores by their URLs, to copy what one holds into the other.

    Raises:
        UnknownStore: a URL names no store.
        StoreUnavailable: a store cannot be opened now.
        Occupied: the target holds something else.
    """
    with (
        closing(open_store(source, base=LOCATIONS.data)) as one,
        closing(open_store(target, base=LOCATIONS.data)) as other,
    ):
        yield Migration(one, other)
