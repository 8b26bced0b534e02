"""What to do with prompts."""

from collections.abc import Mapping
from typing import Any, Final

from registry.domain.saved_prompt import SavedPrompt
from registry.ui.snippets.clients import Client, Connection, Task, write_get
from registry.ui.snippets.literals import write_call
from registry.ui.snippets.shell import write_curl

_UNKNOWN: Final = "Scale's clients do not support prompts. Use `nemo-platform` or `curl`."
_NO_SCALE: Final[Mapping[Client, str]] = {Client.GP: _UNKNOWN, Client.EGP: _UNKNOWN}
_NEW: Final[dict[str, Any]] = {
    "name": "summarise",
    "description": "Summarises a text.",
    "messages": [{"role": "user", "content": "Say in one sentence: {text}"}],
    "input_variables": ["text"],
}


def new_prompt(connection: Connection) -> Task:
    """Return how to make a prompt."""
    return Task(
        "Create a prompt",
        {
            Client.NEMO: connection.nemo_program(
                write_call("prompt = client.inference.prompts.create", **_NEW), "print(prompt)"
            ),
            Client.CURL: write_curl(connection.nemo("models", "prompts"), body=_NEW),
        },
        _NO_SCALE,
    )


def tasks_of(prompt: SavedPrompt, connection: Connection) -> tuple[Task, ...]:
    """Return what to do with a prompt."""
    name = prompt.name
    return (
        Task(
            "Get",
            {
                Client.NEMO: connection.nemo_program(
                    write_get("inference.prompts.retrieve", "prompt", name)
                ),
                Client.CURL: write_curl(connection.nemo("models", "prompts", name)),
            },
            _NO_SCALE,
        ),
    )
