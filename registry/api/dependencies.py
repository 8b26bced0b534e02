"""Who calls, and what the call works on; every route gets it through one dependency."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers

from registry.access.actor import choose_actor
from registry.bootstrap import OpenRegistry
from registry.errors import Invalid, StoreUnavailable
from registry.services import Services
from registry.settings import Settings
from registry.store.base import Store


@dataclass(frozen=True, slots=True)
class RegistrySource:
    """Where routes get settings and registry from; both are opened when first asked for.

    Attributes:
        settings: raises Invalid when they are wrong.
        registry: raises Invalid, StoreUnavailable when it cannot be opened now.
    """

    settings: Callable[[], Settings]
    registry: Callable[[], OpenRegistry]

    def read_settings(self) -> Settings:
        """Return the settings. Raises StoreUnavailable when they are wrong."""
        try:
            return self.settings()
        except Invalid as error:
            raise _misconfigured(error) from error

    def open(self) -> OpenRegistry:
        """Return the open registry. Raises StoreUnavailable."""
        try:
            return self.registry()
        except Invalid as error:
            raise _misconfigured(error) from error


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One call: its headers, and lazily what it works on, for opening may block."""

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
        """What the use cases stand on. Raises StoreUnavailable."""
        return self.source.open().store

    @property
    def actor(self) -> str:
        """Who acts, as events record it."""
        chosen = self.settings
        header = chosen.actor_header
        named = self.headers.get(header, "") if header else ""
        return choose_actor(chosen.actor, trusting=header is not None, named=named)


async def _context(request: Request) -> RequestContext:
    """Make the caller; a coroutine that never waits, so that it costs no thread."""
    return RequestContext(request.app.state.source, request.headers)


Context = Annotated[RequestContext, Depends(_context)]
"""The parameter of every route."""


def _misconfigured(error: Invalid) -> StoreUnavailable:
    return StoreUnavailable(str(error), "correct the settings and start the server again")
