"""What to do with a model."""

from typing import Final

from registry.domain.model import Model
from registry.ui.snippets.adapters import adapter_of, no_adapters
from registry.ui.snippets.clients import Client, Place, Task, write_get, write_loop
from registry.ui.snippets.deployments import deploy, no_deployments
from registry.ui.snippets.literals import write_call
from registry.ui.snippets.shell import write_curl
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.problems import JsonValue

_EXAMPLE: Final = "What it is for."
_OLD_CHANGES: Final = (
    "`scale-egp` changes the name, the base model, the template and the parameters of a model, and "
    "nothing else of it."
)


def tasks_of(model: Model, place: Place, parameters: dict[str, JsonValue]) -> tuple[Task, ...]:
    """Return what to do with a model.

    Args:
        model: in the place's workspace.
        place: where it is.
        parameters: what a deployment has to add to the model's own; no secret in it.
    """
    return (
        _get(model, place),
        _change(model, place),
        _list_adapters(model, place),
        adapter_of(model.name, place),
        deploy(model.id, place, parameters),
        _list_deployments(model, place),
    )


def _get(model: Model, place: Place) -> Task:
    return Task(
        "Get it",
        {
            Client.NEMO: place.with_nemo(write_get("models.retrieve", "model", model.name)),
            Client.GP: place.with_gp(write_get("models.retrieve", "model", model.id)),
            Client.EGP: place.with_egp(write_get("models().get", "model", model.id)),
            Client.CURL: write_curl(place.nemo("models", "models", model.name)),
        },
    )


def _change(model: Model, place: Place) -> Task:
    said = model.description or _EXAMPLE
    name = model.given_name or model.name
    begin = "model = client.models"
    return Task(
        "Change it",
        {
            Client.NEMO: place.with_nemo(
                write_call(f"{begin}.update", model.name, description=said), "print(model)"
            ),
            Client.GP: place.with_gp(
                write_call(f"{begin}.update", model.id, description=said), "print(model)"
            ),
            Client.EGP: place.with_egp(
                write_call(f"{begin}().update", model.id, name=name), "print(model)"
            ),
            Client.CURL: write_curl(
                place.nemo("models", "models", model.name),
                method="PATCH",
                body={"description": said},
            ),
        },
        {Client.EGP: _OLD_CHANGES},
    )


def _list_adapters(model: Model, place: Place) -> Task:
    own = f"{model.workspace}/{model.name}"
    found = write_call("client.adapters.list", workspace="-", filter={"model": own})
    return Task(
        "List its adapters",
        {
            Client.NEMO: place.with_nemo(
                write_loop("adapter", found, "name", "finetuning_type", "fileset")
            ),
            Client.CURL: write_curl(
                Place(place.url, "-").nemo("models", "adapters"),
                query={"filter": write_json({"model": own})},
            ),
        },
        no_adapters(),
    )


def _list_deployments(model: Model, place: Place) -> Task:
    told = ("id", "name", "status")
    found = write_call("client.models.deployments.list", model.id)
    return Task(
        "List its deployments",
        {
            Client.GP: place.with_gp(write_loop("deployment", found, *told)),
            Client.EGP: place.with_egp(
                write_call("model = client.models().get", model.id),
                write_loop("deployment", "client.models().deployments().list(model)", *told),
            ),
            Client.CURL: write_curl(place.scale("models", model.id, "deployments")),
        },
        no_deployments(),
    )
