"""Secrets: replaced wherever people look, kept where nothing new is said."""

from collections.abc import Collection
from typing import Any

from registry.domain.model import Model

MASK = "••••••••"
"""What is shown in a secret's place."""

_API_KEY = "api_key"


def mask(model: Model, names: Collection[str]) -> Model:
    """Return a copy of a model whose secrets are masked.

    Args:
        model: as it is kept.
        names: the parameters, at any depth, that are secrets (`registry.schema.secrets`).
    """
    body: dict[str, Any] = {
        "model_creation_parameters": mask_value(model.model_creation_parameters, names)
    }
    if model.api_endpoint is not None:
        body["api_endpoint"] = mask_value(model.api_endpoint.to_json(), (_API_KEY,))
    return Model.model_validate({**dict(model), **body})


def mask_value(value: Any, names: Collection[str]) -> Any:
    """Return a copy of a value in which everything under these names, at any depth, is masked."""
    if isinstance(value, list):
        return [mask_value(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: MASK if key in names and member is not None else mask_value(member, names)
        for key, member in value.items()
    }


def unmask(given: Any, kept: Any) -> Any:
    """Put what is kept wherever the mask came back untouched."""
    if given == MASK:
        return kept
    if isinstance(given, dict) and isinstance(kept, dict):
        return {key: unmask(member, kept.get(key, member)) for key, member in given.items()}
    if isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        return [unmask(item, old) for item, old in zip(given, kept, strict=True)]
    return given
