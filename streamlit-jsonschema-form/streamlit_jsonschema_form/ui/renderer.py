"""Draws a JSON Schema form with native Streamlit widgets, in one fragment with a submit button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.sources import Source
from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value, same
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.draw_context import (
    DrawContext,
    draw_problem_block,
    draw_text_with_button,
)
from streamlit_jsonschema_form.ui.fields import draw, draw_entry
from streamlit_jsonschema_form.ui.fragments import (
    FORM,
    finish_drawing,
    start_drawing,
    visible_problems,
)
from streamlit_jsonschema_form.ui.labels import count_text, escape_markdown
from streamlit_jsonschema_form.ui.navigation import keep_focus, open_target, scroll_to_target
from streamlit_jsonschema_form.ui.pages import (
    draw_page_buttons,
    draw_page_picker,
    is_last,
    shown_pages,
)
from streamlit_jsonschema_form.ui.search import draw_nothing_found, search
from streamlit_jsonschema_form.ui.sections import problem_count
from streamlit_jsonschema_form.ui.session import FormSession, Reader, get_session, open_session
from streamlit_jsonschema_form.ui.toolbar import draw_toolbar
from streamlit_jsonschema_form.ui.unused import draw_unused, find_unused

MOST_LISTED: Final = 30


@dataclass(frozen=True, slots=True)
class Result:
    """The content of a form in this run.

    Attributes:
        value: a JSON value or ABSENT, exactly as loaded and typed.
        problems: everything to fix before it can be submitted; empty if there is nothing.
        dirty: it differs from the loaded value.
        submitted: the submit button was pressed just now, and there are no problems.
        state: the whole state, to save as a draft.
    """

    value: Value
    problems: tuple[Problem, ...]
    dirty: bool
    submitted: bool
    state: State


def form(
    compiled: Form,
    *,
    key: str,
    value: Value = ABSENT,
    state: State | None = None,
    submit: str | None = "Create",
    read_only: bool = False,
    tools: bool = True,
    reader: tuple[Reader, str] | None = None,
    on_change: Callable[[State], None] | None = None,
    live: Callable[[Result], None] | None = None,
    beside: bool = False,
    is_current: Callable[[], bool] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> Result:
    """Draw a form and return its content.

    The form lives in the session under `key`: `value` and `state` only initialize it. Edits rerun the
    form alone; the page reruns when a value without problems is submitted.

    Args:
        compiled: the schema, from `streamlit_jsonschema_form.model.compile`.
        key: unique in the session.
        value: the value to edit; what is not edited comes back unchanged.
        state: a saved state to continue with, instead of `value`.
        submit: the label of the submit button; None for no button.
        read_only: show the value without editing.
        tools: offer defaults, search, paste, upload, download and JSON.
        reader: reads pasted text, with a note on its formats: `(read, "JSON, YAML.")`; JSON by default.
        on_change: called with the state after each edit.
        live: draws below the fields, again after each edit.
        beside: draws `live` in a column beside the fields instead.
        is_current: tells whether the page still shows this form. A click that leads elsewhere can arrive
            together with text typed before it, and Streamlit then reruns the form alone. If this returns
            False, the form reruns the page.
        sources: functions that offer options where the hint `source` asks for them, by name.
    """
    session = open_session(compiled, key, state or compiled.load(value))
    session.on_change, session.read_only, session.sources = on_change, read_only, sources or {}
    session.is_current, session.live_fragments = is_current, (f"{key}|result",) if live else ()
    if reader:
        session.reader, session.reader_hint = reader
    body = _Body(session, submit, live, tools=tools, beside=beside)
    st.fragment(body.draw, key=f"{key}|{FORM}")()
    keep_focus()  # outside of the fragment, so that no edit sends it again
    submitted, session.submitted = session.submitted, False
    return _result(session, submitted=submitted)


def refuse(key: str, problems: Sequence[Problem]) -> None:
    """Show problems that the host found, such as a server's answer, at the fields of a form.

    Each disappears with the next edit of its field, and all with the next submit. A problem of a field that
    is not drawn appears at the nearest one around it.
    """
    session = get_session(key)
    if session is not None:
        session.refused = tuple(problems)
        session.state = replace(session.state, submitted=True)


def _result(session: FormSession, *, submitted: bool = False) -> Result:
    state, problems = session.state, tuple(session.problems())
    dirty = bool(state.unreadable) or not same(state.value, state.base)
    return Result(state.value, problems, dirty, submitted and not problems, state)


@dataclass(frozen=True, slots=True)
class _Body:
    session: FormSession
    submit: str | None
    live: Callable[[Result], None] | None
    tools: bool
    beside: bool

    def draw(self) -> None:
        """Draw the form; an edit runs this again, or a part of it, but not the page."""
        if self.session.is_current and not self.session.is_current():
            st.rerun()
        start_drawing(self.session)
        open_target(self.session)
        if not self.live:
            self._draw_form()
            return
        if not self.beside:
            with st.container():  # so that the result's fragment has a place of its own
                self._draw_form()
            self._draw_result()
            return
        left, right = st.columns([3, 2], gap="large")
        with left:
            self._draw_form()
        with right:
            self._draw_result()

    def _draw_form(self) -> None:
        session = self.session
        for problem in session.form.problems:
            st.error(
                escape_markdown(str(problem)),
                title="The schema is invalid",
                icon=":material/schema:",
            )
        if self.tools:
            draw_toolbar(session)
        for note in session.notes:
            st.toast(escape_markdown(note), icon=":material/info:")
        session.notes = ()
        problems = session.problems()
        visible = visible_problems(session)
        if not session.state.submitted and problems and session.loaded_invalid:
            _draw_loaded_problems(session, problems)
        else:
            st.empty()  # keeps the position of what follows
        draw_problem_block(problem for problem in visible if not problem.path)
        root = session.plan()
        session.search_result = search(session, root, problems)
        find_unused(session)
        pages = shown_pages(session, root)
        if pages:
            draw_page_picker(session, root, pages, visible)
        _draw_fields(session, root, visible)
        if pages:
            draw_page_buttons(session, root, pages)
        complete = session.state.submitted or is_last(session, pages)
        if self.submit and not session.read_only and complete:
            _draw_submit(session, self.submit, problems)
        scroll_to_target(session)
        finish_drawing(session)

    def _draw_result(self) -> None:
        for key in self.session.live_fragments:
            st.fragment(self._draw_live, key=key)()

    def _draw_live(self) -> None:
        if self.live:
            self.live(_result(self.session))


def _draw_fields(session: FormSession, root: Node, visible: tuple[Problem, ...]) -> None:
    context = DrawContext(session, visible)
    if session.search_result and not session.search_result.hits and root.id not in session.raw_ids:
        draw_nothing_found(session)
    else:
        draw(context, root)
    if not session.search_result and root.id not in session.raw_ids:
        draw_unused(session, visible, partial(draw_entry, context))
    session.names.mark_drawn()


def _draw_loaded_problems(session: FormSession, problems: list[Problem]) -> None:
    """Show the number of problems in the loaded value, with a button to show them."""
    text, label = f":small[{problem_count(len(problems))}]", "Show problems in the loaded value"
    draw_text_with_button(
        f"{session.key}|loaded problems",
        text,
        label,
        ":material/visibility:",
        lambda: _show_all_problems(session),
    )


def _draw_submit(session: FormSession, label: str, problems: list[Problem]) -> None:
    pressed = st.button(
        label,
        key=f"{session.key}|submit",
        type="primary",
        icon=":material/check:",
        on_click=_submit,
        args=(session,),
    )
    if session.state.submitted and problems:
        _draw_summary(session, problems)
    elif pressed:
        session.submitted = True
        st.rerun()


def _submit(session: FormSession) -> None:
    """Submit the value; the host checks again what it refused before."""
    session.refused = ()
    _show_all_problems(session)


def _show_all_problems(session: FormSession) -> None:
    session.state = replace(session.state, submitted=True)


def _draw_summary(session: FormSession, problems: list[Problem]) -> None:
    """List the problems; a click leads to the field."""
    count = len(problems)
    with st.container(border=True, key=f"{session.key}|summary"):
        st.markdown(f"**:material/error: Fix {count_text(count, 'problem')} to continue**")
        with st.container(gap=None):
            for at, problem in enumerate(problems[:MOST_LISTED]):
                text = f"{session.label_of(problem.path)}: {problem.message}"
                st.button(
                    escape_markdown(text),
                    key=f"{session.key}|problem {at}",
                    type="tertiary",
                    icon=":material/arrow_upward:",
                    on_click=session.go_to,
                    args=(problem.path,),
                )
        if count > MOST_LISTED:
            st.caption(f"… and {count - MOST_LISTED} more.")
