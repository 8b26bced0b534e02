"""What to do with adapters."""

from collections.abc import Mapping
from typing import Final

from registry.domain.adapter import StoredAdapter
from registry.domain.names import MAX_NAME
from registry.ui.snippets.clients import Client, Connection, Task, write_get
from registry.ui.snippets.filesets import REAL_FILES, upload, upload_by_curl
from registry.ui.snippets.literals import write_call
from registry.ui.snippets.shell import write_curl

_UNKNOWN: Final = "Scale's clients do not support adapters. Use `nemo-platform` or `curl`."
_NAME: Final = "-adapter"
_FILES: Final = "-weights"
_FILE: Final = "adapter_model.safetensors"


def no_adapters() -> Mapping[Client, str]:
    """Say why Scale's clients do nothing here."""
    return {Client.GP: _UNKNOWN, Client.EGP: _UNKNOWN}


def tasks_of(adapter: StoredAdapter, connection: Connection) -> tuple[Task, ...]:
    """Return what to do with an adapter."""
    url = connection.nemo("models", "adapters", adapter.name)
    change = write_call(
        "adapter = client.adapters.patch", adapter.name, enabled=not adapter.enabled
    )
    return (
        Task(
            "Get",
            {
                Client.NEMO: connection.nemo_program(
                    write_get("adapters.retrieve", "adapter", adapter.name)
                ),
                Client.CURL: write_curl(url),
            },
            no_adapters(),
        ),
        Task(
            "Disable" if adapter.enabled else "Enable",
            {
                Client.NEMO: connection.nemo_program(change, "print(adapter)"),
                Client.CURL: write_curl(url, method="PATCH", body={"enabled": not adapter.enabled}),
            },
            no_adapters(),
        ),
    )


def add_adapter(model: str, connection: Connection) -> Task:
    """Return how to add an adapter, its weights first, to the model of this name."""
    name = model[: MAX_NAME - len(_NAME + _FILES)] + _NAME
    fileset = name + _FILES
    given = {"name": name, "fileset": fileset, "finetuning_type": "lora"}
    nemo = (
        upload(fileset, _FILE),
        write_call("adapter = client.models.adapters.create", model, **given),
        "print(adapter)",
    )
    url = connection.nemo("models", "models", model, "adapters")
    curl = (*upload_by_curl(connection, fileset, _FILE), write_curl(url, body={**given}))
    codes = {Client.NEMO: connection.nemo_program(*nemo), Client.CURL: "\n\n".join(curl)}
    return Task("Add an adapter", codes, {**REAL_FILES, **no_adapters()})
