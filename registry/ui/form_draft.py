"""What a person has entered in a form, in the session and, from the first edit on, in a stored draft.

The draft's id is in the URL, so that a reload, another browser or a restarted server continues where the
person stopped.
"""

import uuid
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Self

import streamlit as st

from registry.errors import NotFound, StoreUnavailable
from registry.services import Services
from registry.ui import error_view, session
from registry.ui.links import Link, PageEntry, page_link
from registry.ui.text import draw_empty_state, sentence
from streamlit_jsonschema_form.model import State
from streamlit_jsonschema_form.ui import close_session

_PARAMETERS: Final = ("template", "version", "from", "edit")
"""Parameters of the URL that start a form."""

_EDITED: Final = "edited drafts"
_STARTED: Final = "started drafts"


@dataclass(kw_only=True)
class FormDraft:
    """One entity that is not saved yet, or one that is being edited.

    Attributes:
        workspace: of the entity.
        token: names the forms in the session.
        draft: the id of the stored draft; None until the first edit.
        edits: the id of the edited entity, and the revision that the person saw.
        origin: the name of the entity that this is based on, for people.
    """

    PURPOSE: ClassVar[str]
    workspace: str
    token: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    draft: str | None = None
    edits: tuple[str, int] | None = None
    origin: str | None = None

    @property
    @abstractmethod
    def form_keys(self) -> tuple[str, ...]:
        """The keys of the forms in the session."""

    @abstractmethod
    def content_to_json(self) -> dict[str, Any]:
        """Write what was entered, for the draft."""

    @classmethod
    @abstractmethod
    def content_from_json(cls, saved: Mapping[str, Any]) -> dict[str, Any]:
        """Read what `content_to_json` wrote, as arguments of the class."""

    @abstractmethod
    def show_failure(self, message: str) -> None:
        """Show that the draft could not be saved; an empty message clears it."""

    def save(self, services: Services) -> None:
        """Save the draft and put its id into the URL."""
        edits = list(self.edits) if self.edits else None
        content = {**self.content_to_json(), "edits": edits, "origin": self.origin}
        try:
            self.draft = services.drafts.save(
                self.draft,
                workspace=self.workspace,
                actor=session.actor(),
                purpose=self.PURPOSE,
                content=content,
            )
        except StoreUnavailable as error:
            self.show_failure(error_view.draft_not_saved(error))
            return
        self.show_failure("")
        _edited()[self.draft] = self
        if st.query_params.get("draft") != self.draft:
            st.query_params.update({"workspace": self.workspace, "draft": self.draft})
            for name in _PARAMETERS:
                st.query_params.pop(name, None)

    def close(self, services: Services) -> None:
        """Discard the draft and the forms."""
        if self.draft:
            services.drafts.discard(self.draft, actor=session.actor())
        for key in self.form_keys:
            close_session(key)
        _edited().pop(self.draft or "", None)
        st.session_state.get(_STARTED, {}).pop(self.PURPOSE, None)

    @classmethod
    def current(
        cls, services: Services, workspace: str, start: Callable[[Mapping[str, str]], Self]
    ) -> Self:
        """Return the draft that the URL names, or start one from the URL's parameters.

        The browser learns of a new draft's id a moment after the first edit: until then its requests
        have the URL that started the draft, and continue it.

        Raises:
            NotFound: there is no such draft or entity.
        """
        query = st.query_params
        if id := query.get("draft"):
            edited = _edited().get(id)
            return edited if isinstance(edited, cls) else cls._resume(services, workspace, id)
        parameters = {name: query[name] for name in _PARAMETERS if name in query}
        request = (session.visit_number(), workspace, parameters)
        all_started = st.session_state.setdefault(_STARTED, {})
        before, started = all_started.get(cls.PURPOSE, (None, None))
        if not isinstance(started, cls) or before != request:
            started = start(parameters)
            all_started[cls.PURPOSE] = (request, started)
        return started

    @classmethod
    def _resume(cls, services: Services, workspace: str, id: str) -> Self:
        saved = services.drafts.load(id)
        if saved.purpose != cls.PURPOSE:
            raise NotFound("draft", id, "it belongs to another form")
        if saved.workspace != workspace:
            raise NotFound("draft", id, f"it belongs to workspace {saved.workspace!r}")
        content = saved.content
        try:
            edits = content["edits"]
            draft = cls(
                workspace=workspace,
                draft=id,
                edits=(read_text(edits[0]), int(edits[1])) if edits else None,
                origin=read_optional_text(content["origin"]),
                **cls.content_from_json(content),
            )
        except (AttributeError, LookupError, TypeError, ValueError) as error:  # a REST client's
            hint = "its content was not written by this form; discard it"
            raise NotFound("draft", id, hint) from error
        _edited()[id] = draft
        return draft


def draw_missing(error: NotFound, new: Link, entry: PageEntry) -> None:
    """Draw that there is no draft or entity that the URL names."""
    draw_empty_state(
        "Nothing to continue",
        f"{sentence(error)} It may have been saved or deleted.",
        ":material/search_off:",
        ("Start over", new.entry.icon, new),
        (f"View {entry.title.lower()}", entry.icon, page_link(entry, session.workspace())),
    )


def _edited() -> dict[str, FormDraft]:
    found: dict[str, FormDraft] = st.session_state.setdefault(_EDITED, {})
    return found


def read_state(saved: Any) -> dict[str, Any] | None:
    """Return the state of a form as it was written, or None. Raises as `State.from_json` does."""
    if saved is None:
        return None
    if not isinstance(saved, Mapping):
        raise TypeError(saved)
    State.from_json(saved)
    return dict(saved)


def read_text(saved: Any) -> str:
    """Return a text. Raises TypeError for anything else."""
    if not isinstance(saved, str):
        raise TypeError(saved)
    return saved


def read_optional_text(saved: Any) -> str | None:
    """Return a text or None. Raises TypeError for anything else."""
    return None if saved is None else read_text(saved)
