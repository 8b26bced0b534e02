"""A JSON Schema form of native Streamlit widgets, in one fragment with its own submit button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.sources import Source
from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.values import ABSENT, Value, same
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.draw_context import Canvas, draw_offer, draw_problems_above
from streamlit_jsonschema_form.ui.fields import draw
from streamlit_jsonschema_form.ui.focus import keep_focus
from streamlit_jsonschema_form.ui.fragments import FORM, begin, finish, shown_problems
from streamlit_jsonschema_form.ui.labels import counted, escape
from streamlit_jsonschema_form.ui.mappings import draw_entry
from streamlit_jsonschema_form.ui.navigation import go_there, name_of, open_way
from streamlit_jsonschema_form.ui.pages import draw_steps, draw_turns, is_last, steps_of
from streamlit_jsonschema_form.ui.paste import Reader
from streamlit_jsonschema_form.ui.search import draw_nothing_found, look
from streamlit_jsonschema_form.ui.sections import tell
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.sheets import open_sheet, sheet_of
from streamlit_jsonschema_form.ui.toolbar import draw_tools
from streamlit_jsonschema_form.ui.unused import draw_leftovers, find_unused

SUMMED_UP: Final = 30


@dataclass(frozen=True, slots=True)
class Result:
    """What a form holds in this run.

    Attributes:
        value: a JSON value or ABSENT, exactly as typed and loaded.
        problems: everything that stands against sending it; empty when it may be sent.
        dirty: something differs from what was loaded.
        submitted: the person pressed the submit button just now and nothing stands against it.
        state: the whole state, to keep as a draft.
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
    wanted: Callable[[], bool] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> Result:
    """Draw a form and return what it holds.

    The form lives in the session under `key`: `value` and `state` only begin it. Edits rerun the form
    alone; the page reruns when the person submits a value that nothing stands against.

    Args:
        compiled: the schema, from `streamlit_jsonschema_form.model.compile`.
        key: unique in the session.
        value: what to edit; it comes back unchanged until it is edited.
        state: a saved state to go on with, instead of `value`.
        submit: the submit button's words; None leaves the button out.
        read_only: show, do not edit.
        tools: offer defaults, search, paste, upload, download and JSON.
        reader: reads pasted text, and says what it takes: `(read, "JSON, YAML.")`; JSON by default.
        on_change: called with the state after each edit.
        live: draws below the fields, with each edit anew.
        beside: puts what `live` draws into a column of its own instead.
        wanted: whether the page still shows this form. A click that leads elsewhere can arrive together
            with the text typed before it, and Streamlit then reruns the form alone: it asks here, and
            reruns the page when the answer is no.
        sources: who offers values where the hint `source` asks for some, by name.
    """
    sheet = open_sheet(compiled, key, state or compiled.load(value))
    sheet.on_change, sheet.read_only, sheet.sources = on_change, read_only, sources or {}
    sheet.wanted, sheet.watching = wanted, (f"{key}|result",) if live else ()
    if reader:
        sheet.reader, sheet.reads = reader
    body = _Body(sheet, submit, live, tools=tools, beside=beside)
    st.fragment(body.draw, key=f"{key}|{FORM}")()
    keep_focus()  # outside of the fragment, so that no edit sends it again
    submitted, sheet.submitted = sheet.submitted, False
    return _result(sheet, submitted=submitted)


def refuse(key: str, problems: Sequence[Problem]) -> None:
    """Place problems that something else than the schema found on a form's fields.

    Each goes with the next edit at its place, and all with the next try to send the value. One at a place
    that is not drawn is said at the nearest around it that is.
    """
    sheet = sheet_of(key)
    if sheet is not None:
        sheet.refused = tuple(problems)
        sheet.state = replace(sheet.state, submitted=True)


def _result(sheet: Sheet, *, submitted: bool = False) -> Result:
    state, problems = sheet.state, tuple(sheet.problems())
    dirty = bool(state.unreadable) or not same(state.value, state.base)
    return Result(state.value, problems, dirty, submitted and not problems, state)


@dataclass(frozen=True, slots=True)
class _Body:
    sheet: Sheet
    submit: str | None
    live: Callable[[Result], None] | None
    tools: bool
    beside: bool

    def draw(self) -> None:
        """Draw the form; an edit runs this again, or a part of it, and nothing else of the page."""
        if self.sheet.wanted and not self.sheet.wanted():
            st.rerun()
        begin(self.sheet)
        if not self.live:
            self._fields()
            return
        if not self.beside:
            with st.container():  # the fragment that follows is another one in another place
                self._fields()
            self._result()
            return
        left, right = st.columns([3, 2], gap="large")
        with left:
            self._fields()
        with right:
            self._result()

    def _fields(self) -> None:
        sheet = self.sheet
        for problem in sheet.form.problems:
            st.error(
                escape(str(problem)), title="The schema itself is wrong", icon=":material/schema:"
            )
        if self.tools:
            draw_tools(sheet)
        for note in sheet.notes:
            st.toast(escape(note), icon=":material/info:")
        sheet.notes = ()
        problems = sheet.problems()
        shown = shown_problems(sheet)
        if not sheet.state.submitted and problems and sheet.doubted:
            _doubt(sheet, problems)
        else:
            st.empty()  # what follows keeps its place
        draw_problems_above(problem for problem in shown if not problem.path)
        root = sheet.plan()
        sheet.found = look(sheet, root, problems)
        find_unused(sheet)
        pages = steps_of(sheet, root)
        if pages:
            draw_steps(sheet, root, pages, shown)
        _places(sheet, root, shown)
        if pages:
            draw_turns(sheet, root, pages)
        sent = sheet.state.submitted or is_last(sheet, pages)
        if self.submit and not sheet.read_only and sent:
            _submit(sheet, self.submit, problems)
        go_there(sheet)
        finish(sheet)

    def _result(self) -> None:
        for key in self.sheet.watching:
            st.fragment(self._show, key=key)()

    def _show(self) -> None:
        if self.live:
            self.live(_result(self.sheet))


def _places(sheet: Sheet, root: Node, shown: tuple[Problem, ...]) -> None:
    canvas = Canvas(sheet, shown, draw)
    if sheet.found and not sheet.found.hits and root.id not in sheet.raw:
        draw_nothing_found(sheet)
    else:
        canvas.draw(root)
    if not sheet.found and root.id not in sheet.raw:
        draw_leftovers(sheet, shown, partial(draw_entry, canvas))
    sheet.names.drawn()


def _doubt(sheet: Sheet, problems: list[Problem]) -> None:
    """Say at once how much is wrong with what was loaded, and offer to show it."""
    told, words = f":small[{tell(len(problems))}]", "Show what is wrong with what was loaded"
    draw_offer(f"{sheet.key}|doubt", told, words, ":material/visibility:", lambda: _mark(sheet))


def _submit(sheet: Sheet, words: str, problems: list[Problem]) -> None:
    pressed = st.button(
        words,
        key=f"{sheet.key}|submit",
        type="primary",
        icon=":material/check:",
        on_click=_try,
        args=(sheet,),
    )
    if sheet.state.submitted and problems:
        _summary(sheet, problems)
    elif pressed:
        sheet.submitted = True
        st.rerun()


def _try(sheet: Sheet) -> None:
    """Try to send it; what was refused before may be in order now, so that is asked anew."""
    sheet.refused = ()
    _mark(sheet)


def _mark(sheet: Sheet) -> None:
    sheet.state = replace(sheet.state, submitted=True)


def _summary(sheet: Sheet, problems: list[Problem]) -> None:
    """List every problem by field; a click opens the section that holds it."""
    count = len(problems)
    with st.container(border=True, key=f"{sheet.key}|summary"):
        st.markdown(
            f"**:material/error: {counted(count, 'problem')} to mend before this can be sent**"
        )
        with st.container(gap=None):
            for at, problem in enumerate(problems[:SUMMED_UP]):
                st.button(
                    f"{escape(name_of(sheet, problem.path))}: {escape(problem.message)}",
                    key=f"{sheet.key}|problem {at}",
                    type="tertiary",
                    icon=":material/arrow_upward:",
                    on_click=open_way,
                    args=(sheet, problem.path),
                )
        if count > SUMMED_UP:
            st.caption(f"… and {count - SUMMED_UP} more.")
