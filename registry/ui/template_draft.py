"""A template in the editor, saved as a draft from the first edit on.

The draft's id is in the URL, so that a reload, another browser or a restarted server continues where the
person stopped. The two schemas are kept as text: what is not JSON yet is not lost either.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from registry.domain.template import Template, TemplateInput
from registry.errors import NotFound, StoreUnavailable
from registry.services import Services
from registry.services.parameter_schemas import CREATION, REQUEST
from registry.ui import error_view, session
from registry.ui.draft_codec import (
    decode_draft,
    decode_edited,
    decode_optional_text,
    decode_state,
    decode_text,
)
from streamlit_jsonschema_form.json_text import InvalidText, read_json, write_json
from streamlit_jsonschema_form.model import (
    ABSENT,
    Change,
    Form,
    State,
    Value,
    compile,
    diff,
    rebase,
    same,
)
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.ui import FormSession, close_session, open_session

PURPOSE: Final = "template"
SCHEMAS: Final = (CREATION, REQUEST)
_KEY: Final = "template draft"


@dataclass
class TemplateDraft:
    """One template that is not saved yet.

    Attributes:
        workspace: where it is or will be.
        token: names its forms in the session.
        draft: the id of its draft; None until there is something to lose.
        details: the state of the form as JSON.
        texts: the two schemas as typed, by field; empty for none.
        note: a few words for the history.
        edits: the id of the template to change, and the version that the person saw.
        origin: the name of the template that it is based on, for people.
        visit: the visit of the page that started it; 0 if it was loaded from a draft.
        asked: what the URL asked for.
        pressed: the person pressed the button just now.
        moved: the person asked for another tab just now.
        tried: the person has tried to save it, so that every problem shows.
        unsaved: why the last edit is not in the draft; empty when it is.
    """

    workspace: str
    token: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    draft: str | None = None
    details: dict[str, Any] | None = None
    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(SCHEMAS, ""))
    note: str = ""
    edits: tuple[str, int] | None = None
    origin: str | None = None
    visit: int = 0
    asked: Mapping[str, str] = field(default_factory=dict)
    submitted: bool = False
    tab_changed: bool = False
    attempted: bool = False
    unsaved: str = ""

    @property
    def key(self) -> str:
        """The name of its form in the session."""
        return f"template-{self.token}"

    def form_session(self) -> FormSession:
        """Return the form of the details, opened if it is not."""
        form = build_details_form()
        state = State.from_json(self.details) if self.details else form.load(form.new())
        return open_session(form, self.key, state)

    def state(self) -> State:
        """Return the form's state as it is now, whether or not it is on the screen."""
        return self.form_session().state

    def matches(self, draft: str | None, workspace: str, asked: Mapping[str, str]) -> bool:
        """Tell whether this is what the URL means.

        The browser learns of a new draft's id a moment after the first edit; until then it comes with
        the URL that started this.
        """
        if draft:
            return draft == self.draft
        started = (self.visit, self.workspace, self.asked)
        return (session.visit_number(), workspace, asked) == started

    def content(self) -> dict[str, JsonValue]:
        """Return the whole template as far as it can be read now."""
        details = self.state().value
        schemas = {name: self.schema(name) for name in SCHEMAS}
        read = {name: value for name, value in schemas.items() if value is not ABSENT}
        return {**(details if isinstance(details, dict) else {}), **read}

    def schema(self, name: str) -> Value:
        """Return a schema as JSON; ABSENT for an empty text and for one that cannot be read."""
        try:
            return read_json(self.texts[name]) if self.texts[name].strip() else ABSENT
        except InvalidText:
            return ABSENT

    def to_json(self) -> dict[str, Any]:
        """Write all of it, for the draft."""
        return {
            "details": self.state().to_json(),
            "texts": self.texts,
            "note": self.note,
            "edits": list(self.edits) if self.edits else None,
            "origin": self.origin,
        }

    @classmethod
    def from_json(cls, draft: str, workspace: str, saved: Mapping[str, Any]) -> "TemplateDraft":
        """Read what `to_json` wrote."""
        return cls(
            workspace=workspace,
            draft=draft,
            details=decode_state(saved["details"]),
            texts={name: decode_text(saved["texts"][name]) for name in SCHEMAS},
            note=decode_text(saved["note"]),
            edits=decode_edited(saved["edits"]),
            origin=decode_optional_text(saved["origin"]),
        )

    def save(self, services: Services) -> None:
        """Save it as a draft and put the draft's id into the URL; `unsaved` holds a failure."""
        try:
            self.draft = services.drafts.save(
                self.draft,
                workspace=self.workspace,
                actor=session.actor(),
                purpose=PURPOSE,
                content=self.to_json(),
            )
        except StoreUnavailable as error:
            self.unsaved = error_view.draft_not_saved(error)
            return
        self.unsaved = ""
        if st.query_params.get("draft") != self.draft:
            st.query_params["draft"] = self.draft
            for name in ("from", "edit"):
                st.query_params.pop(name, None)

    def close(self, services: Services) -> None:
        """Discard its draft and its form."""
        if self.draft:
            services.drafts.discard(self.draft, actor=session.actor())
        close_session(self.key)
        st.session_state.pop(_KEY, None)

    def changes(self, services: Services) -> list[Change]:
        """Return what the person changed in the version that they saw."""
        return diff(self._base(services), self.content())

    def theirs(self, services: Services, newest: Template) -> list[Change]:
        """Return what others changed since."""
        return diff(self._base(services), content_of(newest))

    def rebase_onto(self, services: Services, newest: Template) -> None:
        """Apply the person's changes to the latest version, and continue from there.

        A schema that cannot be read yet stays as it was typed.
        """
        merged = rebase(self._base(services), self.content(), content_of(newest))
        whole = merged if isinstance(merged, dict) else {}
        for name in SCHEMAS:
            wanted = whole.pop(name, ABSENT)
            unreadable = self.texts[name].strip() and self.schema(name) is ABSENT
            if not unreadable and not same(wanted, self.schema(name)):
                self.texts[name] = "" if wanted is ABSENT else write_json(wanted, indent=2)
        rebased = replace(self.state(), value=whole, base=_details_of(newest))
        self.details = rebased.to_json()
        self.edits = (newest.id, newest.version)
        close_session(self.key)
        self.token = uuid.uuid4().hex[:12]
        self.save(services)

    def _base(self, services: Services) -> dict[str, JsonValue]:
        if self.edits is None:
            return {}
        return content_of(services.templates.get(*self.edits))


@lru_cache(maxsize=1)
def build_details_form() -> Form:
    """Return the form of a template without its schemas, from the entity's own JSON Schema."""
    schema = TemplateInput.draw(without=SCHEMAS)
    loose = {name: {"ui:section": ""} for name in schema["properties"]}
    return compile(schema, loose)


def content_of(template: Template) -> dict[str, JsonValue]:
    """Return what a person would have typed for a template: what is not set is left out."""
    return {key: value for key, value in template.to_input().to_json().items() if value is not None}


def _details_of(template: Template) -> dict[str, JsonValue]:
    return {key: value for key, value in content_of(template).items() if key not in SCHEMAS}


def current(services: Services, workspace: str) -> TemplateDraft:
    """Return the template that the URL names, or start the one that it asks for.

    Raises:
        NotFound: there is no such draft or template.
    """
    query = st.query_params
    asked = {name: query[name] for name in ("from", "edit") if name in query}
    stored = st.session_state.get(_KEY)
    if isinstance(stored, TemplateDraft) and stored.matches(query.get("draft"), workspace, asked):
        return stored
    started = (
        _resume(services, query["draft"])
        if "draft" in query
        else _start(services, workspace, asked)
    )
    st.session_state[_KEY] = started
    return started


def _resume(services: Services, id: str) -> TemplateDraft:
    saved = services.drafts.load(id)
    if saved.purpose != PURPOSE:
        raise NotFound("draft", id, "it belongs to another form")
    return decode_draft(id, lambda: TemplateDraft.from_json(id, saved.workspace, saved.content))


def _start(services: Services, workspace: str, asked: Mapping[str, str]) -> TemplateDraft:
    name = asked.get("edit") or asked.get("from")
    if name is None:
        return TemplateDraft(workspace, visit=session.visit_number(), asked=asked)
    template = services.templates.find(workspace, name)
    details, content = _details_of(template), content_of(template)
    if "edit" not in asked:
        details.pop("name")
    texts = {key: write_json(content[key], indent=2) if key in content else "" for key in SCHEMAS}
    return TemplateDraft(
        workspace,
        details=State(value=details, base=details).to_json(),
        texts=texts,
        edits=(template.id, template.version) if "edit" in asked else None,
        origin=template.name,
        visit=session.visit_number(),
        asked=asked,
    )
