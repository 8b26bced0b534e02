"""A template in the editor; its two schemas are stored as text, which need not be JSON yet."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from registry.domain.template import Template, TemplateInput
from registry.services import Services
from registry.services.parameter_schemas import CREATION, REQUEST
from registry.ui.form_draft import FormDraft, read_state, read_text
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

SCHEMAS: Final = (CREATION, REQUEST)


@dataclass(kw_only=True)
class TemplateDraft(FormDraft):
    """A template in the editor.

    Attributes:
        details: the state of the form as JSON.
        texts: the two schemas as typed, by field; empty for none.
        note: a few words for the history.
        submitted: the save button was just pressed.
        tab_changed: another tab was just opened.
        attempted: the person has tried to save, so that all problems are shown.
        unsaved: why the last edit is not in the draft; empty when it is.
    """

    PURPOSE = "template"
    details: dict[str, Any] | None = None
    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(SCHEMAS, ""))
    note: str = ""
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

    @property
    def form_keys(self) -> tuple[str, ...]:
        """The key of the form in the session."""
        return (self.key,)

    def content_to_json(self) -> dict[str, Any]:
        """Write what was entered, for the draft."""
        return {"details": self.state().to_json(), "texts": self.texts, "note": self.note}

    @classmethod
    def content_from_json(cls, saved: Mapping[str, Any]) -> dict[str, Any]:
        """Read what `content_to_json` wrote."""
        return {
            "details": read_state(saved["details"]),
            "texts": {name: read_text(saved["texts"][name]) for name in SCHEMAS},
            "note": read_text(saved["note"]),
        }

    def show_failure(self, message: str) -> None:
        """Show above the save button that the draft could not be saved."""
        self.unsaved = message

    def changes(self, services: Services) -> list[Change]:
        """Return the person's changes to the version that they saw."""
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
            rebased_schema = whole.pop(name, ABSENT)
            unreadable = self.texts[name].strip() and self.schema(name) is ABSENT
            if not unreadable and not same(rebased_schema, self.schema(name)):
                self.texts[name] = (
                    "" if rebased_schema is ABSENT else write_json(rebased_schema, indent=2)
                )
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
    """Return the form of a template without its schemas, from the entity's JSON Schema."""
    schema = TemplateInput.draw(without=SCHEMAS)
    loose = {name: {"ui:section": ""} for name in schema["properties"]}
    return compile(schema, loose)


def content_of(template: Template) -> dict[str, JsonValue]:
    """Return what a person would have typed for a template: what is not set is left out."""
    return {key: value for key, value in template.to_input().to_json().items() if value is not None}


def _details_of(template: Template) -> dict[str, JsonValue]:
    return {key: value for key, value in content_of(template).items() if key not in SCHEMAS}


def current(services: Services, workspace: str) -> TemplateDraft:
    """Return the draft that the URL names, or start one. Raises as `FormDraft.current` does."""
    return TemplateDraft.current(
        services, workspace, lambda parameters: _start(services, workspace, parameters)
    )


def _start(services: Services, workspace: str, parameters: Mapping[str, str]) -> TemplateDraft:
    name = parameters.get("edit") or parameters.get("from")
    if name is None:
        return TemplateDraft(workspace=workspace)
    template = services.templates.find(workspace, name)
    details, content = _details_of(template), content_of(template)
    if "edit" not in parameters:
        details.pop("name")
    return TemplateDraft(
        workspace=workspace,
        details=State(value=details, base=details).to_json(),
        texts={
            key: write_json(content[key], indent=2) if key in content else "" for key in SCHEMAS
        },
        edits=(template.id, template.version) if "edit" in parameters else None,
        origin=template.name,
    )
