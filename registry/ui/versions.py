"""The versions of a template: who made them, what differs, and back to an old one."""

import difflib
from collections.abc import Sequence
from typing import Final, Literal

import streamlit as st

from registry.domain.template import Template
from registry.errors import StaleRevision
from registry.services import Services
from registry.services.history import Entry
from registry.ui import flash, links, session, text
from registry.ui.conflict import format_json
from registry.ui.url_choice import choose_number
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model import Change, diff
from streamlit_jsonschema_form.problems import JsonValue, json_pointer
from streamlit_jsonschema_form.ui import escape_markdown

ROWS_AT_ONCE: Final = 20
_VERBS: Final = {"create": "Created", "update": "Changed", "restore": "Restored"}


def draw(services: Services, template: Template, newest: Template) -> None:
    """Draw the versions of a template, and the difference between two of them.

    Args:
        services: the use cases.
        template: the version that the page shows.
        newest: the newest version.
    """
    revisions = [each for each in services.templates.history(template.id) if each.revision]
    _draw_list(services, revisions, template, newest)
    if len(revisions) > 1:
        _draw_comparison(services, [each.revision or 0 for each in revisions], template)


def _draw_list(
    services: Services, revisions: Sequence[Entry], template: Template, newest: Template
) -> None:
    shown = revisions
    if len(revisions) > ROWS_AT_ONCE:
        pages = -(-len(revisions) // ROWS_AT_ONCE)
        first = (st.pagination(pages, key="versions", bind="query-params") - 1) * ROWS_AT_ONCE
        shown = revisions[first : first + ROWS_AT_ONCE]
    for revision in shown:
        _draw_revision(services, revision, template, newest)


def open_version(number: int, newest: Template) -> None:
    """Show a version: the URL names it unless it is the newest. For use as a callback."""
    if number == newest.version:
        st.query_params.pop("version", None)
    else:
        st.query_params["version"] = str(number)


def _draw_revision(
    services: Services, revision: Entry, template: Template, newest: Template
) -> None:
    number = revision.revision or 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Version {number}",
            key=f"look at {number}",
            type="tertiary",
            icon=":material/visibility:" if number == template.version else ":material/draft:",
            on_click=open_version,
            args=(number, newest),
        )
        verb = _VERBS.get(revision.action, revision.action)
        note = f" · {escape_markdown(revision.note)}" if revision.note else ""
        st.markdown(f"{verb} by {escape_markdown(revision.actor)}{note}", width="content")
        text.draw_time(revision.at)
        if number == newest.version:
            st.badge("Newest", color="green")
        elif st.button(
            "Restore",
            key=f"restore {number}",
            type="tertiary",
            icon=":material/history:",
            help=f"Creates version {newest.version + 1} with the content of version {number}.",
        ):
            _confirm_restore(services, number, newest)


@st.dialog("Restore this version?", icon=":material/history:")
def _confirm_restore(services: Services, number: int, newest: Template) -> None:
    st.write(
        f"This creates version {newest.version + 1} of {escape_markdown(newest.name)} with the content of "
        f"version {number}. Version {newest.version} stays in the history, and models keep the "
        "version they were created from."
    )
    if not st.button(f"Restore version {number}", type="primary", icon=":material/history:"):
        return
    try:
        restored = services.templates.restore(
            newest.id, number, expected=newest.version, actor=session.actor()
        )
    except StaleRevision as error:
        st.error(
            f"Someone else created version {error.current}. Close this, review it, and restore "
            "again if you still want to.",
            icon=":material/error:",
        )
        return
    same = restored.version == newest.version
    flash.add(
        "The latest version is already identical."
        if same
        else f"Version {restored.version} created."
    )
    links.template_link(restored.workspace, restored.name).open()


def _draw_comparison(services: Services, numbers: list[int], template: Template) -> None:
    st.subheader("Compare versions", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        before = choose_number("From version", "before", numbers, numbers[1], width=150)
        after = choose_number("To version", "after", numbers, numbers[0], width=150)
        as_text = st.segmented_control(
            "View as", ("Fields", "Text"), default="Fields", required=True, key="diff-as"
        )
    old, new = (_content(services.templates.get(template.id, each)) for each in (before, after))
    changes = diff(old, new)
    if not changes:
        st.caption("These versions are identical.")
    elif as_text == "Text":
        draw_text_diff(old, new, f"version {before}", f"version {after}")
    else:
        draw_changes(changes)


def _content(template: Template) -> JsonValue:
    return dict(template.to_input().to_json())


def draw_changes(changes: Sequence[Change]) -> None:
    """Draw differences as a table of places, before and after."""
    st.dataframe(
        [
            {
                "": change.kind,
                "Place": json_pointer(change.path) or "(whole template)",
                "Before": format_json(change.before),
                "After": format_json(change.after),
            }
            for change in changes
        ],
        hide_index=True,
        height="content" if len(changes) <= ROWS_AT_ONCE else 600,
        alt="Differences between the two versions",
    )


def draw_text_diff(old: JsonValue, new: JsonValue, before: str, after: str) -> None:
    """Draw differences as lines of the two JSON texts."""
    left, right = (write_json(each, indent=2).splitlines() for each in (old, new))
    lines = list(difflib.unified_diff(left, right, before, after, n=2, lineterm=""))
    height: int | Literal["content"] = 600 if len(lines) > ROWS_AT_ONCE else "content"
    st.code("\n".join(lines), language="diff", height=height)
