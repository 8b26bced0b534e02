"""The revisions of a model and the versions of a template: list, differences and restoring."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import Conflict, Invalid, NotFound
from registry.services import Services
from registry.services.history import Entry
from registry.ui import links, session
from registry.ui.attributes import NO_VALUE, PARAMETERS, format_code, label_path
from registry.ui.comparison import template_of
from registry.ui.links import Link
from registry.ui.text import REVIEW_BADGES, draw_pages, format_age, format_utc, pluralize
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model import ABSENT, Change
from streamlit_jsonschema_form.problems import JsonPath, json_pointer
from streamlit_jsonschema_form.ui import escape_markdown

ROWS: Final = 20
"""Revisions on a page."""

_VERBS: Final = {
    "create": (":material/add_circle:", "Created"),
    "update": (":material/edit:", "Changed"),
    "restore": (":material/restore:", "Restored"),
    "review": (":material/rate_review:", "Reviewed"),
    "delete": (":material/delete:", "Deleted"),
    "adapters": (":material/extension:", "Adapters changed"),
}
_REVIEWS: Final = {state.value: words for state, (words, _, _) in REVIEW_BADGES.items()}
_RESTORE: Final = ":material/restore:"
_RESTORE_HINTS: Final = {
    "revision": "The review starts over.",
    "version": "Models keep the version that they were created from.",
}
_KIND_LABELS: Final = {
    "added": ":material/add: added",
    "removed": ":material/remove: removed",
    "changed": ":material/edit: changed",
}


@dataclass(frozen=True, slots=True)
class History:
    """What the history of one entity shows and does.

    Attributes:
        noun: `revision` or `version`, which is the URL's parameter, too.
        name: the entity's.
        latest: the number of the latest revision.
        shown: the number of the revision that the page shows.
        revisions: lists the revisions, the newest first.
        diff: returns the differences between two revisions.
        labels: returns what names the fields of a revision in plain text.
        content: returns a revision as JSON; None if its text is not compared.
        restore: restores a revision and returns the link to the result; raises Conflict, NotFound
            or Invalid.
    """

    noun: str
    name: str
    latest: int
    shown: int
    revisions: Callable[[], Sequence[Entry]]
    diff: Callable[[int, int], Sequence[Change]]
    labels: Callable[[int], Callable[[JsonPath], str]]
    content: Callable[[int], Any] | None
    restore: Callable[[int], Link]

    def open(self, number: int) -> None:
        """Show a revision on the open page. For use as a callback.

        A link would do so too, but Streamlit ignores the URL of a link to the open page.
        """
        if number == self.latest:
            st.query_params.pop(self.noun, None)
        else:
            st.query_params[self.noun] = str(number)

    def draw_banner(self, hint: str = "") -> None:
        """If the page shows an old revision, draw a note with buttons for the latest and to restore."""
        if self.shown == self.latest:
            return
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":material/history: **You are viewing {self.noun} {self.shown} of "
                f"{self.latest}.** {hint}",
                width="stretch",
            )
            st.button(
                "View the latest",
                icon=":material/update:",
                key="show-newest",
                on_click=self.open,
                args=(self.latest,),
            )
            if st.button(f"Restore this {self.noun}", icon=_RESTORE, key="restore-shown"):
                self.confirm_restoring(self.shown)

    def draw(self) -> None:
        """Draw the differences between two revisions, and the list of all."""
        revisions = self.revisions()
        if self.latest > 1:
            self._draw_comparison()
        st.markdown(f"##### {pluralize(len(revisions), self.noun)}")
        rows = st.container(gap="xsmall")
        offset = draw_pages(len(revisions), f"{self.noun}s", ROWS)
        with rows:
            for revision in revisions[offset : offset + ROWS]:
                self._draw_revision(revision)

    def _draw_revision(self, revision: Entry) -> None:
        number = revision.revision
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_format_line(revision, self.noun), width="stretch")
            if number == self.shown:
                st.badge("Viewing", icon=":material/visibility:", color="gray")
            elif number is not None:
                st.button(
                    f"View {self.noun} {number}",
                    key=f"show-{number}",
                    icon=":material/visibility:",
                    type="tertiary",
                    on_click=self.open,
                    args=(number,),
                )
            if number not in (None, self.latest) and st.button(
                "Restore",
                key=f"restore-{number}",
                icon=_RESTORE,
                type="tertiary",
                help=f"Create a new {self.noun} with the content of {self.noun} {number}",
            ):
                self.confirm_restoring(number or 0)

    def _draw_comparison(self) -> None:
        numbers = list(range(self.latest, 0, -1))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            before, after = (
                st.selectbox(label, numbers, index=index, key=key, bind="query-params", width=220)
                for label, index, key in (
                    (f"Compare {self.noun}", 1, "before"),
                    (f"with {self.noun}", 0, "after"),
                )
            )
            as_text = self.content is not None and st.toggle("As text", key="diff-as-text")
        changes = self.diff(before, after)
        if not changes:
            noun = self.noun.capitalize()
            st.info(f"{noun}s {before} and {after} are identical.", icon=":material/equal:")
        elif as_text and self.content is not None:
            old, new = (
                write_json(self.content(each), indent=2).splitlines() for each in (before, after)
            )
            names = (f"{self.noun} {before}", f"{self.noun} {after}")
            lines = difflib.unified_diff(old, new, *names, n=2, lineterm="")
            st.code("\n".join(lines), language="diff")
        else:
            self._draw_changes(changes, before, after)

    def _draw_changes(self, changes: Sequence[Change], before: int, after: int) -> None:
        noun = self.noun.capitalize()
        label = self.labels(max(before, after))
        st.table(
            {
                "Field": [escape_markdown(label(each.path)) for each in changes],
                "Change": [_KIND_LABELS[_kind(each)] for each in changes],
                f"{noun} {before}": [_format_side(each, each.before) for each in changes],
                f"{noun} {after}": [_format_side(each, each.after) for each in changes],
            },
            border="horizontal",
            hide_index=True,
            alt=f"What changed from {self.noun} {before} to {self.noun} {after}",
        )

    def confirm_restoring(self, number: int) -> None:
        """Open a dialog that shows what would change and restores a revision."""
        title = f"Restore this {self.noun}?"
        st.dialog(title, width="large", icon=_RESTORE)(self._draw_restoring)(number)

    def _draw_restoring(self, number: int) -> None:
        changes = [each for each in self.diff(self.latest, number) if each.path[:1] != ("review",)]
        if not changes:
            st.info(
                f"{self.noun.capitalize()} {number} is identical to the latest. There is nothing "
                "to restore.",
                icon=":material/equal:",
            )
            return
        st.markdown(
            f"This creates {self.noun} {self.latest + 1} of **{escape_markdown(self.name)}** with "
            f"the content of {self.noun} {number}. Earlier {self.noun}s stay in the history. "
            f"{_RESTORE_HINTS[self.noun]}"
        )
        self._draw_changes(changes, self.latest, number)
        with st.container(horizontal=True, horizontal_alignment="right"):
            pressed = st.button(
                f"Restore {self.noun} {number}", type="primary", icon=_RESTORE, key="restore-sure"
            )
        if pressed:
            try:
                link = self.restore(number)
            except (Conflict, NotFound, Invalid) as error:
                st.error(escape_markdown(str(error)), icon=":material/sync_problem:")
            else:
                link.open()


def history_of_model(services: Services, newest: Model, shown: int) -> History:
    """Return the history of a model."""

    def labels(number: int) -> Callable[[JsonPath], str]:
        model = services.models.get(newest.id, number)
        return partial(label_path, model, template_of(services, model))

    def restore(number: int) -> Link:
        model = services.models.restore(
            newest.id, number, expected=newest.revision, actor=session.actor()
        )
        return links.model_link(model.workspace, model.name)

    return History(
        noun="revision",
        name=newest.name,
        latest=newest.revision,
        shown=shown,
        revisions=lambda: services.models.history(newest.id),
        diff=lambda before, after: services.models.diff(newest.id, before, after),
        labels=labels,
        content=None,
        restore=restore,
    )


def history_of_template(services: Services, newest: Template, shown: int) -> History:
    """Return the history of a template."""

    def restore(number: int) -> Link:
        template = services.templates.restore(
            newest.id, number, expected=newest.version, actor=session.actor()
        )
        return links.template_link(template.workspace, template.name)

    return History(
        noun="version",
        name=newest.name,
        latest=newest.version,
        shown=shown,
        revisions=lambda: [each for each in services.templates.history(newest.id) if each.revision],
        diff=lambda before, after: services.templates.diff(newest.id, before, after),
        labels=lambda _: json_pointer,
        content=lambda number: services.templates.get(newest.id, number).to_input().to_json(),
        restore=restore,
    )


def draw_summary(revisions: Sequence[Entry]) -> None:
    """List revisions whose content is no longer available."""
    for revision in revisions[:ROWS]:
        with st.container(border=True):
            st.markdown(_format_line(revision))
    if len(revisions) > ROWS:
        st.caption(f"And {len(revisions) - ROWS:,} earlier revisions.")


def _format_line(revision: Entry, noun: str = "revision") -> str:
    icon, verb = _VERBS.get(revision.action, (":material/edit:", revision.action.capitalize()))
    head = (
        f"**{noun.capitalize()} {revision.revision}** · " if revision.revision is not None else ""
    )
    note_text = _REVIEWS.get(revision.note, revision.note)
    note = f"  \n{escape_markdown(note_text)}" if note_text else ""
    when = f"{format_age(revision.at)} · {format_utc(revision.at)}"
    return f"{icon} {head}{verb} by **{escape_markdown(revision.actor)}** · :gray[{when}]{note}"


def _is_empty(change: Change, value: object) -> bool:
    """Tell whether a value is empty: null is a value only inside parameters."""
    return value is ABSENT or (value is None and change.path[:1] != (PARAMETERS,))


def _kind(change: Change) -> str:
    if _is_empty(change, change.before):
        return "added"
    return "removed" if _is_empty(change, change.after) else "changed"


def _format_side(change: Change, value: object) -> str:
    return NO_VALUE if _is_empty(change, value) else format_code(value)  # type: ignore[arg-type]
