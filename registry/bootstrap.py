"""The composition root: settings, then the store, then the services."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from registry.services import Services, build
from registry.services.check import Finding, check
from registry.services.samples import Loaded, is_empty, load_samples
from registry.settings import ROOT, Settings
from registry.store.base import Store
from registry.store.compacting import Compacted
from registry.store.factory import compact_store, open_store
from registry.store.files import Files
from registry.store.moving import Move

SAMPLES: Final[Path] = ROOT / "data" / "templates"
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
        """Load the sample templates where their names are free, and say what became of each."""
        return load_samples(self.services, SAMPLES)

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong in the store, as it is found."""
        return check(self.store)

    def advice(self) -> str:
        """Say what those who run the registry should do about its store; empty for nothing."""
        return self.store.advice()

    def close(self) -> None:
        """Make everything durable and let go of the store; closing twice is fine."""
        self.store.close()


def open_services(settings: Settings) -> OpenRegistry:
    """Open the registry that the settings name; a new one gets the samples if they say so.

    Raises:
        UnknownStore: the store's URL names none.
        StoreUnavailable: the store cannot be opened now.
    """
    with ExitStack() as opened:
        store = open_store(settings.store, base=ROOT)
        opened.callback(store.close)
        files = Files(ROOT / settings.files)
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


def compact(settings: Settings) -> Compacted:
    """Compact the log of the registry that the settings name; servers may go on using it.

    Raises:
        UnknownStore: the store's URL names none.
        StoreUnavailable: it is not in a file, or cannot be compacted now; nothing was changed.
    """
    return compact_store(settings.store, base=ROOT)


@contextmanager
def open_move(source: str, target: str) -> Iterator[Move]:
    """Open two stores by their URLs, to move what one holds into the other.

    Raises:
        UnknownStore: a URL names no store.
        StoreUnavailable: a store cannot be opened now.
        Occupied: the target holds something else.
    """
    with (
        closing(open_store(source, base=ROOT)) as one,
        closing(open_store(target, base=ROOT)) as other,
    ):
        yield Move(one, other)
