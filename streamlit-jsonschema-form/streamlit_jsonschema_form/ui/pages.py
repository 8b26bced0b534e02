"""Pages: views on one value, one of them at a time, with the way back and forth."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from streamlit_jsonschema_form.model.ids import child_id
from streamlit_jsonschema_form.model.layout import Page, page_index
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.labels import escape, prose
from streamlit_jsonschema_form.ui.sections import page_fields, tell
from streamlit_jsonschema_form.ui.session import Sheet


def steps_of(sheet: Sheet, root: Node) -> tuple[Page, ...]:
    """Return the pages to draw; none while the person looks for something, or reads JSON."""
    if sheet.found or root.id in sheet.raw or root.kind is not Kind.OBJECT:
        return ()
    return sheet.form.pages()


def is_last(sheet: Sheet, pages: Sequence[Page]) -> bool:
    """Tell whether nothing follows the page that is shown."""
    return sheet.page >= len(pages) - 1


def draw_steps(sheet: Sheet, root: Node, pages: Sequence[Page], shown: Sequence[Problem]) -> None:
    """Draw the pages' titles, the one that is shown marked, and where problems are."""
    sheet.page = min(sheet.page, len(pages) - 1)
    key = f"{sheet.key}|steps"
    st.session_state[key] = sheet.page
    st.segmented_control(
        "Page",
        range(len(pages)),
        format_func=lambda at: f"{at + 1}. {escape(pages[at].title)}",
        key=key,
        required=True,
        on_change=lambda: turn(sheet, root, st.session_state[key]),
        label_visibility="collapsed",
    )
    told = [f"Page {sheet.page + 1} of {len(pages)}", *_wrong(pages, shown)]
    st.markdown(f":small[{' · '.join(told)}]")
    if pages[sheet.page].description:
        st.caption(prose(pages[sheet.page].description))
    if not page_fields(sheet, root):
        st.caption("Nothing to fill in here with the present choices.")


def _wrong(pages: Sequence[Page], shown: Sequence[Problem]) -> list[str]:
    homes = [page_index(pages, problem.path[0]) for problem in shown if problem.path]
    return [
        f"{escape(page.title)}: {tell(homes.count(at))}"
        for at, page in enumerate(pages)
        if at in homes
    ]


def draw_turns(sheet: Sheet, root: Node, pages: Sequence[Page]) -> None:
    """Draw the buttons that lead to the page before and the page behind."""
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Back",
            icon=":material/arrow_back:",
            key=f"{sheet.key}|back",
            disabled=sheet.page == 0,
            on_click=lambda: turn(sheet, root, sheet.page - 1),
        )
        st.button(
            "Next",
            type="secondary" if is_last(sheet, pages) or sheet.state.submitted else "primary",
            icon=":material/arrow_forward:",
            key=f"{sheet.key}|next",
            disabled=is_last(sheet, pages),
            on_click=lambda: turn(sheet, root, sheet.page + 1),
        )


def turn(sheet: Sheet, root: Node, page: int) -> None:
    """Show another page; what is wrong on the one that is left shows from now on."""
    left = {child_id(root.id, field.path[-1]) for field in page_fields(sheet, root)}
    sheet.state = replace(sheet.state, touched=sheet.state.touched | left)
    sheet.page = page
