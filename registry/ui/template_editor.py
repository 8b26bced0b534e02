"""The editor of templates: its form, its two schemas, and what stands against saving it."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.errors import AlreadyExists, Invalid, NotFound, StaleRevision
from registry.services import Services
from registry.services.parameter_schemas import CREATION, REQUEST
from registry.ui import flash, links, schema_editor, session, text
from registry.ui.conflict import draw_conflict
from registry.ui.schema_editor import examine
from registry.ui.sources import sources_of
from registry.ui.template_draft import TemplateDraft, details_form
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui import escape_markdown, form, refuse

TABS: Final = {"Details": "", "Creation parameters": CREATION, "Request parameters": REQUEST}
_TAB: Final = "tab"
SHOWN: Final = 20


def draw(services: Services, draft: TemplateDraft) -> None:
    """Draw the editor, and save when the person asked for it."""
    form_session = draft.form_session()
    draft.moved = False
    if draft.pressed:
        draft.pressed = False
        _save(services, draft)
    if not _is_current(services, draft):
        return
    _draw_head(services, draft)
    details, *schemas = st.tabs(list(TABS), key=_TAB, bind="query-params")
    foot = st.container()

    def draw_foot() -> None:
        with foot:
            _draw_foot(services, draft)

    if details.open:
        with details:
            form(
                details_form(),
                key=draft.key,
                state=form_session.state,
                submit=None,
                on_change=lambda _: draft.save(services),
                live=lambda _: draw_foot(),
            )
    for tab, (title, name) in zip(schemas, list(TABS.items())[1:], strict=True):
        if tab.open:
            with tab:
                _draw_schema(services, draft, title, name, draw_foot)


def _draw_schema(
    services: Services, draft: TemplateDraft, title: str, name: str, after: Callable[[], None]
) -> None:
    def keep(text: str) -> None:
        draft.texts[name] = text
        draft.save(services)

    st.caption(_SCHEMA_HELP[name])
    schema_editor.draw(
        f"{draft.key}-{name}",
        name,
        draft.texts[name],
        title=title,
        on_change=keep,
        after=after,
        sources=sources_of(services, draft.workspace),
    )


_SCHEMA_HELP: Final = {
    CREATION: "What may be set when a model is made. A parameter becomes an environment variable of "
    'its own name; `"x-ui": {"env": "NAME"}` names another, `"x-ui": {"arg": "--flag"}` makes it a '
    'flag of the command, `"x-ui": {"section": "Title"}` puts it into a section of the form.',
    REQUEST: "What a caller may set with each request to the model.",
}


def _draw_head(services: Services, draft: TemplateDraft) -> None:
    origin = escape_markdown(draft.origin or "")
    st.title(f"Edit {origin}" if draft.edits else "New template", anchor=False)
    begun = f"Begun from {origin}. " if origin and not draft.edits else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f"{begun}What you type is kept as a draft at once; this page's address leads "
            "back to it.",
            width="stretch",
        )
        with st.popover("Discard", icon=":material/delete:", type="tertiary"):
            st.write("Forget what you typed here?")
            if st.button("Discard the draft", type="primary", key="discard draft"):
                draft.close(services)
                _way_back(draft).open()


def _way_back(draft: TemplateDraft) -> links.Link:
    if draft.edits and draft.origin:
        return links.template_link(draft.workspace, draft.origin)
    return links.page_link(links.TEMPLATES, draft.workspace)


def _is_current(services: Services, draft: TemplateDraft) -> bool:
    """Tell whether the person may go on; show both sides when the template changed meanwhile."""
    if draft.edits is None:
        return True
    try:
        newest = services.templates.get(draft.edits[0])
    except NotFound:
        _draw_gone(services, draft)
        return False
    if newest.version == draft.edits[1]:
        return True
    _draw_head(services, draft)
    by = services.templates.versions(newest.id)[0].actor
    theirs = draft.theirs(services, newest)
    if draw_conflict(theirs, draft.changes(services), noun="template", by=by):
        draft.move_to(services, newest)
        st.rerun()
    return False


def _draw_gone(services: Services, draft: TemplateDraft) -> None:
    st.title(f"Edit {escape_markdown(draft.origin or '')}", anchor=False)
    st.error(
        "This template was deleted while you edited it. What you typed is kept: go on with it as a "
        "new template, or leave it.",
        icon=":material/delete_forever:",
    )
    if st.button("Go on as a new template", type="primary", icon=":material/add:"):
        draft.edits = None
        draft.save(services)
        st.rerun()


def problems_of(draft: TemplateDraft) -> list[tuple[str, Problem]]:
    """Return what stands against saving, each with the tab where it is."""
    found = [("Details", problem) for problem in draft.form_session().problems()]
    for title, name in TABS.items():
        if name:
            found += [(title, each) for each in examine(draft.texts[name], name).problems]
    return found


def _draw_foot(services: Services, draft: TemplateDraft) -> None:
    """Draw what follows every tab: what is wrong, a note for the history, and the button."""
    st.space("small")
    if draft.unsaved:
        st.warning(escape_markdown(draft.unsaved), icon=":material/cloud_off:")
    problems = problems_of(draft)
    if draft.tried and problems:
        _draw_problems(draft, problems)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if draft.edits:
            _draw_note(services, draft)
        st.button(
            f"Save version {draft.edits[1] + 1}" if draft.edits else "Create template",
            type="primary",
            icon=":material/check:",
            key="save template",
            on_click=_press,
            args=(draft,),
        )
    if draft.pressed or draft.moved:  # in a fragment: the page as a whole goes on
        st.rerun()


def _press(draft: TemplateDraft) -> None:
    draft.pressed = True


def _draw_note(services: Services, draft: TemplateDraft) -> None:
    key = f"{draft.key}-note"
    st.session_state.setdefault(key, draft.note)

    def keep() -> None:
        draft.note = st.session_state[key]
        draft.save(services)

    st.text_input(
        "Note for the history",
        key=key,
        placeholder="What changes, in a few words (optional)",
        on_change=keep,
    )


def _draw_problems(draft: TemplateDraft, problems: list[tuple[str, Problem]]) -> None:
    form_session = draft.form_session()
    with st.container(border=True, key="template problems"):
        st.markdown(
            f"**:material/error: {text.count(len(problems), 'problem')} to mend before this can be "
            "saved**"
        )
        for at, (tab, problem) in enumerate(problems[:SHOWN]):
            place = form_session.label_of(problem.path) if tab == "Details" else tab
            st.button(
                f"{escape_markdown(place)}: {escape_markdown(problem.message)}",
                key=f"template problem {at}",
                type="tertiary",
                icon=":material/arrow_upward:",
                on_click=_lead_to,
                args=(draft, tab, problem),
            )
        if len(problems) > SHOWN:
            st.caption(f"… and {len(problems) - SHOWN} more.")


def _lead_to(draft: TemplateDraft, tab: str, problem: Problem) -> None:
    st.session_state[_TAB] = tab
    draft.moved = True
    if tab == "Details":
        draft.form_session().go_to(problem.path)


def _save(services: Services, draft: TemplateDraft) -> None:
    """Save it and go to it; what is refused is shown where it belongs."""
    draft.tried = True
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
        said = f"{saved.name} saved as version {saved.version}." if new else "Nothing had changed."
        draft.close(services)
        flash.leave(said)
        links.template_link(saved.workspace, saved.name).open()


def _send(services: Services, draft: TemplateDraft) -> Template:
    given, actor = draft.content(), session.actor()
    if draft.edits is None:
        return services.templates.create(given, workspace=draft.workspace, actor=actor)
    id, version = draft.edits
    return services.templates.change(
        id, given, expected=version, actor=actor, note=draft.note.strip()
    )
