"""What routes depend on: settings, services and the actor of a request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from starlette.datastructures import Headers

from registry.access.actor import choose_actor
from registry.bootstrap import OpenRegistry
from registry.errors import Invalid, StoreUnavailable
from registry.services import Services
from registry.settings import Settings
from registry.store.base import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RegistrySource:
    """Opens settings and registry when they are first needed.

    Attributes:
        settings: raises Invalid when they are wrong.
        registry: raises Invalid, StoreUnavailable when it cannot be opened now.
    """

    settings: Callable[[], Settings]
    registry: Callable[[], OpenRegistry]

    def read_settings(self) -> Settings:
        """Return the settings. Raises StoreUnavailable when they are wrong."""
        return _read(self.settings)

    def open(self) -> OpenRegistry:
        """Return the open registry. Raises StoreUnavailable."""
        return _read(self.registry)


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The context of one request; settings and registry are opened lazily, as that may block."""

    source: RegistrySource
    headers: Headers

    @property
    def settings(self) -> Settings:
        """The settings. Raises StoreUnavailable."""
        return self.source.read_settings()

    @property
    def services(self) -> Services:
        """Every use case. Raises StoreUnavailable."""
        return self.source.open().services

    @property
    def store(self) -> Store:
        """The store. Raises StoreUnavailable."""
        return self.source.open().store

    @property
    def actor(self) -> str:
        """Who acts, as events record it."""
        chosen = self.settings
        header = chosen.actor_header
        named = self.headers.get(header, "") if header else ""
        return choose_actor(chosen.actor, trusting=header is not None, named=named)


async def _context(request: Request) -> RequestContext:
    """Make the context; a coroutine, since a plain function would take a thread."""
    return RequestContext(request.app.state.source, request.headers)


Context = Annotated[RequestContext, Depends(_context)]
"""The parameter of every route."""


def _read(read: Callable[[], T]) -> T:
    try:
        return read()
    except Invalid as error:
        advice = "correct the settings and start the server again"
        raise StoreUnavailable(str(error), advice) from error
