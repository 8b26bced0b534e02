"""Code to copy, one tab a client."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from registry.ui.server_url import find_server_url
from registry.ui.snippets.clients import Client, Connection, Task

_INSTALL: Final = "`pip install {}`, then run this with Python."
_SHELL: Final = "For a POSIX shell."
KEYS: Final = ("do", "client")
"""The widgets whose values are in the URL."""


def connect_to(workspace: str) -> Connection:
    """Return a workspace where the browser reaches it."""
    return Connection(find_server_url(), workspace)


def draw(tasks: Sequence[Task]) -> None:
    """Draw what there is to do, and the code of each client for what is chosen; both are in the URL."""
    task = _choose({task.title: task for task in tasks}) if len(tasks) > 1 else tasks[0]
    able = next(client for client in Client if client in tasks[0].codes)
    tabs = st.tabs(
        [client.value for client in Client], default=able.value, key=KEYS[1], bind="query-params"
    )
    for tab, client in zip(tabs, Client, strict=True):
        if tab.open:
            with tab:
                _draw(task, client)


def _choose(tasks: dict[str, Task]) -> Task:
    key, first = KEYS[0], next(iter(tasks))
    if st.session_state.get(key, first) not in tasks:
        del st.session_state[key]  # another page offered it
    chosen = st.pills(
        "What to do",
        list(tasks),
        default=first,
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )
    return tasks.get(chosen, tasks[first])


def _draw(task: Task, client: Client) -> None:
    code, remark = task.codes.get(client), task.remarks.get(client)
    if code is None:
        st.info(remark or "", icon=":material/info:")
        return
    st.caption(_SHELL if client is Client.CURL else _INSTALL.format(client.value))
    if remark:
        st.caption(f":material/info: {remark}")
    st.code(code, language=client.language, wrap_lines=False)
