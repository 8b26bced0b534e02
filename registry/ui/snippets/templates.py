"""What to do with a template."""

from collections.abc import Mapping, Sequence
from typing import Final

from registry.domain.names import MAX_NAME
from registry.domain.template import ModelType, Template
from registry.ui.snippets.clients import Client, Connection, Task, write_get, write_loop
from registry.ui.snippets.literals import Expression, write_call, write_text
from registry.ui.snippets.shell import write_curl, write_path
from streamlit_jsonschema_form.problems import JsonValue

_NO_NEMO: Final[Mapping[Client, str]] = {
    Client.NEMO: "`nemo-platform` does not support templates. It reads and updates the models "
    "created from one."
}
_NO_MODEL: Final = "No model uses this template yet."
_TWO_STEPS: Final = "`scale-egp` creates the model first, then sets its parameters."


def tasks_of(
    template: Template,
    connection: Connection,
    parameters: dict[str, JsonValue],
    models: Sequence[str],
) -> tuple[Task, ...]:
    """Return what to do with a template.

    Args:
        template: in the place's workspace.
        connection: where it is.
        parameters: of a model to be made; no secret in it.
        models: names of some that were made from it.
    """
    return (
        _get(template, connection),
        _create(template, connection, parameters),
        _read_models(template, connection, models),
    )


def _get(template: Template, connection: Connection) -> Task:
    return Task(
        "Get",
        {
            Client.GP: connection.gp_program(
                write_get("model_templates.retrieve", "template", template.id)
            ),
            Client.EGP: connection.egp_program(
                write_get("model_templates().get", "template", template.id)
            ),
            Client.CURL: write_curl(connection.scale("model-templates", template.id)),
        },
        _NO_NEMO,
    )


def _create(template: Template, connection: Connection, parameters: dict[str, JsonValue]) -> Task:
    kind = template.model_type
    older = ModelType.GENERIC if kind is ModelType.BUNDLE else kind
    name = f"my-{template.name}"[:MAX_NAME]
    given: dict[str, JsonValue] = {
        "name": name,
        "account_id": connection.workspace,
        "model_type": kind.value,
        "model_template_id": template.id,
        "model_creation_parameters": parameters,
    }
    made = write_call(
        "model = client.models().create",
        name=name,
        model_type=Expression(f"ModelType.{older.value}"),
        model_template_id=template.id,
    )
    filled = write_call(
        "model = client.models().update",
        Expression("model.id"),
        model_creation_parameters=parameters,
    )
    return Task(
        "Create a model",
        {
            Client.GP: connection.gp_program(
                write_call("model = client.models.create", **given), "print(model)"
            ),
            Client.EGP: connection.egp_program(
                made,
                *([filled] if parameters else []),
                "print(model)",
                imports="\nfrom scale_egp.sdk.enums import ModelType",
            ),
            Client.CURL: write_curl(connection.scale("models"), body=given),
        },
        _NO_NEMO | ({Client.EGP: _TWO_STEPS} if parameters else {}),  # type: ignore[operator]
    )


def _read_models(template: Template, connection: Connection, models: Sequence[str]) -> Task:
    mine = f"    if model.model_template_id == {write_text(template.id)}:"
    attributes = "        print(model.id, model.name)"
    codes = {
        Client.GP: connection.gp_program(
            f"for model in {write_call('client.models.list', account_id=connection.workspace)}:",
            mine,
            attributes,
        ),
        Client.EGP: connection.egp_program(
            "for model in client.models().list():", mine, attributes
        ),
        Client.CURL: write_curl(
            f"{connection.url}/api/v1{write_path('workspaces', connection.workspace, 'models')}",
            query={"model_template_id": template.id},
        ),
    }
    if models:
        found = write_call("client.models.list", filter={"name": {"in_": list(models)}})
        codes[Client.NEMO] = connection.nemo_program(
            write_loop("model", found, "name", "base_model")
        )
    return Task("List models", codes, {} if models else {Client.NEMO: _NO_MODEL})
