"""Sections: the header that opens a part of a form, and the sections of an object as such or as tabs."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from streamlit_jsonschema_form.model.layout import Section, arrange, page_index
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.draw_context import Canvas
from streamlit_jsonschema_form.ui.labels import counted, escape, prose
from streamlit_jsonschema_form.ui.session import Sheet

Draw = Callable[[Canvas, Node, Sequence[Node], int | None, str], None]
"""Draws fields of an object, so many side by side; the last argument tells them from its others."""


def draw_sections(canvas: Canvas, node: Node, sections: Sequence[Section], draw: Draw) -> None:
    """Draw the sections of an object: found ones in full, else as tabs or under headers."""
    if canvas.sheet.found:
        for section in sections:
            st.markdown(f"**{escape(section.title)}**")
            draw(canvas, node, section.fields, section.columns, section.key)
    elif node.info.ui.get("tabs") and len(sections) > 1:
        _tabs(canvas, node, sections, draw)
    else:
        for section in sections:
            _closing(canvas, node, section, draw)


def _closing(canvas: Canvas, node: Node, section: Section, draw: Draw) -> None:
    count = _count(canvas, section)
    body = open_section(
        canvas.sheet,
        canvas.key(node, section.key),
        escape(section.title),
        tell(count, f"{section.filled} of {len(section.fields)} set"),
        opened=section.expanded or count > 0,
    )
    if body:
        with body:
            _fill(canvas, node, section, draw)


def _tabs(canvas: Canvas, node: Node, sections: Sequence[Section], draw: Draw) -> None:
    """Draw each section as a tab; only the one in front is drawn.

    A tab's own words stay, so what is wrong in the others is told above them.
    """
    keys = [canvas.key(node, section.key) for section in sections]
    titles = [escape(section.title) for section in sections]
    opened, key = canvas.sheet.opened, canvas.key(node, "tabs")
    front = next((at for at, each in enumerate(keys) if opened.get(each)), 0)
    st.session_state[key] = titles[front]

    def remember() -> None:
        for each, title in zip(keys, titles, strict=True):
            opened[each] = title == st.session_state[key]

    wrong = [(s, _count(canvas, s)) for at, s in enumerate(sections) if at != front]
    told = [f"{escape(section.title)} {tell(count)}" for section, count in wrong if count]
    if told:
        st.markdown(f":small[{' · '.join(told)}]")
    for tab, section in zip(st.tabs(titles, key=key, on_change=remember), sections, strict=True):
        if tab.open:
            with tab:
                _fill(canvas, node, section, draw)


def _fill(canvas: Canvas, node: Node, section: Section, draw: Draw) -> None:
    if section.description:
        st.caption(prose(section.description))
    draw(canvas, node, section.fields, section.columns, section.key)


def _count(canvas: Canvas, section: Section) -> int:
    return sum(canvas.count(child) for child in section.fields) if canvas.problems else 0


def bring_forth(sheet: Sheet, parent: Node, child: Node) -> None:
    """Turn to the page of a field, and open the section that it is in; of tabs only one is in front."""
    if not parent.path and (pages := sheet.form.pages()):
        sheet.page = page_index(pages, child.path[-1])
    sections = arrange(parent, page_fields(sheet, parent)).sections
    home = next((s for s in sections if any(f.id == child.id for f in s.fields)), None)
    if home is None:
        return
    if parent.info.ui.get("tabs"):
        sheet.opened.update({sheet.name(parent, each.key): False for each in sections})
    sheet.opened[sheet.name(parent, home.key)] = True


def page_fields(sheet: Sheet, node: Node) -> list[Node]:
    """Return the fields of an object that are drawn now: of the whole value, those of one page."""
    fields = list(node.children())
    pages = () if node.path or sheet.found else sheet.form.pages()
    if not pages:
        return fields
    at = min(sheet.page, len(pages) - 1)
    order = {key: place for place, key in enumerate(pages[at].fields)}
    here = [field for field in fields if page_index(pages, field.path[-1]) == at]
    return sorted(here, key=lambda field: order.get(str(field.path[-1]), len(order)))


def open_section(
    sheet: Sheet, key: str, title: str, told: str, *, opened: bool, whole: Node | None = None
) -> DeltaGenerator | None:
    """Draw a header that opens and closes, and return its body; None while it is closed.

    A form may have many more closed parts than open ones, and the browser goes through all of them with
    each edit: a closed one is a button, which costs it less than half of what an expander does. Streamlit
    takes an expander with other words for another one, so an open one keeps its words: with them it
    would lose the text that is being typed in it.

    Args:
        sheet: remembers whether it is open.
        key: the header's, unique in the session.
        title: Markdown; always the same for one key.
        told: Markdown on what is inside, behind the title while that is closed; may be empty.
        opened: how it begins.
        whole: the place that is all inside, whose menu stands beside the header; None for none.
    """
    wanted = sheet.opened.setdefault(key, opened)
    if whole is None:
        return _header(sheet, key, title, told)
    row = st.container(
        horizontal=True,
        vertical_alignment="top" if wanted else "center",  # beside its header
        wrap=False,
        gap="xsmall",
        key=f"{key}|row",
    )
    with row if wanted else row.container():  # as wide as what is open, so the menu keeps its place
        body = _header(sheet, key, title, told)
    with row:
        draw_menu(sheet, whole)
    return body


def _header(sheet: Sheet, key: str, title: str, told: str) -> DeltaGenerator | None:
    turn = partial(sheet.opened.update, {key: not sheet.opened[key]})
    if sheet.opened[key]:
        st.session_state[key] = True  # the browser may have closed the one that was here last
        return st.expander(title, expanded=True, key=key, on_change=turn)
    words = f"{title} · {told}" if told else title
    icon = ":material/keyboard_arrow_right:"
    st.button(words, key=f"{key}|closed", icon=icon, type="tertiary", on_click=turn)
    return None


def tell(problems: int, otherwise: str = "") -> str:
    """Say how many problems a closed part of the form holds, in Markdown; or something else if none."""
    if not problems:
        return otherwise and f":gray[{otherwise}]"
    return f":red[:material/error: {counted(problems, 'problem')}]"
