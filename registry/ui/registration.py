"""Registering or editing a model: what the person has entered, and the forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

from registry.domain.model import Model, ModelInput
from registry.domain.template import Template
from registry.launch.compiled_schema import CompiledSchema, compile_schema
from registry.services import Services
from registry.ui import links, session
from registry.ui.form_draft import FormDraft, read_optional_text, read_state
from streamlit_jsonschema_form.model import ABSENT, Form, State, Value, compile
from streamlit_jsonschema_form.ui import close_session, get_session
from streamlit_jsonschema_form.validation import without_masks

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


@dataclass(kw_only=True)
class Registration(FormDraft):
    """A model that is being registered or edited.

    Attributes:
        template: the id of the chosen template; None for a model without one.
        version: its version.
        step: the open step.
        parameters: the state of the parameters' form as JSON.
        details: the same for the form of the details.
    """

    PURPOSE = "register"
    template: str | None = None
    version: int | None = None
    step: Step = Step.TEMPLATE
    parameters: dict[str, Any] | None = None
    details: dict[str, Any] | None = None

    def key(self, part: str) -> str:
        """Name one of its forms in the session."""
        return f"{self.PURPOSE}-{self.token}-{part}"

    def state(self, part: str) -> dict[str, Any] | None:
        """Return a form's state as it is now, whether or not it is on the screen."""
        form_session = get_session(self.key(part))
        stored: dict[str, Any] | None = getattr(self, part)
        return form_session.state.to_json() if form_session else stored

    def value(self, part: str) -> Value:
        """Return a form's value as it is now."""
        value: Value = (self.state(part) or {}).get("value", ABSENT)
        return value

    @property
    def form_keys(self) -> tuple[str, ...]:
        """The keys of the two forms in the session."""
        return self.key("parameters"), self.key("details")

    def content_to_json(self) -> dict[str, Any]:
        """Write what was entered, for the draft."""
        return {
            "template": self.template,
            "version": self.version,
            "step": int(self.step),
            "parameters": self.state("parameters"),
            "details": self.state("details"),
        }

    @classmethod
    def content_from_json(cls, saved: Mapping[str, Any]) -> dict[str, Any]:
        """Read what `content_to_json` wrote."""
        template = read_optional_text(saved["template"])
        return {
            "template": template,
            "version": None if template is None else int(saved["version"]),
            "step": Step(saved["step"]),
            "parameters": read_state(saved["parameters"]),
            "details": read_state(saved["details"]),
        }

    def show_failure(self, message: str) -> None:
        """Show in the open forms that the draft could not be saved."""
        for form_session in filter(None, map(get_session, self.form_keys if message else ())):
            form_session.notes = (message,)

    def choose(self, template: Template | None) -> None:
        """Choose a template; parameters that were entered stay."""
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


def current(services: Services, workspace: str) -> Registration:
    """Return the draft that the URL names, or start one. Raises as `FormDraft.current` does."""
    return Registration.current(
        services, workspace, lambda parameters: _start(services, workspace, parameters)
    )


def _start(services: Services, workspace: str, parameters: Mapping[str, str]) -> Registration:
    if name := parameters.get("edit") or parameters.get("from"):
        model = services.models.mask(services.models.find(workspace, name))
        return _from_model(model, edits="edit" in parameters)
    registration = Registration(workspace=workspace)
    if name := parameters.get("template"):
        version = links.read_number(parameters.get("version"))
        registration.choose(services.templates.find(workspace, name, version))
        registration.step = Step.PARAMETERS
    return registration


def _from_model(model: Model, *, edits: bool) -> Registration:
    details: dict[str, Any] = details_from(model)
    parameters: Any = model.model_creation_parameters
    if not edits:  # the secrets of an edited model are stored; a new model has none
        details.pop("name", None)
        details, parameters = without_masks(details), without_masks(parameters)
    return Registration(
        workspace=model.workspace,
        template=model.model_template_id,
        version=model.model_template_version,
        step=Step.PARAMETERS if model.model_template_id else Step.DETAILS,
        parameters=loaded_state(ABSENT if parameters is None else parameters),
        details=loaded_state(details),
        edits=(model.id, model.revision) if edits else None,
        origin=model.name,
    )


def loaded_state(value: Value) -> dict[str, Any]:
    """Return the state of a form with a loaded value, as JSON; of an empty form for ABSENT."""
    loaded = {} if value is ABSENT else {"value": value, "base": value}
    return {**State(ABSENT).to_json(), **loaded}


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
    """Return the form of a model's details, from the entity's JSON Schema."""
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
        self.registration.save(self.services)

    def is_open(self, step: Step) -> Callable[[], bool]:
        """Return a function that tells whether a step is open."""
        return lambda: self.registration.step is step

    def go(self, step: Step) -> None:
        """Open a step and keep everything that was entered."""
        self.registration.step = step
        self.save()
