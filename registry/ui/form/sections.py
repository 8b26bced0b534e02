"""Sections: how the fields of an object are arranged, and the header that opens a part of a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from registry.forms.plan import Node
from registry.forms.search import Found
from registry.forms.values import ABSENT
from registry.ui.form.sheet import Sheet

TOLD_PX: Final = 90


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one title.

    Attributes:
        title: as the fields' `x-ui.section` says.
        description: Markdown; may be empty.
        fields: in order.
        opened: whether it begins open.
    """

    title: str
    description: str
    fields: tuple[Node, ...]
    opened: bool

    @property
    def filled(self) -> int:
        """Count the fields that have a value."""
        return sum(field.value is not ABSENT for field in self.fields)


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of an object: loose ones, sections, keys of the person's own, and hidden ones."""

    loose: tuple[Node, ...]
    sections: tuple[Section, ...]
    free: tuple[Node, ...]
    hidden: tuple[Node, ...]


def arrange(node: Node, found: Found | None) -> Layout:
    """Arrange the fields of an object.

    Args:
        node: the object.
        found: what the person looks for; other fields are left out.
    """
    free: list[Node] = []
    hidden = tuple(child for child in node.children() if child.hidden)
    groups: dict[str, list[Node]] = {}
    for child in node.children():
        if child.hidden or (found and not found.shows(child.id)):
            continue
        if child.origin not in ("property", "pattern"):
            free.append(child)
        else:
            groups.setdefault(_title(child), []).append(child)
    loose = tuple(groups.pop("", ()))
    return Layout(loose, tuple(_sections(node, groups)), tuple(free), hidden)


def _title(node: Node) -> str:
    return str(node.facts.ui.get("section") or "")


def _sections(node: Node, groups: Mapping[str, list[Node]]) -> list[Section]:
    """Order sections as the object lists them in `x-ui.sections`, then as their fields come."""
    listed = node.facts.ui.get("sections")
    known = {
        str(s.get("title")): s
        for s in (listed if isinstance(listed, list) else ())
        if isinstance(s, Mapping)
    }
    titles = [t for t in known if t in groups] + [t for t in groups if t not in known]
    return [
        _section(title, known.get(title, {}), groups[title], first=at == 0)
        for at, title in enumerate(titles)
    ]


def _section(
    title: str, settings: Mapping[str, Any], fields: list[Node], *, first: bool
) -> Section:
    """A section begins open when it is the first, says so, or waits for a required field."""
    wanted = any(field.required and field.value is ABSENT for field in fields)
    opened = wanted or not settings.get("collapsed", not first)
    return Section(title, str(settings.get("description") or ""), tuple(fields), opened)


def open_section(sheet: Sheet, key: str, title: str, told: str, *, opened: bool) -> Any:
    """Draw a header that opens and closes, and return its body, to be drawn only while `.open`.

    The header's own words stay: Streamlit takes an expander with other words for another one, and a
    fresh body would lose the text that is being typed in it.

    Args:
        sheet: remembers whether it is open.
        key: the header's, unique in the session.
        title: Markdown; always the same for one key.
        told: Markdown on what is inside, beside the header while that is closed; may be empty.
        opened: how it begins.
    """
    wanted = sheet.opened.setdefault(key, opened)
    if st.session_state.get(key) is not wanted:
        st.session_state[key] = wanted

    def remember() -> None:
        sheet.opened[key] = st.session_state[key]

    row = st.container(horizontal=True, vertical_alignment="center", key=f"{key}|row")
    body = row.expander(title, key=key, on_change=remember)
    if told and not body.open:
        row.markdown(f":small[{told}]", width=TOLD_PX)
    return body


def tell(problems: int, otherwise: str = "") -> str:
    """Say how many problems a closed part of the form holds, in Markdown; or something else if none."""
    if not problems:
        return otherwise
    return f":red[:material/error: {problems} problem{'s' if problems > 1 else ''}]"
