"""Home: counts, drafts, next steps and recent activity."""

from itertools import chain
from typing import Final

import streamlit as st

from registry.domain.draft import Draft
from registry.domain.review import ReviewState
from registry.services import Services
from registry.services.history import Entry
from registry.services.listing import ModelFilter
from registry.ui import links, session, text
from registry.ui.links import Link
from registry.ui.registration import Registration
from registry.ui.template_draft import TemplateDraft
from streamlit_jsonschema_form.ui import escape_markdown

ENTRIES_AT_ONCE: Final = 15
DRAFTS_AT_ONCE: Final = 5

_VERB_ICONS: Final = {
    "created": ":material/add_circle:",
    "changed": ":material/edit:",
    "deleted": ":material/delete:",
    "restored": ":material/history:",
    "reviewed": ":material/rate_review:",
}
_NAMED: Final = {
    "template": links.TEMPLATE,
    "model": links.MODEL,
    "adapter": links.ADAPTER,
    "fileset": links.FILESET,
    "prompt": links.PROMPT,
}
_BY_ID: Final = {"deployment": links.DEPLOYMENT, "group": links.GROUP}
_Step = tuple[str, str, Link]


def draw_overview(services: Services, workspace: str) -> None:
    """Draw counts with links to their lists, drafts, and the next steps that fit."""
    not_reviewed = ModelFilter(reviews=(ReviewState.PENDING,))
    templates = services.templates.list(workspace, limit=0)
    models = services.models.list(workspace, limit=0)
    pending = services.models.list(workspace, not_reviewed, limit=0)
    templates_link = links.page_link(links.TEMPLATES, workspace)
    pending_icon, pending_link = (
        ":material/hourglass_empty:",
        links.models_link(workspace, review=ReviewState.PENDING.value),
    )
    grid = st.grid(columns=3, min_column_width=220)
    for title, count, icon, link in (
        ("Templates", templates, links.TEMPLATES.icon, templates_link),
        ("Models", models, links.MODELS.icon, links.models_link(workspace)),
        ("Models to review", pending, pending_icon, pending_link),
    ):
        with grid.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(title, f"{count.total:,}{'' if count.exact else '+'}", icon=icon)
            link.draw(f"View {title.lower()}", icon=":material/arrow_forward:")
    draw_drafts(services, workspace)
    new_template = ("New template", links.NEW_TEMPLATE.icon, links.new_template_link(workspace))
    if not templates.total:
        text.draw_empty_state(
            "Create your first template",
            "A template defines a container image and the parameters that people can set. This "
            "workspace has none yet.",
            links.TEMPLATES.icon,
            new_template,
        )
    elif not models.total:
        text.draw_empty_state(
            "Register your first model",
            "Choose a template, fill in its form and get the command that runs the model.",
            links.MODELS.icon,
            ("Choose a template", links.TEMPLATES.icon, templates_link),
            new_template,
        )
    else:
        review = f"Review {text.pluralize(pending.total, 'model', exactly=pending.exact)}"
        _draw_next_steps(
            ("Register a model", links.REGISTER.icon, links.register_link(workspace)),
            new_template,
            *([(review, pending_icon, pending_link)] if pending.total else []),
        )


def _draw_next_steps(*steps: _Step) -> None:
    st.subheader("Next steps", anchor=False)
    with st.container(horizontal=True, gap="small"):
        for label, icon, link in steps:
            link.draw(label, icon=icon)


def draw_drafts(services: Services, workspace: str) -> None:
    """List this person's drafts; draw nothing if there are none."""
    actor = session.actor()
    found = (
        services.drafts.list(workspace, actor=actor, purpose=purpose, limit=DRAFTS_AT_ONCE + 1)
        for purpose in _DRAFTS
    )
    drafts = sorted(chain(*found), key=lambda draft: draft.updated_at, reverse=True)
    if not drafts:
        return
    st.subheader("Continue where you left off", anchor=False)
    for draft in drafts[:DRAFTS_AT_ONCE]:
        _draw_draft(services, workspace, draft)
    if len(drafts) > DRAFTS_AT_ONCE:
        st.caption("Finish or discard these to see older drafts.")


def _draw_draft(services: Services, workspace: str, draft: Draft) -> None:
    link = Link(_DRAFTS[draft.purpose][1], {"workspace": workspace, "draft": draft.id})
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        link.draw(escape_markdown(_title(draft)), icon=":material/edit_note:")
        text.draw_time(draft.updated_at)
        st.button(
            "Discard",
            key=f"discard {draft.id}",
            type="tertiary",
            icon=":material/delete:",
            on_click=services.drafts.discard,
            args=(draft.id,),
            kwargs={"actor": session.actor()},
            help="Delete this draft for good.",
        )


_DRAFTS: Final = {
    Registration.PURPOSE: ("model", links.REGISTER),
    TemplateDraft.PURPOSE: ("template", links.NEW_TEMPLATE),
}
"""What each form creates or edits, and its page."""


def _title(draft: Draft) -> str:
    """Name a draft by what it creates or edits, and by the name that was typed so far."""
    noun, _ = _DRAFTS[draft.purpose]
    state = draft.content.get("details")
    details = state.get("value") if isinstance(state, dict) else None
    name = details.get("name") if isinstance(details, dict) else None
    verb = f"Edit {noun}" if draft.content.get("edits") else f"New {noun}"
    return f"{verb} {name}" if name else f"{verb} (unnamed)"


@st.fragment(key="activity")
def draw_activity(services: Services, workspace: str) -> None:
    """List the recent activity of a workspace, newest first."""
    limit = st.session_state.setdefault("activity shown", ENTRIES_AT_ONCE)
    entries = services.activity.recent(workspace, limit=limit + 1)
    if not entries:
        st.caption("No activity in this workspace yet.")
    for entry in entries[:limit]:
        _draw_entry(entry)
    if len(entries) > limit:
        st.button("Show more", icon=":material/expand_more:", on_click=_show_more)


def _show_more() -> None:
    st.session_state["activity shown"] += ENTRIES_AT_ONCE


def _draw_entry(entry: Entry) -> None:
    icon = _VERB_ICONS.get(entry.verb, ":material/circle:")
    label = f"{icon} {escape_markdown(entry.actor)} {entry.verb} {entry.kind}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(label, width="content")
        link = None if entry.revision is None else _link_to(entry)
        name = f"**{escape_markdown(text.to_one_line(entry.name))}**"
        if link is None:
            st.markdown(name, width="content")
        else:
            link.draw(name)
        if entry.note:
            st.caption(escape_markdown(entry.note), width="content")
        text.draw_time(entry.at)


def _link_to(entry: Entry) -> Link | None:
    if entry.kind in _NAMED:
        return links.name_link(_NAMED[entry.kind], entry.workspace, entry.name)
    if entry.kind in _BY_ID:
        return links.id_link(_BY_ID[entry.kind], entry.workspace, entry.id)
    return links.page_link(links.HOME, entry.name) if entry.kind == "workspace" else None


def draw_advice(advice: str) -> None:
    """Draw advice about the store for operators, if there is any."""
    if advice:
        st.info(advice, icon=":material/database:")
