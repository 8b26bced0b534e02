"""The clients that code is written for, and the beginning of each program."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from registry.ui.snippets.literals import write_call
from registry.ui.snippets.shell import write_path


class Client(StrEnum):
    """Who sends the requests."""

    NEMO = "nemo-platform"
    GP = "scale-gp"
    EGP = "scale-egp"
    CURL = "curl"

    @property
    def language(self) -> str:
        """The language of its code, as `st.code` calls it."""
        return "bash" if self is Client.CURL else "python"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, in the code of each client that supports it.

    Attributes:
        title: what it is.
        codes: whole programs and commands, to run as they are.
        remarks: Markdown: what to know before running one, or why there is none.
    """

    title: str
    codes: Mapping[Client, str]
    remarks: Mapping[Client, str]


_KEY: Final = "any"  # nobody has to sign in, but Scale's clients refuse to start without a key


@dataclass(frozen=True, slots=True)
class Connection:
    """The server and the workspace that code connects to.

    Attributes:
        url: the address of the server, without a slash at its end.
        workspace: Scale's account.
    """

    url: str
    workspace: str

    def nemo(self, service: str, *parts: str) -> str:
        """Return an address of NeMo's dialect, in this workspace."""
        return f"{self.url}/apis/{service}/v2{write_path('workspaces', self.workspace, *parts)}"

    def scale(self, *parts: str) -> str:
        """Return an address of Scale's newer dialect."""
        return f"{self.url}/v4{write_path(*parts)}"

    def task(
        self,
        title: str,
        remarks: Mapping[Client, str],
        *,
        nemo: str = "",
        gp: str = "",
        egp: str = "",
        curl: str,
        egp_imports: str = "",
    ) -> Task:
        """Return a task with whole programs; a client without code does not support it.

        Args:
            title: what it is.
            remarks: Markdown, by client.
            nemo: what follows in a program for NeMo's client.
            gp: the same for Scale's newer client.
            egp: the same for Scale's older client.
            curl: the command.
            egp_imports: further imports of the program for Scale's older client.
        """
        key = {"api_key": _KEY, "account_id": self.workspace}
        heads = {
            Client.NEMO: (
                "from nemo_platform import NeMoPlatform",
                write_call("client = NeMoPlatform", base_url=self.url, workspace=self.workspace),
            ),
            Client.GP: (
                "from scale_gp import SGPClient",
                write_call("client = SGPClient", **key, base_url=self.url),
            ),
            Client.EGP: (
                f"from scale_egp.sdk.client import EGPClient{egp_imports}",
                write_call("client = EGPClient", **key, endpoint_url=self.url),
            ),
        }
        bodies = {Client.NEMO: nemo, Client.GP: gp, Client.EGP: egp}
        programs = {
            client: "\n\n".join((*heads[client], body)) for client, body in bodies.items() if body
        }
        return Task(title, {**programs, Client.CURL: curl}, remarks)


def write_request(noun: str, method: str, *given: object, **named: object) -> str:
    """Write a call of the client that returns one entity, and print the entity."""
    return f"{write_call(f'{noun} = client.{method}', *given, **named)}\nprint({noun})"


def write_loop(noun: str, many: str, *attributes: str, condition: str = "") -> str:
    """Write a loop that prints attributes of each item, or of those that meet a condition."""
    shown = f"print({', '.join(f'{noun}.{each}' for each in attributes)})"
    body = f"if {condition}:\n        {shown}" if condition else shown
    return f"for {noun} in {many}:\n    {body}"
