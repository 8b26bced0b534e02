"""Draws files: name, type and size, download, upload and removal."""

from functools import partial
from typing import Any, Final

import humanize
import streamlit as st

from streamlit_jsonschema_form.model.codecs.files import (
    File,
    accepted,
    file_name,
    read_file,
    write_file,
)
from streamlit_jsonschema_form.model.declarations import allows_item
from streamlit_jsonschema_form.model.edits import Insert, Set
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import get
from streamlit_jsonschema_form.ui.draw_context import draw_icon_button
from streamlit_jsonschema_form.ui.labels import escape_markdown, icon_label, inline_code
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.ui.widget_names import checksum
from streamlit_jsonschema_form.validation.masking import MASK

MAX_FILE_MB: Final = 10
"""The largest upload: it grows by a third as text, which is checked after each edit."""


def draw_file(session: FormSession, node: Node, common: dict[str, Any]) -> None:
    """Draw a file field: an upload if it is empty, else the file with its actions."""
    with st.container(key=session.key_of(node, "box"), gap="xsmall"):
        if isinstance(node.value, str):
            _draw_present_file(session, node, node.value, common)
        elif common["disabled"]:
            st.markdown(f":small[{common['label']}]  \nNo file.", help=common["help"])
        else:
            _draw_upload(session, node, common["label"], common["help"])


def _draw_present_file(session: FormSession, node: Node, text: str, common: dict[str, Any]) -> None:
    file = read_file(text, node.info)
    st.markdown(f":small[{common['label']}]", help=common["help"])
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f":material/draft: {_describe(file, node)}", width="content")
        if file and not node.info.secret:
            _draw_download(session, node, file)
        if not common["disabled"]:
            _draw_replacement(session, node)
            if not node.is_unremovable:
                key = session.key_of(node, "remove file")
                remove = partial(session.remove, node)
                draw_icon_button(f"Remove {node.label}", "delete", key, remove, "Remove")


def _describe(file: File | None, node: Node) -> str:
    if file is None or node.info.secret:
        size = f" · {_size(file.content)}" if file else ""
        return f"{MASK}{size}"
    name = f"**{escape_markdown(file.name)}** · " if file.name else ""
    return f"{name}{inline_code(file.media_type)} · {_size(file.content)}"


def _size(content: bytes) -> str:
    return humanize.naturalsize(len(content))


def _draw_download(session: FormSession, node: Node, file: File) -> None:
    key = str(node.path[-1]) if node.path else "file"
    st.download_button(
        icon_label(f"Download {node.label}"),
        data=file.content,
        file_name=file_name(file, key),
        mime=file.media_type,
        icon=":material/download:",
        key=session.key_of(node, "download"),
        type="tertiary",
        help="Download",
        on_click="ignore",
    )


def _draw_replacement(session: FormSession, node: Node) -> None:
    box = st.popover(
        icon_label(f"Replace {node.label}"),
        icon=":material/upload_file:",
        key=_replacement_key(session, node),
        type="tertiary",
        help="Replace",
        on_change="rerun",
    )
    if box.open:
        with box:
            _draw_upload(session, node, f"Another file for {escape_markdown(node.label)}", None)


def _replacement_key(session: FormSession, node: Node) -> str:
    return session.key_of(node, "replace")


def _draw_upload(session: FormSession, node: Node, label: str, help: str | None) -> None:
    """Draw an upload with a key of its own for each value, as a used one keeps its file."""
    current = node.value if isinstance(node.value, str) else ""
    key = session.mount(session.key_of(node, f"upload {checksum([current])}"))
    st.file_uploader(
        label,
        type=accepted(node.info),
        max_upload_size=MAX_FILE_MB,
        key=key,
        help=help,
        on_change=_set_file,
        args=(session, node, key),
    )


def _set_file(session: FormSession, node: Node, key: str) -> None:
    path = session.mounted_path(node, key)
    if path is None or (uploaded := st.session_state[key]) is None:
        return
    text = write_file(uploaded.name, uploaded.type, uploaded.getvalue(), node.info)
    session.edit(Set(path, text))
    if isinstance(node.value, str):
        st.session_state[_replacement_key(session, node)] = False


def draw_file_adder(session: FormSession, node: Node, following: Node) -> None:
    """Draw an upload of several files after the last item of a list.

    Args:
        session: the form.
        node: the list.
        following: the next item.
    """
    count = len(node.value) if isinstance(node.value, list) else 0
    key = session.mount(session.key_of(node, f"upload {count}"))
    st.file_uploader(
        f"Add files to {escape_markdown(node.label)}",
        type=accepted(following.info),
        accept_multiple_files=True,
        max_upload_size=MAX_FILE_MB,
        key=key,
        on_change=_append,
        args=(session, node, following, key),
        disabled=node.info.read_only or not allows_item(node.scope, count),
    )


def _append(session: FormSession, node: Node, following: Node, key: str) -> None:
    path = session.mounted_path(node, key)
    if path is None:
        return
    for uploaded in st.session_state[key] or ():
        rows = get(session.state.value, path)
        at = len(rows) if isinstance(rows, list) else 0
        text = write_file(uploaded.name, uploaded.type, uploaded.getvalue(), following.info)
        session.edit(Insert(path, at, text))
