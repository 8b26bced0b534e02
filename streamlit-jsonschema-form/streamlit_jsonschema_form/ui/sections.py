"""Sections of an object, under headers that open or as tabs."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from streamlit_jsonschema_form.model.layout import Section, arrange, page_index
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.draw_context import DrawContext
from streamlit_jsonschema_form.ui.labels import count_text, escape_markdown, without_images
from streamlit_jsonschema_form.ui.session import FormSession

DrawFields = Callable[[DrawContext, Node, Sequence[Node], int | None, str], None]
"""Draws fields of an object in so many columns; the last argument is unique within the object."""


def draw_sections(
    context: DrawContext, node: Node, sections: Sequence[Section], draw: DrawFields
) -> None:
    """Draw the sections of an object as tabs or under headers; in search results, without either."""
    if context.session.search_result:
        for section in sections:
            st.markdown(f"**{escape_markdown(section.title)}**")
            draw(context, node, section.fields, section.columns, section.key)
    elif node.info.ui.get("tabs") and len(sections) > 1:
        _draw_tabs(context, node, sections, draw)
    else:
        for section in sections:
            _draw_section(context, node, section, draw)


def _draw_section(context: DrawContext, node: Node, section: Section, draw: DrawFields) -> None:
    count = _problems_in(context, section)
    body = open_section(
        context.session,
        context.key(node, section.key),
        escape_markdown(section.title),
        problem_count(count, f"{section.filled} of {len(section.fields)} set"),
        opened=section.expanded or count > 0,
    )
    if body:
        with body:
            _draw_content(context, node, section, draw)


def _draw_tabs(
    context: DrawContext, node: Node, sections: Sequence[Section], draw: DrawFields
) -> None:
    """Draw sections as tabs, and the content of the active one.

    The titles of tabs never change, so the problems of the others are shown above them.
    """
    keys = [context.key(node, section.key) for section in sections]
    titles = [escape_markdown(section.title) for section in sections]
    opened, key = context.session.open_sections, context.key(node, "tabs")
    active = next((at for at, each in enumerate(keys) if opened.get(each)), 0)
    st.session_state[key] = titles[active]

    def remember() -> None:
        for each, title in zip(keys, titles, strict=True):
            opened[each] = title == st.session_state[key]

    others = [(s, _problems_in(context, s)) for at, s in enumerate(sections) if at != active]
    notes = [
        f"{escape_markdown(section.title)} {problem_count(count)}"
        for section, count in others
        if count
    ]
    if notes:
        st.markdown(f":small[{' · '.join(notes)}]")
    for tab, section in zip(st.tabs(titles, key=key, on_change=remember), sections, strict=True):
        if tab.open:
            with tab:
                _draw_content(context, node, section, draw)


def _draw_content(context: DrawContext, node: Node, section: Section, draw: DrawFields) -> None:
    if section.description:
        st.caption(without_images(section.description))
    draw(context, node, section.fields, section.columns, section.key)


def _problems_in(context: DrawContext, section: Section) -> int:
    return sum(context.count(child) for child in section.fields) if context.problems else 0


def open_section_of(session: FormSession, parent: Node, child: Node) -> None:
    """Show the page of a field, and open its section or activate its tab."""
    if not parent.path and (pages := session.form.pages()):
        session.page = page_index(pages, child.path[-1])
    sections = arrange(parent, fields_on_page(session, parent)).sections
    section = next((s for s in sections if any(f.id == child.id for f in s.fields)), None)
    if section is None:
        return
    if parent.info.ui.get("tabs"):
        session.open_sections.update({session.key_of(parent, each.key): False for each in sections})
    session.open_sections[session.key_of(parent, section.key)] = True


def fields_on_page(session: FormSession, node: Node) -> list[Node]:
    """Return the fields of an object to draw: of the root, those of the current page."""
    fields = list(node.children())
    pages = () if node.path or session.search_result else session.form.pages()
    if not pages:
        return fields
    current = min(session.page, len(pages) - 1)
    order = {key: index for index, key in enumerate(pages[current].fields)}
    on_page = [field for field in fields if page_index(pages, field.path[-1]) == current]
    return sorted(on_page, key=lambda field: order.get(str(field.path[-1]), len(order)))


def open_section(
    session: FormSession,
    key: str,
    title: str,
    summary: str,
    *,
    opened: bool,
    node: Node | None = None,
) -> DeltaGenerator | None:
    """Draw a header that opens and closes, and return its body; None while it is closed.

    A closed section is a button, which costs the browser less than half of an expander, and a form may
    have many. The title of an open one never changes: Streamlit takes an expander with another title for
    a new one, and text that is being typed in it would be lost.

    Args:
        session: keeps whether it is open.
        key: of the header, unique in the session.
        title: Markdown; always the same for one key.
        summary: Markdown behind the title of a closed section; may be empty.
        opened: whether it is open at first.
        node: the field that is the whole content, whose menu is drawn beside the header, if any.
    """
    is_open = session.open_sections.setdefault(key, opened)
    if node is None:
        return _header(session, key, title, summary)
    row = st.container(
        horizontal=True,
        vertical_alignment="top" if is_open else "center",  # beside its header
        wrap=False,
        gap="xsmall",
        key=f"{key}|row",
    )
    with row if is_open else row.container():  # full width, so that the menu keeps its position
        body = _header(session, key, title, summary)
    with row:
        draw_menu(session, node)
    return body


def _header(session: FormSession, key: str, title: str, summary: str) -> DeltaGenerator | None:
    toggle = partial(session.open_sections.update, {key: not session.open_sections[key]})
    if session.open_sections[key]:
        st.session_state[key] = True  # the browser may have closed the last one with this key
        return st.expander(title, expanded=True, key=key, on_change=toggle)
    text = f"{title} · {summary}" if summary else title
    icon = ":material/keyboard_arrow_right:"
    st.button(text, key=f"{key}|closed", icon=icon, type="tertiary", on_click=toggle)
    return None


def problem_count(problems: int, otherwise: str = "") -> str:
    """Return the number of problems as Markdown; another text if there are none."""
    if not problems:
        return otherwise and f":gray[{otherwise}]"
    return f":red[:material/error: {count_text(problems, 'problem')}]"
