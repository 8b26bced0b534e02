"""The composition root: settings, then the store, then the services."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from registry.services import Services, build
from registry.services.samples import load_samples
from registry.settings import ROOT, Settings
from registry.store.base import Store
from registry.store.factory import open_store

SAMPLES: Final[Path] = ROOT / "data" / "templates"
"""The folder of the sample templates."""


@dataclass(frozen=True, slots=True)
class OpenRegistry:
    """The services over an open store.

    Attributes:
        services: every use case.
        settings: what it was opened with.
    """

    services: Services
    settings: Settings
    store: Store

    def close(self) -> None:
        """Make everything durable and let go of the store; closing twice is fine."""
        self.store.close()


def open_services(settings: Settings) -> OpenRegistry:
    """Open the registry that the settings name; a new one gets the samples if they say so.

    Raises:
        Invalid: the store's URL names nothing that can be opened.
        StoreUnavailable: the store cannot be opened now.
    """
    with ExitStack() as opened:
        store = open_store(settings.store, base=ROOT)
        opened.callback(store.close)
        services = build(store)
        if settings.samples and not store.events(limit=1):
            load_samples(services, SAMPLES)
        opened.pop_all()
    return OpenRegistry(services, settings, store)
