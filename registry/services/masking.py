"""Masks the secrets of a model, and refuses a mask that would be stored as a secret."""

from typing import Any

from registry.domain.model import Model, ModelInput
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation import SecretNames

_API_KEY = SecretNames(frozenset({"api_key"}))


def mask(model: Model, names: SecretNames) -> Model:
    """Return a copy of a model whose secrets are masked.

    Args:
        model: as it is stored.
        names: the parameters, at any depth, that are secrets.
    """
    body: dict[str, Any] = {
        "model_creation_parameters": names.mask(model.model_creation_parameters)
    }
    if model.api_endpoint is not None:
        body["api_endpoint"] = _API_KEY.mask(model.api_endpoint.to_json())
    return Model.model_validate({**dict(model), **body})


def find_masks(wanted: ModelInput, names: SecretNames) -> list[Problem]:
    """Return a problem wherever a mask would be stored in the place of a secret.

    Args:
        wanted: as it would be stored.
        names: as in `mask`.
    """
    given = {"model_creation_parameters": wanted.model_creation_parameters}
    endpoint = wanted.api_endpoint and wanted.api_endpoint.to_json()
    places = [*names.find_masks(given), *_API_KEY.find_masks({"api_endpoint": endpoint})]
    message = "expected the secret, got the mask that is shown in its place; type the secret again"
    return [Problem(place, "mask", message) for place in places]
