"""Secrets of models: masked for people, kept in the store."""

from typing import Any

import pytest

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import Invalid
from registry.services import Services
from registry.store.base import Store
from streamlit_jsonschema_form.validation import MASK
from tests.services.creating import Cast, create

SECRET = "hunter2"


def with_secrets(cast: Cast, **fields: Any) -> Model:
    return cast(
        model_creation_parameters={"model_id": "m", "token": SECRET},
        api_endpoint={"url": "http://h/", "api_key": SECRET},
        **fields,
    )


def test_secrets_are_masked_for_people_and_kept_in_the_store(
    services: Services, cast: Cast
) -> None:
    made = with_secrets(cast)
    masked = services.models.mask(made)
    assert SECRET not in masked.model_dump_json()
    assert masked.model_creation_parameters == {"model_id": "m", "token": MASK}
    assert masked.api_endpoint is not None
    assert (masked.api_endpoint.url, masked.api_endpoint.api_key) == ("http://h/", MASK)
    assert SECRET in services.models.get(made.id).model_dump_json()


def test_a_model_without_secrets_is_masked_to_itself(services: Services, cast: Cast) -> None:
    made = cast(api_endpoint={"url": "http://h/"})
    assert services.models.mask(made) == made
    plain = create(services, model_creation_parameters={"token": "seen"})
    assert services.models.mask(plain) == plain


def test_where_no_schema_can_tell_every_parameter_is_a_secret(
    services: Services, store: Store, template: Template, cast: Cast
) -> None:
    made = with_secrets(cast)
    with store.transaction("hand") as change:
        change.delete("templates", template.id)
    masked = services.models.mask(made)
    assert masked.model_creation_parameters == {"model_id": MASK, "token": MASK}


def test_a_masked_secret_that_comes_back_keeps_what_is_stored(
    services: Services, cast: Cast
) -> None:
    made = with_secrets(cast)
    shown = services.models.mask(made).to_input().model_copy(update={"description": "b"})
    changed = services.models.change(made.id, shown, expected=1, actor="ada")
    assert changed.model_creation_parameters == made.model_creation_parameters
    assert changed.api_endpoint == made.api_endpoint


def test_a_mask_is_never_kept_in_the_place_of_a_secret(services: Services, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        cast(
            model_creation_parameters={"model_id": MASK, "token": MASK},
            api_endpoint={"api_key": MASK},
        )
    places = [problem.path for problem in refused.value.problems]
    assert places == [("model_creation_parameters", "token"), ("api_endpoint", "api_key")]
    made = cast(model_creation_parameters={"model_id": "m"})
    given = made.to_input().model_copy(
        update={"model_creation_parameters": {"model_id": "m", "token": MASK}}
    )
    (problem,) = services.models.validate(given, workspace="default", id=made.id)
    assert problem.path == ("model_creation_parameters", "token")


def test_another_secret_is_a_change_that_shows_neither(services: Services, cast: Cast) -> None:
    made = with_secrets(cast)
    parameters = {"model_id": "m", "token": "hunter3"}
    given = made.to_input().model_copy(update={"model_creation_parameters": parameters})
    services.models.change(made.id, given, expected=1, actor="ada")
    (change,) = services.models.diff(made.id, 1, 2)
    assert change.path == ("model_creation_parameters", "token")
    assert (change.before, change.after) == (MASK, MASK)
