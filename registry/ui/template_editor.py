"""The editor of templates: its form, its two schemas, and the problems that prevent saving."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.services import Services
from registry.services.parameter_schemas import CREATION, REQUEST
from registry.ui import flash, links, session
from registry.ui.conflict import draw_conflict
from registry.ui.error_view import draw_problem_buttons
from registry.ui.schema_editor import SchemaEditor, inspect_schema
from registry.ui.sources import sources_of
from registry.ui.template_draft import TemplateDraft, build_details_form
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui import escape_markdown, form, refuse

TABS: Final = {"Details": "", "Creation parameters": CREATION, "Request parameters": REQUEST}
_TAB: Final = "tab"


def draw(services: Services, draft: TemplateDraft) -> None:
    """Draw the editor, or save the draft if the save button was pressed."""
    form_session = draft.form_session()
    draft.tab_changed = False
    if draft.submitted:
        draft.submitted = False
        _save(services, draft)
    if not _is_current(services, draft):
        return
    _draw_header(services, draft)
    details, *schemas = st.tabs(list(TABS), key=_TAB, bind="query-params")
    footer = st.container()

    def draw_footer() -> None:
        with footer:
            _draw_footer(services, draft)

    if details.open:
        with details:
            form(
                build_details_form(),
                key=draft.key,
                state=form_session.state,
                submit=None,
                on_change=lambda _: draft.save(services),
                live=lambda _: draw_footer(),
            )
    for tab, (title, name) in zip(schemas, list(TABS.items())[1:], strict=True):
        if tab.open:
            with tab:
                _draw_schema(services, draft, title, name, draw_footer)


def _draw_schema(
    services: Services, draft: TemplateDraft, title: str, name: str, after: Callable[[], None]
) -> None:
    def change(text: str) -> None:
        draft.texts[name] = text
        draft.save(services)

    st.caption(_SCHEMA_HELP[name])
    sources = sources_of(services, draft.workspace)
    key = f"{draft.key}-{name}"
    SchemaEditor(key, name, draft.texts[name], title, change, after, sources).draw()


_SCHEMA_HELP: Final = {
    CREATION: "Parameters that people set when they register a model. Each becomes an "
    'environment variable of the same name. `"x-ui": {"env": "NAME"}` sets another '
    'variable, `"x-ui": {"arg": "--flag"}` passes a command-line flag instead, and '
    '`"x-ui": {"section": "Title"}` groups fields in the form.',
    REQUEST: "Parameters that callers can set with each request.",
}


def _draw_header(services: Services, draft: TemplateDraft) -> None:
    origin = escape_markdown(draft.origin or "")
    st.title(f"Edit {origin}" if draft.edits else "New template", anchor=False)
    started = f"Based on {origin}. " if origin and not draft.edits else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f"{started}Your changes are saved as a draft. Use this page's address to return to it.",
            width="stretch",
        )
        with st.popover("Discard", icon=":material/delete:", type="tertiary"):
            st.write("Discard this draft?")
            if st.button("Discard draft", type="primary", key="discard draft"):
                draft.close(services)
                _exit_link(draft).open()


def _exit_link(draft: TemplateDraft) -> links.Link:
    if draft.edits and draft.origin:
        return links.template_link(draft.workspace, draft.origin)
    return links.page_link(links.TEMPLATES, draft.workspace)


def _is_current(services: Services, draft: TemplateDraft) -> bool:
    """Return whether the draft is based on the latest version; if not, draw the conflict."""
    if draft.edits is None:
        return True
    try:
        newest = services.templates.get(draft.edits[0])
    except NotFound:
        _draw_deleted(services, draft)
        return False
    if newest.version == draft.edits[1]:
        return True
    _draw_header(services, draft)
    by = services.templates.history(newest.id)[0].actor
    theirs = draft.theirs(services, newest)
    if draw_conflict(theirs, draft.changes(services), noun="template", by=by):
        draft.rebase_onto(services, newest)
        st.rerun()
    return False


def _draw_deleted(services: Services, draft: TemplateDraft) -> None:
    st.title(f"Edit {escape_markdown(draft.origin or '')}", anchor=False)
    st.error(
        "This template was deleted while you were editing it. Your draft is still stored, and you can "
        "save it as a new template.",
        icon=":material/delete_forever:",
    )
    if st.button("Continue as a new template", type="primary", icon=":material/add:"):
        draft.edits = None
        draft.save(services)
        st.rerun()


def problems_of(draft: TemplateDraft) -> list[tuple[str, Problem]]:
    """Return the problems that prevent saving, each with its tab."""
    found = [("Details", problem) for problem in draft.form_session().problems()]
    for title, name in TABS.items():
        if name:
            found += [(title, each) for each in inspect_schema(draft.texts[name], name).problems]
    return found


def _draw_footer(services: Services, draft: TemplateDraft) -> None:
    """Draw the footer of every tab: problems, the note for the history and the save button."""
    st.space("small")
    if draft.unsaved:
        st.warning(escape_markdown(draft.unsaved), icon=":material/cloud_off:")
    problems = problems_of(draft)
    if draft.attempted and problems:
        _draw_problems(draft, problems)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if draft.edits:
            _draw_note(services, draft)
        st.button(
            f"Save version {draft.edits[1] + 1}" if draft.edits else "Create template",
            type="primary",
            icon=":material/check:",
            key="save template",
            on_click=_submit,
            args=(draft,),
        )
    if draft.submitted or draft.tab_changed:  # inside a fragment, so the whole page must rerun
        st.rerun()


def _submit(draft: TemplateDraft) -> None:
    draft.submitted = True


def _draw_note(services: Services, draft: TemplateDraft) -> None:
    key = f"{draft.key}-note"
    st.session_state.setdefault(key, draft.note)

    def change() -> None:
        draft.note = st.session_state[key]
        draft.save(services)

    st.text_input(
        "Note for the history",
        key=key,
        placeholder="What changed? (optional)",
        on_change=change,
    )


def _draw_problems(draft: TemplateDraft, problems: list[tuple[str, Problem]]) -> None:
    form_session = draft.form_session()
    buttons = []
    for tab, problem in problems:
        field = form_session.label_of(problem.path) if tab == "Details" else tab
        buttons.append((f"{field}: {problem.message}", partial(_open_problem, draft, tab, problem)))
    draw_problem_buttons("save", ":material/arrow_upward:", buttons)


def _open_problem(draft: TemplateDraft, tab: str, problem: Problem) -> None:
    st.session_state[_TAB] = tab
    draft.tab_changed = True
    if tab == "Details":
        draft.form_session().go_to(problem.path)


def _save(services: Services, draft: TemplateDraft) -> None:
    """Save the template and open its page, or show the problems at their fields."""
    draft.attempted = True
    refuse(draft.key, ())
    if problems_of(draft):
        return
    try:
        saved = _send(services, draft)
    except Invalid as error:
        refuse(draft.key, error.problems)
    except AlreadyExists as error:
        refuse(draft.key, [Problem(("name",), "unique", str(error))])
    except StaleRevision:
        return  # both sides are shown next
    except NotFound as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
    else:
        new = draft.edits is None or saved.version != draft.edits[1]
        message = (
            f"{saved.name} saved as version {saved.version}." if new else "No changes to save."
        )
        draft.close(services)
        flash.add(message)
        links.template_link(saved.workspace, saved.name).open()


def _send(services: Services, draft: TemplateDraft) -> Template:
    given, actor = draft.content(), session.actor()
    if draft.edits is None:
        return services.templates.create(given, workspace=draft.workspace, actor=actor)
    id, version = draft.edits
    return services.templates.change(
        id, given, expected=version, actor=actor, note=draft.note.strip()
    )
