"""The OpenAPI document, written without opening anything."""

from typing import Any

from registry.api.app import create_api
from registry.api.dependencies import RegistrySource


def _unasked() -> Any:
    raise AssertionError("documentation opens nothing")


DOCUMENT: dict[str, Any] = create_api(RegistrySource(_unasked, _unasked)).openapi()
