"""What to do with a model."""

from typing import Final

from registry.domain.model import Model
from registry.ui.snippets.adapters import add_adapter, no_adapters
from registry.ui.snippets.clients import Client, Connection, Task, write_get, write_loop
from registry.ui.snippets.deployments import deploy, no_deployments
from registry.ui.snippets.literals import write_call
from registry.ui.snippets.shell import write_curl
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.problems import JsonValue

_EXAMPLE: Final = "What it is for."
_OLD_CHANGES: Final = (
    "`scale-egp` updates only the name, base model, template and parameters of a model."
)


def tasks_of(
    model: Model, connection: Connection, parameters: dict[str, JsonValue]
) -> tuple[Task, ...]:
    """Return what to do with a model.

    Args:
        model: in the place's workspace.
        connection: where it is.
        parameters: what a deployment has to add to the model's own; no secret in it.
    """
    return (
        _get(model, connection),
        _change(model, connection),
        _list_adapters(model, connection),
        add_adapter(model.name, connection),
        deploy(model.id, connection, parameters),
        _list_deployments(model, connection),
    )


def _get(model: Model, connection: Connection) -> Task:
    return Task(
        "Get",
        {
            Client.NEMO: connection.nemo_program(write_get("models.retrieve", "model", model.name)),
            Client.GP: connection.gp_program(write_get("models.retrieve", "model", model.id)),
            Client.EGP: connection.egp_program(write_get("models().get", "model", model.id)),
            Client.CURL: write_curl(connection.nemo("models", "models", model.name)),
        },
    )


def _change(model: Model, connection: Connection) -> Task:
    text = model.description or _EXAMPLE
    name = model.given_name or model.name
    begin = "model = client.models"
    return Task(
        "Update",
        {
            Client.NEMO: connection.nemo_program(
                write_call(f"{begin}.update", model.name, description=text), "print(model)"
            ),
            Client.GP: connection.gp_program(
                write_call(f"{begin}.update", model.id, description=text), "print(model)"
            ),
            Client.EGP: connection.egp_program(
                write_call(f"{begin}().update", model.id, name=name), "print(model)"
            ),
            Client.CURL: write_curl(
                connection.nemo("models", "models", model.name),
                method="PATCH",
                body={"description": text},
            ),
        },
        {Client.EGP: _OLD_CHANGES},
    )


def _list_adapters(model: Model, connection: Connection) -> Task:
    own = f"{model.workspace}/{model.name}"
    found = write_call("client.adapters.list", workspace="-", filter={"model": own})
    return Task(
        "List adapters",
        {
            Client.NEMO: connection.nemo_program(
                write_loop("adapter", found, "name", "finetuning_type", "fileset")
            ),
            Client.CURL: write_curl(
                Connection(connection.url, "-").nemo("models", "adapters"),
                query={"filter": write_json({"model": own})},
            ),
        },
        no_adapters(),
    )


def _list_deployments(model: Model, connection: Connection) -> Task:
    attributes = ("id", "name", "status")
    found = write_call("client.models.deployments.list", model.id)
    return Task(
        "List deployments",
        {
            Client.GP: connection.gp_program(write_loop("deployment", found, *attributes)),
            Client.EGP: connection.egp_program(
                write_call("model = client.models().get", model.id),
                write_loop("deployment", "client.models().deployments().list(model)", *attributes),
            ),
            Client.CURL: write_curl(connection.scale("models", model.id, "deployments")),
        },
        no_deployments(),
    )
