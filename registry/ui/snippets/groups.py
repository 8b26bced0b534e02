"""What to do with model groups."""

from collections.abc import Mapping
from typing import Final

from registry.domain.group import Group
from registry.ui.snippets.clients import Client, Connection, Task, write_get, write_loop
from registry.ui.snippets.literals import write_call
from registry.ui.snippets.shell import write_curl

_NO_NEMO: Final[Mapping[Client, str]] = {
    Client.NEMO: "`nemo-platform` does not support model groups. Use one of Scale's clients or "
    "`curl`."
}
_PUT_FIRST: Final = "`scale-egp` can add a model to a group only when it creates the model."
_NEW: Final = "Fine-tuned models"


def new_group(connection: Connection) -> Task:
    """Return how to make a group."""
    return Task(
        "Create a group",
        {
            Client.GP: connection.gp_program(
                write_call(
                    "group = client.model_groups.create", name=_NEW, account_id=connection.workspace
                ),
                "print(group)",
            ),
            Client.EGP: connection.egp_program(
                write_call("group = client.model_groups().create", name=_NEW), "print(group)"
            ),
            Client.CURL: write_curl(
                connection.scale("model-groups"),
                body={"name": _NEW, "account_id": connection.workspace},
            ),
        },
        _NO_NEMO,
    )


def tasks_of(group: Group, connection: Connection, model_id: str) -> tuple[Task, ...]:
    """Return what to do with a group; `model_id` is of a model that may be put into it."""
    return (
        Task(
            "Get",
            {
                Client.GP: connection.gp_program(
                    write_get("model_groups.retrieve", "group", group.id)
                ),
                Client.EGP: connection.egp_program(
                    write_get("model_groups().get", "group", group.id)
                ),
                Client.CURL: write_curl(connection.scale("model-groups", group.id)),
            },
            _NO_NEMO,
        ),
        _put(group, connection, model_id),
        _list(group, connection),
    )


def _put(group: Group, connection: Connection, model_id: str) -> Task:
    put = write_call("model = client.model_groups.models.create", model_id, model_group_id=group.id)
    return Task(
        "Add a model",
        {
            Client.GP: connection.gp_program(put, "print(model)"),
            Client.CURL: write_curl(
                connection.scale("model-groups", group.id, "models", model_id), method="POST"
            ),
        },
        {**_NO_NEMO, Client.EGP: _PUT_FIRST},
    )


def _list(group: Group, connection: Connection) -> Task:
    found = write_call("client.models.list", model_group_id=group.id)
    return Task(
        "List models",
        {
            Client.GP: connection.gp_program(write_loop("model", found, "id", "name")),
            Client.EGP: connection.egp_program(
                "for model in client.models().list():",
                f"    if model.model_group_id == {group.id!r}:",
                "        print(model.id, model.name)",
            ),
            Client.CURL: write_curl(connection.scale("models"), query={"model_group_id": group.id}),
        },
        _NO_NEMO,
    )
