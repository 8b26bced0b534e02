"""The use cases: every rule of the registry is here."""

from registry.services.assembly import Services, build

__all__ = ["Services", "build"]
