"""The secrets of a model: replaced wherever people look."""

from collections.abc import Collection
from typing import Any

from registry.domain.model import Model
from registry.schema.masking import mask_value

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
