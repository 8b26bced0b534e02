"""Masks the secrets of a model, and refuses a mask that would be stored as a secret."""

from collections.abc import Container
from typing import Any

from registry.domain.model import Model, ModelInput
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation import mask_value, masked_places

_API_KEY = "api_key"


def mask(model: Model, names: Container[str]) -> Model:
    """Return a copy of a model whose secrets are masked.

    Args:
        model: as it is stored.
        names: the parameters, at any depth, that are secrets.
    """
    body: dict[str, Any] = {
        "model_creation_parameters": mask_value(model.model_creation_parameters, names)
    }
    if model.api_endpoint is not None:
        body["api_endpoint"] = mask_value(model.api_endpoint.to_json(), (_API_KEY,))
    return Model.model_validate({**dict(model), **body})


def find_masks(wanted: ModelInput, names: Container[str]) -> list[Problem]:
    """Return a problem wherever a mask would be stored in the place of a secret.

    Args:
        wanted: as it would be stored.
        names: as in `mask`.
    """
    given = {"model_creation_parameters": wanted.model_creation_parameters}
    endpoint = wanted.api_endpoint and wanted.api_endpoint.to_json()
    places = [
        *masked_places(given, names),
        *masked_places({"api_endpoint": endpoint}, (_API_KEY,)),
    ]
    message = "expected the secret, got the mask that is shown in its place; type the secret again"
    return [Problem(place, "mask", message) for place in places]
