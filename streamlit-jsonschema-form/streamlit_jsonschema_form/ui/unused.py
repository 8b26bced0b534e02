"""What the present choices do not use: values still in the value, and values kept aside."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.unused import (
    RetainedEntry,
    UnusedValue,
    discard,
    retained_values,
    unused_values,
)
from streamlit_jsonschema_form.problems import JsonPath, JsonValue, Problem, json_pointer
from streamlit_jsonschema_form.ui.draw_context import draw_problems, under
from streamlit_jsonschema_form.ui.labels import counted, escape, literal, unseen
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.validation.masking import MASK, mask_value

SHOWN: Final = 20
_LONGEST: Final = 120


def find_unused(sheet: Sheet) -> tuple[UnusedValue, ...]:
    """List the values that the present choices do not use, looked for anew only after an edit."""
    state, before = sheet.state, sheet.looked
    if not before or before.value is not state.value or before.choices is not state.choices:
        sheet.unused = unused_values(sheet.form, state)
    sheet.looked = state
    return sheet.unused


def draw_leftovers(
    sheet: Sheet, problems: Sequence[Problem], draw_entry: Callable[[Node], None]
) -> None:
    """List both, each value with what can be done to it.

    Args:
        sheet: the form.
        problems: those worth showing.
        draw_entry: draws a place as a key with its value, to be edited.
    """
    _draw_unused(sheet, problems, draw_entry)
    _draw_kept(sheet, retained_values(sheet.form, sheet.state))


def _draw_unused(
    sheet: Sheet, problems: Sequence[Problem], draw_entry: Callable[[Node], None]
) -> None:
    found = sheet.unused
    if not found:
        return
    told = f"{counted(len(found), 'value')} not used by the present choices"
    why = "They are part of the value and are sent with it, though no field above shows them."
    with _listed(sheet, "unused", told, why, len(found)):
        root = sheet.plan()
        for each in found[:SHOWN]:
            node = root.at(each.path)
            if node.id in sheet.raw:
                draw_entry(node)
            else:
                _draw_value(sheet, node, each)
                draw_problems(under(problems, each.path))


def _draw_value(sheet: Sheet, node: Node, each: UnusedValue) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        used = f"Would be used {each.when}." if each.when else ""
        _tell(sheet, each.path, each.value, used)
        if sheet.read_only:
            return
        key = str(each.path[-1])
        st.button(
            unseen(f"Edit {key} as JSON"),
            key=sheet.name(node, "edit unused"),
            icon=":material/data_object:",
            type="tertiary",
            help="Edit its name, or its value as JSON",
            on_click=lambda: sheet.raw.add(node.id),
        )
        st.button(
            unseen(f"Remove {key}"),
            key=sheet.name(node, "remove unused"),
            icon=":material/delete:",
            type="tertiary",
            help="Remove",
            on_click=sheet.remove,
            args=(node,),
        )


def _draw_kept(sheet: Sheet, waiting: Sequence[RetainedEntry]) -> None:
    if not waiting:
        return
    told = f":material/inventory_2: {counted(len(waiting), 'value')} kept aside"
    why = "A choice put them out of use: they are not sent, and come back with that choice."
    with _listed(sheet, "kept", told, why, len(waiting)):
        for at, each in enumerate(waiting[:SHOWN]):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                _tell(sheet, each.path, each.value, f"Comes back {each.when or 'with its choice'}.")
                if sheet.read_only:
                    continue
                st.button(
                    unseen(f"Discard {each.path[-1] if each.path else 'it'}"),
                    key=f"{sheet.key}|discard {at}",
                    icon=":material/delete_forever:",
                    type="tertiary",
                    help="Discard",
                    on_click=lambda key=each.key: sheet.become(discard(sheet.state, key)),
                )


@contextmanager
def _listed(sheet: Sheet, part: str, told: str, why: str, count: int) -> Iterator[None]:
    """Draw a box around a list that ends with how many more there are than it shows."""
    with st.container(border=True, key=f"{sheet.key}|{part}"):
        st.markdown(f"**{told}**", help=why)
        yield
        if count > SHOWN:
            st.caption(f"… and {count - SHOWN} more.")


def _tell(sheet: Sheet, path: JsonPath, value: JsonValue, used: str) -> None:
    text = _written(sheet, path, value)
    said = f"  \n:small[{escape(used)}]" if used else ""
    st.markdown(f"{literal(json_pointer(path) or '/')} = {literal(text)}{said}", width="stretch")


def _written(sheet: Sheet, path: JsonPath, value: JsonValue) -> str:
    secret = any(part in sheet.form.secrets for part in path if isinstance(part, str))
    text = write_json(MASK if secret else mask_value(value, sheet.form.secrets))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
