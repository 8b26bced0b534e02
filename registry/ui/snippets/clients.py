"""The clients that code is written for, and what all code for one of them begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from registry.ui.snippets.literals import write_call, write_text
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
    """Something to do, in the code of each client that can.

    Attributes:
        title: what it is.
        codes: whole programs and commands, to run as they are.
        remarks: Markdown: what to know before running one, or why there is none.
    """

    title: str
    codes: Mapping[Client, str]
    remarks: Mapping[Client, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the entities are.

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

    def nemo_program(self, *lines: str) -> str:
        """Return a program for NeMo's client."""
        made = write_call("client = NeMoPlatform", base_url=self.url, workspace=self.workspace)
        return _program("from nemo_platform import NeMoPlatform", made, *lines)

    def gp_program(self, *lines: str) -> str:
        """Return a program for Scale's newer client."""
        given = {"api_key": _KEY, "account_id": self.workspace, "base_url": self.url}
        made = write_call("client = SGPClient", **given)
        return _program("from scale_gp import SGPClient", made, *lines)

    def egp_program(self, *lines: str, imports: str = "") -> str:
        """Return a program for Scale's older client."""
        given = {"api_key": _KEY, "account_id": self.workspace, "endpoint_url": self.url}
        made = write_call("client = EGPClient", **given)
        return _program(f"from scale_egp.sdk.client import EGPClient{imports}", made, *lines)


_KEY: Final = "any"  # nobody has to sign in, but Scale's clients refuse to start without a key


def _program(*lines: str) -> str:
    head, made, *rest = lines
    return f"{head}\n\n{made}\n\n" + "\n".join(rest)


def write_loop(name: str, many: str, *attributes: str) -> str:
    """Write a loop that prints attributes of each."""
    shown = ", ".join(f"{name}.{each}" for each in attributes)
    return f"for {name} in {many}:\n    print({shown})"


def write_get(kind: str, name: str, text: str) -> str:
    """Write how one entity is got and printed."""
    return f"{name} = client.{kind}({write_text(text)})\nprint({name})"
