"""What to do with deployments, which are records."""

from collections.abc import Mapping
from typing import Final

from registry.domain.deployment import Deployment
from registry.ui.snippets.clients import Client, Connection, Task
from registry.ui.snippets.literals import Expression, write_call
from registry.ui.snippets.shell import write_curl
from streamlit_jsonschema_form.problems import JsonValue

_UNKNOWN: Final = (
    "`nemo-platform` does not support these deployments. Use one of Scale's clients or `curl`."
)
_NAME: Final = "production"
_MODEL: Final = Expression("model")


def no_deployments() -> Mapping[Client, str]:
    """Say why NeMo's client does nothing here."""
    return {Client.NEMO: _UNKNOWN}


def deploy(model_id: str, connection: Connection, parameters: dict[str, JsonValue]) -> Task:
    """Return how to record a deployment of a model.

    Args:
        model_id: the model's.
        connection: where it is.
        parameters: what has to be added to the model's own.
    """
    given: dict[str, JsonValue] = {"name": _NAME}
    if parameters:
        given["model_creation_parameters"] = parameters
    begin = "deployment = client.models"
    return Task(
        "Record a deployment",
        {
            Client.GP: connection.gp_program(
                write_call(f"{begin}.deployments.create", model_id, **given), "print(deployment)"
            ),
            Client.EGP: connection.egp_program(
                write_call("model = client.models().get", model_id),
                write_call(f"{begin}().deployments().create", _MODEL, **given),
                "print(deployment)",
            ),
            Client.CURL: write_curl(
                connection.scale("models", model_id, "deployments"), body=given
            ),
        },
        no_deployments(),
    )


def tasks_of(deployment: Deployment, connection: Connection) -> tuple[Task, ...]:
    """Return what to do with a deployment."""
    id, model_id = deployment.id, deployment.model_id
    url = connection.scale("models", model_id, "deployments", id)
    begin = "deployment = client.models"
    facts: dict[str, JsonValue] = {"note": "Load test, week 12."}
    return (
        Task(
            "Get",
            {
                Client.GP: connection.gp_program(
                    write_call(f"{begin}.deployments.retrieve", id, model_instance_id=model_id),
                    "print(deployment)",
                ),
                Client.EGP: connection.egp_program(
                    write_call("model = client.models().get", model_id),
                    write_call(f"{begin}().deployments().get", id, _MODEL),
                    "print(deployment)",
                ),
                Client.CURL: write_curl(url),
            },
            no_deployments(),
        ),
        Task(
            "Update metadata",
            {
                Client.GP: connection.gp_program(
                    write_call(
                        f"{begin}.deployments.update",
                        id,
                        model_instance_id=model_id,
                        deployment_metadata=facts,
                    ),
                    "print(deployment)",
                ),
                Client.CURL: write_curl(url, method="PATCH", body={"deployment_metadata": facts}),
            },
            {**no_deployments(), Client.EGP: "`scale-egp` cannot change deployments."},
        ),
    )
