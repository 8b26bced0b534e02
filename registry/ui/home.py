"""Home: counts, drafts, next steps and recent activity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import streamlit as st

from registry.domain.draft import Draft
from registry.domain.review import ReviewState
from registry.services import Services
from registry.services.history import Entry
from registry.services.listing import ModelFilter
from registry.ui import links, registration, session, template_draft, text
from registry.ui.links import Link
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
_LINKS: Final[Mapping[str, Callable[[Entry], Link]]] = {
    "template": lambda entry: links.template_link(entry.workspace, entry.name),
    "model": lambda entry: links.model_link(entry.workspace, entry.name),
    "adapter": lambda entry: links.adapter_link(entry.workspace, entry.name),
    "deployment": lambda entry: links.deployment_link(entry.workspace, entry.id),
    "fileset": lambda entry: links.fileset_link(entry.workspace, entry.name),
    "group": lambda entry: links.group_link(entry.workspace, entry.id),
    "prompt": lambda entry: links.prompt_link(entry.workspace, entry.name),
    "workspace": lambda entry: links.page_link(links.HOME, entry.name),
}


@dataclass(frozen=True, slots=True)
class EntityCount:
    """The number of entities of one kind, and the page that lists them.

    Attributes:
        title: what is counted.
        total: exact up to 10,000.
        exact: False when there are more than `total`.
        icon: a Material symbol.
        link: the page that lists them.
    """

    title: str
    total: int
    exact: bool
    icon: str
    link: Link


def count_entities(
    services: Services, workspace: str
) -> tuple[EntityCount, EntityCount, EntityCount]:
    """Count the templates, the models and the pending reviews of a workspace."""
    not_reviewed = ModelFilter(reviews=(ReviewState.PENDING,))
    templates = services.templates.list(workspace, limit=0)
    models = services.models.list(workspace, limit=0)
    pending = services.models.list(workspace, not_reviewed, limit=0)
    return (
        EntityCount(
            "Templates",
            templates.total,
            templates.exact,
            links.TEMPLATES.icon,
            links.page_link(links.TEMPLATES, workspace),
        ),
        EntityCount(
            "Models",
            models.total,
            models.exact,
            links.MODELS.icon,
            links.models_link(workspace),
        ),
        EntityCount(
            "Models to review",
            pending.total,
            pending.exact,
            ":material/hourglass_empty:",
            links.models_link(workspace, review=ReviewState.PENDING.value),
        ),
    )


def draw_counts(counts: tuple[EntityCount, ...]) -> None:
    """Draw the counts, each with a link to its list."""
    grid = st.grid(columns=3, min_column_width=220)
    for each in counts:
        with grid.container(border=True, height="stretch", gap="xxsmall"):
            plus = "" if each.exact else "+"
            st.metric(each.title, f"{each.total:,}{plus}", icon=each.icon)
            each.link.draw(f"View {each.title.lower()}", icon=":material/arrow_forward:")


def draw_next_steps(counts: tuple[EntityCount, EntityCount, EntityCount], workspace: str) -> None:
    """Draw the next steps that fit the counts."""
    templates, models, pending = counts
    new_template = (
        "New template",
        links.NEW_TEMPLATE.icon,
        links.new_template_link(workspace),
    )
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
            ("Choose a template", links.TEMPLATES.icon, templates.link),
            new_template,
        )
    else:
        _draw_links(
            ("Register a model", links.REGISTER.icon, links.register_link(workspace)),
            new_template,
            *([(_review_label(pending), pending.icon, pending.link)] if pending.total else []),
        )


def _review_label(pending: EntityCount) -> str:
    return f"Review {text.pluralize(pending.total, 'model', exactly=pending.exact)}"


def _draw_links(*entries: tuple[str, str, Link]) -> None:
    st.subheader("Next steps", anchor=False)
    with st.container(horizontal=True, gap="small"):
        for label, icon, link in entries:
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
    link = _DRAFTS[draft.purpose][1](workspace, draft.id)
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


_DRAFTS: Final[Mapping[str, tuple[str, Callable[[str, str], Link]]]] = {
    registration.PURPOSE: (
        "model",
        lambda workspace, id: links.register_link(workspace, draft=id),
    ),
    template_draft.PURPOSE: (
        "template",
        lambda workspace, id: links.new_template_link(workspace, draft=id),
    ),
}
"""What each form makes, and the link that goes on with a draft of it."""


def _title(draft: Draft) -> str:
    """Name a draft by what it makes, and by the name that was typed so far."""
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
        link = _LINKS.get(entry.kind)
        name = escape_markdown(text.to_one_line(entry.name))
        if link is None or entry.revision is None:
            st.markdown(f"**{name}**", width="content")
        else:
            link(entry).draw(f"**{name}**")
        if entry.note:
            st.caption(escape_markdown(entry.note), width="content")
        text.draw_time(entry.at)


def draw_advice(advice: str) -> None:
    """Draw advice about the store for operators, if there is any."""
    if advice:
        st.info(advice, icon=":material/database:")
