"""Registering a model, or changing one: what the person has entered so far.

A registration lives in the session and, from the first edit on, in a draft of the registry: its id is in
the URL, so that a reload, another browser or a restarted server continues where the person stopped.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from registry.domain.model import Model, ModelInput
from registry.domain.template import Template
from registry.errors import NotFound, StoreUnavailable
from registry.launch.compiled_schema import CompiledSchema, compile_schema
from registry.services import Services
from registry.ui import error_view, links, session
from registry.ui.draft_codec import decode_draft, decode_edited, decode_optional_text, decode_state
from streamlit_jsonschema_form.model import ABSENT, Form, State, Value, compile
from streamlit_jsonschema_form.ui import close_session, get_session
from streamlit_jsonschema_form.validation import without_masks

PURPOSE: Final = "register"
TEMPLATE_FIELDS: Final = (
    "model_template_id",
    "model_template_version",
    "model_creation_parameters",
)
"""Fields of a model that come from the template and its form; the rest are details."""


class Step(IntEnum):
    """The steps, in order; a person may go to any of them at any time."""

    TEMPLATE = 0
    PARAMETERS = 1
    DETAILS = 2
    REVIEW = 3


@dataclass
class Registration:
    """One model that is not registered yet, or one that is being changed.

    Attributes:
        token: names this registration's forms in the session.
        draft: the id of its draft; None until there is something to lose.
        template: the id of the chosen template; None for a model without one.
        version: its version.
        step: where the person is.
        parameters: the state of the parameters' form as JSON.
        details: the same for the form of the details.
        edits: the id of the model to change, and the revision that the person saw.
        origin: the name of the model that it is based on, for people.
    """

    token: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    draft: str | None = None
    template: str | None = None
    version: int | None = None
    step: Step = Step.TEMPLATE
    parameters: dict[str, Any] | None = None
    details: dict[str, Any] | None = None
    edits: tuple[str, int] | None = None
    origin: str | None = None

    def key(self, part: str) -> str:
        """Name one of its forms in the session."""
        return f"{PURPOSE}-{self.token}-{part}"

    def state(self, part: str) -> dict[str, Any] | None:
        """Return a form's state as it is now, whether or not it is on the screen."""
        form_session = get_session(self.key(part))
        kept: dict[str, Any] | None = getattr(self, part)
        return form_session.state.to_json() if form_session else kept

    def value(self, part: str) -> Value:
        """Return a form's value as it is now."""
        value: Value = (self.state(part) or {}).get("value", ABSENT)
        return value

    def to_json(self) -> dict[str, Any]:
        """Write all of it, for the draft."""
        return {
            "template": self.template,
            "version": self.version,
            "step": int(self.step),
            "parameters": self.state("parameters"),
            "details": self.state("details"),
            "edits": list(self.edits) if self.edits else None,
            "origin": self.origin,
        }

    @classmethod
    def from_json(cls, draft: str, saved: Mapping[str, Any]) -> "Registration":
        """Read what `to_json` wrote."""
        template = decode_optional_text(saved["template"])
        return cls(
            draft=draft,
            template=template,
            version=None if template is None else int(saved["version"]),
            step=Step(saved["step"]),
            parameters=decode_state(saved["parameters"]),
            details=decode_state(saved["details"]),
            edits=decode_edited(saved["edits"]),
            origin=decode_optional_text(saved["origin"]),
        )

    def choose(self, template: Template | None) -> None:
        """Choose a template; parameters entered for another one are kept."""
        chosen = (template.id, template.version) if template else (None, None)
        if chosen != (self.template, self.version):
            self.parameters = self.state("parameters")
            close_session(self.key("parameters"))
            self.template, self.version = chosen

    def given(self) -> dict[str, Any]:
        """Return what would be registered now, as the services take it."""
        details, parameters = self.value("details"), self.value("parameters")
        nothing: Value = None if self.template is None else {}
        return {
            **(details if isinstance(details, dict) else {}),
            "model_template_id": self.template,
            "model_template_version": self.version,
            "model_creation_parameters": nothing if parameters is ABSENT else parameters,
        }

    def save(self, services: Services, workspace: str) -> None:
        """Save it as a draft and put the draft's id into the URL; its forms show a failure."""
        try:
            self.draft = services.drafts.save(
                self.draft,
                workspace=workspace,
                actor=session.actor(),
                purpose=PURPOSE,
                content=self.to_json(),
            )
        except StoreUnavailable as error:
            open_forms = (get_session(self.key(part)) for part in ("parameters", "details"))
            for form_session in filter(None, open_forms):
                form_session.notes = (error_view.draft_not_saved(error),)
            return
        _open_registrations()[self.draft] = self
        if st.query_params.get("draft") != self.draft:
            st.query_params.from_dict({"workspace": workspace, "draft": self.draft})

    def close(self, services: Services) -> None:
        """Discard its draft and its forms."""
        if self.draft:
            services.drafts.discard(self.draft, actor=session.actor())
        for part in ("parameters", "details"):
            close_session(self.key(part))
        _open_registrations().pop(self.draft or "", None)
        if st.session_state.get(_STARTED, (None, None))[1] is self:
            del st.session_state[_STARTED]


_STARTED: Final = "registration"
_DRAFTS: Final = "registrations"


def _open_registrations() -> dict[str, Registration]:
    found: dict[str, Registration] = st.session_state.setdefault(_DRAFTS, {})
    return found


def current(services: Services, workspace: str) -> Registration:
    """Return the registration that the URL names, or start the one that it asks for.

    The browser learns of a new draft's id a moment after the first edit: what a person does in that
    moment still comes with the URL that started the registration, and means that one.

    Raises:
        NotFound: there is no such draft, template or model.
    """
    query = st.query_params
    draft = query.get("draft")
    if draft:
        return _open_registrations().get(draft) or _resume(services, workspace, draft)
    query_given = {
        key: query[key] for key in ("template", "version", "from", "edit") if key in query
    }
    request = (session.visit_number(), workspace, query_given)
    before, started = st.session_state.get(_STARTED, (None, None))
    if not isinstance(started, Registration) or before != request:
        started = _start(services, workspace, query_given)
        st.session_state[_STARTED] = (request, started)
    return started


def restart_from(workspace: str, model: str) -> None:
    """Start again from a model, on the open page."""
    st.session_state.pop(_STARTED, None)
    st.query_params.from_dict({"workspace": workspace, "from": model})


def _resume(services: Services, workspace: str, draft: str) -> Registration:
    saved = services.drafts.load(draft)
    if saved.purpose != PURPOSE:
        raise NotFound("draft", draft, "it belongs to another form")
    if saved.workspace != workspace:
        raise NotFound("draft", draft, f"it belongs to workspace {saved.workspace!r}")
    registration = decode_draft(draft, lambda: Registration.from_json(draft, saved.content))
    _open_registrations()[draft] = registration
    return registration


def _start(services: Services, workspace: str, query_given: Mapping[str, str]) -> Registration:
    if name := query_given.get("edit") or query_given.get("from"):
        model = services.models.mask(services.models.find(workspace, name))
        return _from_model(model, edits="edit" in query_given)
    registration = Registration()
    if name := query_given.get("template"):
        version = links.read_number(query_given.get("version"))
        registration.choose(services.templates.find(workspace, name, version))
        registration.step = Step.PARAMETERS
    return registration


def _from_model(model: Model, *, edits: bool) -> Registration:
    details: dict[str, Any] = details_from(model)
    parameters: Any = model.model_creation_parameters
    if not edits:  # a change keeps the secrets that it does not see; a new model has none to keep
        details.pop("name", None)
        details, parameters = without_masks(details), without_masks(parameters)
    base = {"value": details, "base": details}
    given = {} if parameters is None else {"value": parameters, "base": parameters}
    blank = State(ABSENT).to_json()
    return Registration(
        template=model.model_template_id,
        version=model.model_template_version,
        step=Step.PARAMETERS if model.model_template_id else Step.DETAILS,
        parameters={**blank, **given},
        details={**blank, **base},
        edits=(model.id, model.revision) if edits else None,
        origin=model.name,
    )


def details_from(model: Model) -> dict[str, Any]:
    """Return a model's details as a person would have typed them: what is not set is left out."""
    fields = model.to_input().to_json()
    return {
        key: value
        for key, value in fields.items()
        if key not in TEMPLATE_FIELDS and value not in (None, [], {})
    }


@lru_cache(maxsize=1)
def build_details_form() -> Form:
    """Return the form of a model's details, from the entity's own JSON Schema."""
    schema = ModelInput.draw(without=TEMPLATE_FIELDS)
    sections = [
        {"title": "Identity", "collapsed": False},
        *({"title": title} for title in ("Origin", "Serving", "Cards", "More")),
    ]
    return compile({**schema, "x-ui": {"sections": sections}})


def parameters_schema(template: Template | None) -> CompiledSchema:
    """Return the schema of a template's parameters; without one any parameters may be given."""
    return session.services().schemas.of(template) if template else compile_schema(None)


def build_parameters_form(template: Template | None) -> Form:
    """Return the form of a template's parameters; without a schema any parameters may be given."""
    return parameters_schema(template).form


def initial_state(form: Form, saved: Mapping[str, Any] | None) -> State:
    """Return the saved state of a form, or the state of a new value."""
    if saved is not None and "value" in saved:
        return State.from_json(saved)
    return form.load(form.new("required"))


@dataclass(frozen=True, slots=True)
class StepContext:
    """What every step of a registration works on.

    Attributes:
        services: the use cases.
        workspace: where the model is or will be.
        registration: what the person has entered so far.
        template: the chosen version of a template; None for a model without one.
    """

    services: Services
    workspace: str
    registration: Registration
    template: Template | None

    @property
    def forms(self) -> dict[str, Form]:
        """The two forms by the part of the registration that they fill."""
        return {"parameters": build_parameters_form(self.template), "details": build_details_form()}

    def save(self, *_: object) -> None:
        """Save the registration as a draft."""
        self.registration.save(self.services, self.workspace)

    def is_open(self, step: Step) -> Callable[[], bool]:
        """Return a function that tells whether a step is open."""
        return lambda: self.registration.step is step

    def go(self, step: Step) -> None:
        """Open a step and keep everything that was entered."""
        self.registration.step = step
        self.save()
