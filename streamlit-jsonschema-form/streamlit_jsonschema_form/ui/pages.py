"""Pages: parts of one value, shown one at a time, with buttons to move between them."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from streamlit_jsonschema_form.model.layout import FormPage, page_index
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.state import child_id
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.labels import escape_markdown, without_images
from streamlit_jsonschema_form.ui.sections import fields_on_page, problem_count
from streamlit_jsonschema_form.ui.session import FormSession


def shown_pages(session: FormSession, root: Node) -> tuple[FormPage, ...]:
    """Return the pages; none while a search is active or the form is shown as JSON."""
    if session.search_result or root.id in session.raw_ids or root.kind is not Kind.OBJECT:
        return ()
    return session.form.pages()


def is_last(session: FormSession, pages: Sequence[FormPage]) -> bool:
    """Tell whether the current page is the last."""
    return session.page >= len(pages) - 1


def draw_page_picker(
    session: FormSession, root: Node, pages: Sequence[FormPage], problems: Sequence[Problem]
) -> None:
    """Draw the titles of the pages, and which pages have problems."""
    session.page = min(session.page, len(pages) - 1)
    key = f"{session.key}|pages"
    st.session_state[key] = session.page
    st.segmented_control(
        "Page",
        range(len(pages)),
        format_func=lambda at: f"{at + 1}. {escape_markdown(pages[at].title)}",
        key=key,
        required=True,
        on_change=lambda: show_page(session, root, st.session_state[key]),
        label_visibility="collapsed",
    )
    parts = [f"Page {session.page + 1} of {len(pages)}", *_pages_with_problems(pages, problems)]
    st.markdown(f":small[{' · '.join(parts)}]")
    if pages[session.page].description:
        st.caption(without_images(pages[session.page].description))
    if not fields_on_page(session, root):
        st.caption("Nothing to fill in here with the current choices.")


def _pages_with_problems(pages: Sequence[FormPage], problems: Sequence[Problem]) -> list[str]:
    numbers = [page_index(pages, problem.path[0]) for problem in problems if problem.path]
    return [
        f"{escape_markdown(page.title)}: {problem_count(numbers.count(at))}"
        for at, page in enumerate(pages)
        if at in numbers
    ]


def draw_page_buttons(session: FormSession, root: Node, pages: Sequence[FormPage]) -> None:
    """Draw the buttons to the previous and the next page."""
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Back",
            icon=":material/arrow_back:",
            key=f"{session.key}|back",
            disabled=session.page == 0,
            on_click=lambda: show_page(session, root, session.page - 1),
        )
        st.button(
            "Next",
            type="secondary" if is_last(session, pages) or session.state.submitted else "primary",
            icon=":material/arrow_forward:",
            key=f"{session.key}|next",
            disabled=is_last(session, pages),
            on_click=lambda: show_page(session, root, session.page + 1),
        )


def show_page(session: FormSession, root: Node, page: int) -> None:
    """Show another page; the problems of the page that is left are shown from now on."""
    fields = {child_id(root.id, field.path[-1]) for field in fields_on_page(session, root)}
    session.state = replace(session.state, touched=session.state.touched | fields)
    session.page = page
