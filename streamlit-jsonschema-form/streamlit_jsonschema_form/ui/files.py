"""Draws files: what is there, its download, and the upload of another."""

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
from streamlit_jsonschema_form.model.edits import Insert, Set
from streamlit_jsonschema_form.model.items import allows_item
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.values import get
from streamlit_jsonschema_form.ui.labels import escape, literal, unseen
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.widget_names import tell_apart
from streamlit_jsonschema_form.validation.masking import MASK

MOST_MB: Final = 10
"""The largest file that is taken: it becomes a third longer as text, and is checked with each edit."""


def draw_file(sheet: Sheet, node: Node, common: dict[str, Any]) -> None:
    """Draw one file: an upload where none is, else its name, type and size with what can be done."""
    with st.container(key=sheet.name(node, "box"), gap="xsmall"):
        if isinstance(node.value, str):
            _present(sheet, node, node.value, common)
        elif common["disabled"]:
            st.markdown(f":small[{common['label']}]  \nNo file.", help=common["help"])
        else:
            _uploader(sheet, node, common["label"], common["help"])


def _present(sheet: Sheet, node: Node, text: str, common: dict[str, Any]) -> None:
    file = read_file(text, node.info)
    st.markdown(f":small[{common['label']}]", help=common["help"])
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f":material/draft: {_told(file, node)}", width="content")
        if file and not node.info.secret:
            _download(sheet, node, file)
        if not common["disabled"]:
            _replacement(sheet, node)
            if not node.is_unremovable:
                _removal(sheet, node)


def _told(file: File | None, node: Node) -> str:
    if file is None or node.info.secret:
        size = f" · {_size(file.content)}" if file else ""
        return f"{MASK}{size}"
    named = f"**{escape(file.name)}** · " if file.name else ""
    return f"{named}{literal(file.media_type)} · {_size(file.content)}"


def _size(content: bytes) -> str:
    return humanize.naturalsize(len(content))


def _download(sheet: Sheet, node: Node, file: File) -> None:
    key = str(node.path[-1]) if node.path else "file"
    st.download_button(
        unseen(f"Download {node.label}"),
        data=file.content,
        file_name=file_name(file, key),
        mime=file.media_type,
        icon=":material/download:",
        key=sheet.name(node, "download"),
        type="tertiary",
        help="Download",
        on_click="ignore",
    )


def _replacement(sheet: Sheet, node: Node) -> None:
    box = st.popover(
        unseen(f"Replace {node.label}"),
        icon=":material/upload_file:",
        key=_replacing(sheet, node),
        type="tertiary",
        help="Replace",
        on_change="rerun",
    )
    if box.open:
        with box:
            _uploader(sheet, node, f"Another file for {escape(node.label)}", None)


def _replacing(sheet: Sheet, node: Node) -> str:
    return sheet.name(node, "replace")


def _removal(sheet: Sheet, node: Node) -> None:
    st.button(
        unseen(f"Remove {node.label}"),
        icon=":material/delete:",
        key=sheet.name(node, "remove file"),
        type="tertiary",
        help="Remove",
        on_click=sheet.remove,
        args=(node,),
    )


def _uploader(sheet: Sheet, node: Node, label: str, told: str | None) -> None:
    """Draw an upload of its own for each value: one that has been used holds its file."""
    held = node.value if isinstance(node.value, str) else ""
    key = sheet.mount(sheet.name(node, f"upload {tell_apart([held])}"))
    st.file_uploader(
        label,
        type=accepted(node.info),
        max_upload_size=MOST_MB,
        key=key,
        help=told,
        on_change=_take,
        args=(sheet, node, key),
    )


def _take(sheet: Sheet, node: Node, key: str) -> None:
    path = sheet.where(node) if sheet.is_mounted(key) else None
    if path is None or (uploaded := st.session_state[key]) is None:
        return
    text = write_file(uploaded.name, uploaded.type, uploaded.getvalue(), node.info)
    sheet.edit(Set(path, text))
    if isinstance(node.value, str):
        st.session_state[_replacing(sheet, node)] = False


def draw_file_adder(sheet: Sheet, node: Node, following: Node) -> None:
    """Draw an upload of several files behind the last item of a list.

    Args:
        sheet: the form.
        node: the list.
        following: the place that the next item would have.
    """
    count = len(node.value) if isinstance(node.value, list) else 0
    key = sheet.mount(sheet.name(node, f"upload {count}"))
    st.file_uploader(
        f"Add files to {escape(node.label)}",
        type=accepted(following.info),
        accept_multiple_files=True,
        max_upload_size=MOST_MB,
        key=key,
        on_change=_append,
        args=(sheet, node, following, key),
        disabled=node.info.read_only or not allows_item(node.scope, count),
    )


def _append(sheet: Sheet, node: Node, following: Node, key: str) -> None:
    path = sheet.where(node) if sheet.is_mounted(key) else None
    if path is None:
        return
    for uploaded in st.session_state[key] or ():
        rows = get(sheet.state.value, path)
        at = len(rows) if isinstance(rows, list) else 0
        text = write_file(uploaded.name, uploaded.type, uploaded.getvalue(), following.info)
        sheet.edit(Insert(path, at, text))
