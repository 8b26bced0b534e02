"""Home: what is here, what to go on with, and what happened lately."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import streamlit as st

from registry.domain.draft import Draft
from registry.domain.review import ReviewState
from registry.services import Services
from registry.services.activity import Entry
from registry.services.listing import ModelFilter
from registry.ui import links, registration, session, template_draft, text
from registry.ui.links import Link
from streamlit_jsonschema_form.ui import escape_markdown

ENTRIES_AT_ONCE: Final = 15
DRAFTS_AT_ONCE: Final = 5

_SIGNS: Final = {
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
class Tally:
    """How many there are of something, and where to see them.

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


def tally(services: Services, workspace: str) -> tuple[Tally, Tally, Tally]:
    """Count a workspace's templates, its models, and the models that wait for a review."""
    pending = ModelFilter(reviews=(ReviewState.PENDING,))
    templates = services.templates.list(workspace, limit=0)
    models = services.models.list(workspace, limit=0)
    waiting = services.models.list(workspace, pending, limit=0)
    return (
        Tally(
            "Templates",
            templates.total,
            templates.exact,
            links.TEMPLATES.icon,
            links.page_link(links.TEMPLATES, workspace),
        ),
        Tally(
            "Models",
            models.total,
            models.exact,
            links.MODELS.icon,
            links.models_link(workspace),
        ),
        Tally(
            "Models to review",
            waiting.total,
            waiting.exact,
            ":material/hourglass_empty:",
            links.models_link(workspace, review=ReviewState.PENDING.value),
        ),
    )


def draw_tallies(tallies: tuple[Tally, ...]) -> None:
    """Draw what is here; each count leads to the list."""
    grid = st.grid(columns=3, min_column_width=220)
    for each in tallies:
        with grid.container(border=True, height="stretch", gap="xxsmall"):
            plus = "" if each.exact else "+"
            st.metric(each.title, f"{each.total:,}{plus}", icon=each.icon)
            each.link.draw(f"Show {each.title.lower()}", icon=":material/arrow_forward:")


def draw_next(tallies: tuple[Tally, Tally, Tally], workspace: str) -> None:
    """Say what to do next, as far as the counts tell."""
    templates, models, waiting = tallies
    new_template = (
        "New template",
        links.NEW_TEMPLATE.icon,
        links.new_template_link(workspace),
    )
    if not templates.total:
        text.show_empty(
            "Begin with a template",
            "A template is the pattern: a container image and the parameters that people may set. "
            "There is none in this workspace yet.",
            links.TEMPLATES.icon,
            new_template,
        )
    elif not models.total:
        text.show_empty(
            "Register your first model",
            "Pick a template and fill in its form; you take away the command that runs it.",
            links.MODELS.icon,
            ("Pick a template", links.TEMPLATES.icon, templates.link),
            new_template,
        )
    else:
        _draw_ways(
            ("Register a model", links.REGISTER.icon, links.register_link(workspace)),
            new_template,
            *([(_waiting(waiting), waiting.icon, waiting.link)] if waiting.total else []),
        )


def _waiting(waiting: Tally) -> str:
    return f"Review {text.count(waiting.total, 'model', exactly=waiting.exact)}"


def _draw_ways(*ways: tuple[str, str, Link]) -> None:
    st.subheader("What to do next", anchor=False)
    with st.container(horizontal=True, gap="small"):
        for said, icon, link in ways:
            link.draw(said, icon=icon)


def draw_drafts(services: Services, workspace: str) -> None:
    """List the forms that this person has begun and not sent; nothing when there are none."""
    actor = session.actor()
    found = (
        services.drafts.list(workspace, actor=actor, purpose=purpose, limit=DRAFTS_AT_ONCE + 1)
        for purpose in _DRAFTS
    )
    drafts = sorted(chain(*found), key=lambda draft: draft.updated_at, reverse=True)
    if not drafts:
        return
    st.subheader("Go on where you stopped", anchor=False)
    for draft in drafts[:DRAFTS_AT_ONCE]:
        _draw_draft(services, workspace, draft)
    if len(drafts) > DRAFTS_AT_ONCE:
        st.caption("Older drafts appear here once these are sent or discarded.")


def _draw_draft(services: Services, workspace: str, draft: Draft) -> None:
    link = _DRAFTS[draft.purpose][1](workspace, draft.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        link.draw(escape_markdown(_title(draft)), icon=":material/edit_note:")
        text.show_moment(draft.updated_at)
        st.button(
            "Discard",
            key=f"discard {draft.id}",
            type="tertiary",
            icon=":material/delete:",
            on_click=services.drafts.discard,
            args=(draft.id,),
            kwargs={"actor": session.actor()},
            help="Forget this draft for good.",
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
    verb = f"Change of {noun}" if draft.content.get("edits") else f"New {noun}"
    return f"{verb} {name}" if name else f"{verb}, no name yet"


@st.fragment(key="activity")
def draw_activity(services: Services, workspace: str) -> None:
    """List what happened in a workspace, the newest first, more on request."""
    wanted = st.session_state.setdefault("activity shown", ENTRIES_AT_ONCE)
    entries = services.activity.recent(workspace, limit=wanted + 1)
    if not entries:
        st.caption("Nothing has happened in this workspace yet.")
    for entry in entries[:wanted]:
        _draw_entry(entry)
    if len(entries) > wanted:
        st.button("Show more", icon=":material/expand_more:", on_click=_show_more)


def _show_more() -> None:
    st.session_state["activity shown"] += ENTRIES_AT_ONCE


def _draw_entry(entry: Entry) -> None:
    icon = _SIGNS.get(entry.verb, ":material/circle:")
    said = f"{icon} {escape_markdown(entry.actor)} {entry.verb} {entry.kind}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(said, width="content")
        link = _LINKS.get(entry.kind)
        name = escape_markdown(text.in_one_line(entry.name))
        if link is None or entry.revision is None:
            st.markdown(f"**{name}**", width="content")
        else:
            link(entry).draw(f"**{name}**")
        if entry.note:
            st.caption(escape_markdown(entry.note), width="content")
        text.show_moment(entry.at)


def draw_advice(advice: str) -> None:
    """Tell what those who run the registry should do about its store, if anything."""
    if advice:
        st.info(advice, icon=":material/database:")
