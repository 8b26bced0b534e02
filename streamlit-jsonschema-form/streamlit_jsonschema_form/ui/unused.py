"""Draws values that the current choices do not use: in the value, or kept for other choices."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.unused import (
    RetainedEntry,
    UnusedValue,
    discard,
)
from streamlit_jsonschema_form.problems import JsonPath, JsonValue, Problem, json_pointer
from streamlit_jsonschema_form.ui.draw_context import draw_icon_button, draw_problems, under
from streamlit_jsonschema_form.ui.labels import count_text, escape_markdown, inline_code
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.validation.masking import MASK

MOST_SHOWN: Final = 20
_MAX_LENGTH: Final = 120


def find_unused(session: FormSession) -> tuple[UnusedValue, ...]:
    """Return the values that the current choices do not use, computed once per state."""
    state, before = session.state, session.unused_for
    if not before or before.value is not state.value or before.choices is not state.choices:
        session.unused = session.form.unused_values(state)
    session.unused_for = state
    return session.unused


def draw_unused(
    session: FormSession, problems: Sequence[Problem], draw_entry: Callable[[Node], None]
) -> None:
    """Draw both lists, each value with its actions.

    Args:
        session: the form.
        problems: the problems to show.
        draw_entry: draws a field as an editable key with its value.
    """
    _draw_unused(session, problems, draw_entry)
    _draw_kept(session, session.form.retained_values(session.state))


def _draw_unused(
    session: FormSession, problems: Sequence[Problem], draw_entry: Callable[[Node], None]
) -> None:
    found = session.unused
    if not found:
        return
    title = f"{count_text(len(found), 'value')} not used by the current choices"
    help = "They are part of the value and are submitted with it, though no field shows them."
    with _list_box(session, "unused", title, help, len(found)):
        root = session.plan()
        for each in found[:MOST_SHOWN]:
            node = root.at(each.path)
            if node.id in session.raw_ids:
                draw_entry(node)
            else:
                _draw_value(session, node, each)
                draw_problems(under(problems, each.path))


def _draw_value(session: FormSession, node: Node, each: UnusedValue) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        note = f"Would be used {each.when}." if each.when else ""
        _draw_line(session, each.path, each.value, note)
        if session.read_only:
            return
        key = str(each.path[-1])
        draw_icon_button(
            f"Edit {key} as JSON",
            "data_object",
            session.key_of(node, "edit unused"),
            lambda: session.raw_ids.add(node.id),
            "Edit its name, or its value as JSON",
        )
        remove_key = session.key_of(node, "remove unused")
        draw_icon_button(
            f"Remove {key}", "delete", remove_key, lambda: session.remove(node), "Remove"
        )


def _draw_kept(session: FormSession, values: Sequence[RetainedEntry]) -> None:
    if not values:
        return
    title = f":material/inventory_2: {count_text(len(values), 'value')} kept for other choices"
    help = "They are not submitted, and return when their choice is selected again."
    with _list_box(session, "kept", title, help, len(values)):
        for at, each in enumerate(values[:MOST_SHOWN]):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                _draw_line(
                    session, each.path, each.value, f"Returns {each.when or 'with its choice'}."
                )
                if session.read_only:
                    continue
                draw_icon_button(
                    f"Discard {each.path[-1] if each.path else 'it'}",
                    "delete_forever",
                    f"{session.key}|discard {at}",
                    partial(_discard, session, each.key),
                    "Discard",
                )


def _discard(session: FormSession, key: tuple[str, str] | str) -> None:
    session.load_state(discard(session.state, key))


@contextmanager
def _list_box(session: FormSession, part: str, title: str, help: str, count: int) -> Iterator[None]:
    """Draw a box around a list, with the number of values that it leaves out."""
    with st.container(border=True, key=f"{session.key}|{part}"):
        st.markdown(f"**{title}**", help=help)
        yield
        if count > MOST_SHOWN:
            st.caption(f"… and {count - MOST_SHOWN} more.")


def _draw_line(session: FormSession, path: JsonPath, value: JsonValue, note: str) -> None:
    text = _shortened_json(session, path, value)
    small = f"  \n:small[{escape_markdown(note)}]" if note else ""
    st.markdown(
        f"{inline_code(json_pointer(path) or '/')} = {inline_code(text)}{small}", width="stretch"
    )


def _shortened_json(session: FormSession, path: JsonPath, value: JsonValue) -> str:
    secret = any(part in session.form.secrets for part in path if isinstance(part, str))
    text = write_json(MASK if secret else session.form.secrets.mask(value))
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
