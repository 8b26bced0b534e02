"""What models and deployments can be sorted by in Scale's dialect."""

from collections.abc import Callable, Mapping
from typing import Final

from registry.api.payloads.scale.execution import MULTI_TURN
from registry.api.routes.scale import ALL
from registry.services import Services
from registry.services.paging import Key, SortKey
from registry.services.records import body
from registry.store.records import Compare, Field, Record

Keys = Mapping[str, Callable[[], Key]]
"""What is sorted by, made when it is asked for."""

_OWNER: Final[Mapping[str, Field]] = {
    "id": ("id",),
    "created_at": ("created_at",),
    "account_id": ("workspace",),
    "created_by_user_id": body("created_by_user_id"),
    "created_by_identity_type": body("created_by_identity_type"),
}
_MODEL_FIELDS: Final[Mapping[str, Field]] = {
    **_OWNER,
    **{
        name: body(name)
        for name in (
            "display_name",
            "model_vendor",
            "base_model_id",
            "base_model_metadata",
            "model_creation_parameters",
            "model_card",
            "training_data_card",
            "description",
            "model_template_id",
            "model_group_id",
            "model_type",
        )
    },
    # What a model takes and answers follows from its type.
    "request_schema": body("model_type"),
    "response_schema": body("model_type"),
}
_DEPLOYMENT_FIELDS: Final[Mapping[str, Field]] = {
    **_OWNER,
    **{
        name: body(name)
        for name in (
            "name",
            "model_creation_parameters",
            "vendor_configuration",
            "deployment_metadata",
        )
    },
    "model_instance_id": body("model_id"),
    # All have the same status and no endpoint, so they stay in the order of their ids.
    "model_endpoint_id": ("id",),
    "status": ("id",),
}


def _name(record: Record) -> object:
    return record.body.get("given_name") or record.name


def _is_multi_turn(record: Record) -> object:
    return record.body.get("model_type") in MULTI_TURN


def _by_name(services: Services) -> Key:
    """Sort by the names that are shown; where all are legal, the store has them in order."""
    given = Compare(body("given_name"), "exists", value=True)
    some = services.models.records.page(given, (SortKey(("id",)),), limit=0).total
    return _name if some else ("name",)


def _by_count(services: Services) -> Key:
    counts = services.deployments.counts()
    return lambda record: counts[record.id]


def _by_group(services: Services) -> Key:
    names = {group.id: group.name for group in services.groups.page(None, limit=ALL).items}
    return lambda record: names.get(str(record.body.get("model_group_id")))


_MADE: Final[Mapping[str, Callable[[Services], Key]]] = {
    "name": _by_name,
    "supports_multi_turn": lambda _: _is_multi_turn,
    "deployment_count": _by_count,
    "deployments": _by_count,
    "model_group": _by_group,
}

MODEL_SORT_FIELDS: Final = (*_MODEL_FIELDS, *_MADE)
"""The names of what models can be sorted by."""

DEPLOYMENT_SORT_FIELDS: Final = (*_DEPLOYMENT_FIELDS,)
"""The names of what deployments can be sorted by."""


def model_sort_keys(services: Services) -> Keys:
    """Return what models can be sorted by."""
    made: Keys = {name: _bind(make, services) for name, make in _MADE.items()}
    return {**_constant(_MODEL_FIELDS), **made}


def deployment_sort_keys() -> Keys:
    """Return what deployments can be sorted by."""
    return _constant(_DEPLOYMENT_FIELDS)


def _constant(fields: Mapping[str, Field]) -> dict[str, Callable[[], Key]]:
    return {name: lambda field=field: field for name, field in fields.items()}  # type: ignore[misc]


def _bind(make: Callable[[Services], Key], services: Services) -> Callable[[], Key]:
    return lambda: make(services)
