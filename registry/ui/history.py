"""A model's revisions: who made each, what differs between two, and the way back to one."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.errors import Conflict, Invalid, NotFound
from registry.services import Services
from registry.services.history import Entry
from registry.ui import links, session
from registry.ui.attributes import NO_VALUE, PARAMETERS, format_code, label_path
from registry.ui.comparison import template_of
from registry.ui.text import REVIEW_BADGES, format_age, format_utc, pluralize
from streamlit_jsonschema_form.model import ABSENT, Change
from streamlit_jsonschema_form.ui import escape_markdown

ON_A_PAGE: Final = 20

_VERBS: Final = {
    "create": (":material/add_circle:", "Created"),
    "update": (":material/edit:", "Changed"),
    "restore": (":material/restore:", "Restored"),
    "review": (":material/rate_review:", "Reviewed"),
    "delete": (":material/delete:", "Deleted"),
    "adapters": (":material/extension:", "Adapters changed"),
}
_REVIEWS: Final = {state.value: words for state, (words, _, _) in REVIEW_BADGES.items()}
_KIND_LABELS: Final = {
    "added": ":material/add: added",
    "removed": ":material/remove: removed",
    "changed": ":material/edit: changed",
}


def draw(services: Services, newest: Model, shown: int) -> None:
    """Draw the revisions of a model and the difference between two of them.

    Args:
        services: the use cases.
        newest: the model as it is now.
        shown: the revision that the page shows.
    """
    revisions = services.models.history(newest.id)
    if newest.revision > 1:
        _draw_difference(services, newest)
    st.markdown(f"##### {pluralize(len(revisions), 'revision')}")
    pages = -(-len(revisions) // ON_A_PAGE)
    revision_list = st.container(gap="xsmall")
    page = st.pagination(pages, key="revisions", bind="query-params") if pages > 1 else 1
    with revision_list:
        for revision in revisions[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]:
            _draw_revision(services, newest, revision, shown)


def open_revision(revision: int | None) -> None:
    """Show another revision on the page that is open; None shows the newest.

    A link would do so too, but Streamlit keeps the old URL for a link to the page that is open.
    """
    if revision is None:
        st.query_params.pop("revision", None)
    else:
        st.query_params["revision"] = str(revision)


def _draw_revision(services: Services, newest: Model, revision: Entry, shown: int) -> None:
    number = revision.revision
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_format_line(revision), width="stretch")
        if number == shown:
            st.badge("Viewing", icon=":material/visibility:", color="gray")
        elif number is not None:
            st.button(
                f"View revision {number}",
                key=f"show-{number}",
                icon=":material/visibility:",
                type="tertiary",
                on_click=open_revision,
                args=(number,),
            )
        if number not in (None, newest.revision) and st.button(
            "Restore",
            key=f"restore-{number}",
            icon=":material/restore:",
            type="tertiary",
            help=f"Create a new revision with the content of revision {number}",
        ):
            confirm_restoring(services, newest, int(number or 0))


def draw_summary(revisions: Sequence[Entry]) -> None:
    """Draw revisions that can be read about, but no longer opened."""
    for revision in revisions[:ON_A_PAGE]:
        with st.container(border=True):
            st.markdown(_format_line(revision))
    if len(revisions) > ON_A_PAGE:
        st.caption(f"And {len(revisions) - ON_A_PAGE:,} earlier revisions.")


def _format_line(revision: Entry) -> str:
    icon, verb = _VERBS.get(revision.action, (":material/edit:", revision.action.capitalize()))
    head = f"**Revision {revision.revision}** · " if revision.revision is not None else ""
    note_text = _REVIEWS.get(revision.note, revision.note)
    note = f"  \n{escape_markdown(note_text)}" if note_text else ""
    when = f"{format_age(revision.at)} · {format_utc(revision.at)}"
    return f"{icon} {head}{verb} by **{escape_markdown(revision.actor)}** · :gray[{when}]{note}"


def _draw_difference(services: Services, newest: Model) -> None:
    numbers = list(range(newest.revision, 0, -1))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        before = st.selectbox(
            "Compare revision",
            numbers,
            index=1,
            format_func=str,
            key="before",
            bind="query-params",
            width=220,
        )
        after = st.selectbox(
            "with revision",
            numbers,
            index=0,
            format_func=str,
            key="after",
            bind="query-params",
            width=220,
        )
    _draw_changes(services, newest, before, after)


def _draw_changes(services: Services, newest: Model, before: int, after: int) -> None:
    changes = services.models.diff(newest.id, before, after)
    if changes:
        _draw_table(services, newest, changes, (before, after))
    else:
        st.info(f"Revisions {before} and {after} are identical.", icon=":material/equal:")


def _draw_table(
    services: Services, newest: Model, changes: Sequence[Change], between: tuple[int, int]
) -> None:
    before, after = between
    later = services.models.get(newest.id, max(between))
    template = template_of(services, later)
    st.table(
        {
            "Field": [escape_markdown(label_path(later, template, each.path)) for each in changes],
            "Change": [_KIND_LABELS[_kind(each)] for each in changes],
            f"Revision {before}": [_format_side(each, each.before) for each in changes],
            f"Revision {after}": [_format_side(each, each.after) for each in changes],
        },
        border="horizontal",
        hide_index=True,
        alt=f"What changed from revision {before} to revision {after}",
    )


def _is_empty(change: Change, value: object) -> bool:
    """Tell whether there is nothing: null is a value only inside parameters."""
    return value is ABSENT or (value is None and change.path[0] != PARAMETERS)


def _kind(change: Change) -> str:
    if _is_empty(change, change.before):
        return "added"
    return "removed" if _is_empty(change, change.after) else "changed"


def _format_side(change: Change, value: object) -> str:
    return NO_VALUE if _is_empty(change, value) else format_code(value)  # type: ignore[arg-type]


@st.dialog("Restore this revision?", width="large", icon=":material/restore:")
def confirm_restoring(services: Services, newest: Model, revision: int) -> None:
    """Show what would change, and make a new revision with the content of an old one."""
    changes = services.models.diff(newest.id, newest.revision, revision)
    changes = tuple(change for change in changes if change.path[0] != "review")
    if not changes:
        st.info(
            f"Revision {revision} is identical to the current model. There is nothing to restore.",
            icon=":material/equal:",
        )
        return
    st.markdown(
        f"This creates revision {newest.revision + 1} of **{escape_markdown(newest.name)}** with the "
        f"content of revision {revision}. Earlier revisions are kept, and the review starts over."
    )
    _draw_table(services, newest, changes, (newest.revision, revision))
    with st.container(horizontal=True, horizontal_alignment="right"):
        sure = st.button(
            f"Restore revision {revision}",
            type="primary",
            icon=":material/restore:",
            key="restore-sure",
        )
    if sure:
        _restore(services, newest, revision)


def _restore(services: Services, newest: Model, revision: int) -> None:
    try:
        model = services.models.restore(
            newest.id, revision, expected=newest.revision, actor=session.actor()
        )
    except (Conflict, NotFound, Invalid) as error:
        st.error(escape_markdown(str(error)), icon=":material/sync_problem:")
    else:
        links.model_link(model.workspace, model.name).open()
