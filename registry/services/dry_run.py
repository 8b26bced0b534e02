"""What would be refused, and what is probably a mistake, before anything is made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from registry.domain.template import Template
from registry.services.models import Models
from registry.services.parameter_schemas import CREATION, REQUEST, Patterns
from registry.services.templates import Templates
from streamlit_jsonschema_form.model import Form, Node
from streamlit_jsonschema_form.model.defaults import Fill
from streamlit_jsonschema_form.model.unused import unused
from streamlit_jsonschema_form.problems import JsonValue, Problem
from streamlit_jsonschema_form.validation import masked_places

KINDS: Final[Mapping[str, str]] = {"creation": CREATION, "request": REQUEST}
"""The schemas that parameters can be held against, by the name of what they are for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    Attributes:
        problems: what would be refused, each at its place; none means that all is well.
        remarks: what is allowed but probably a mistake.
    """

    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()


class Trials:
    """Tries what nobody has sent yet; nothing is kept."""

    def __init__(self, templates: Templates, models: Models, patterns: Patterns) -> None:
        self._templates = templates
        self._models = models
        self._patterns = patterns

    def begin_parameters(self, template: Template, fill: Fill = "required") -> dict[str, JsonValue]:
        """Return what a form of a template's parameters begins with.

        Args:
            template: the version whose schema counts.
            fill: `required` (the defaults of what must be given) or `all` defaults.

        Raises:
            Invalid: the template's list of parameters is wrong.
        """
        first = self._patterns.form(template).new(fill)
        return first if isinstance(first, dict) else {}

    def try_parameters(
        self, template: Template, parameters: JsonValue, *, kind: str = "creation"
    ) -> Verdict:
        """Hold parameters against a template.

        Args:
            template: the version whose schema counts.
            parameters: as they would be sent.
            kind: a key of `KINDS`.

        Raises:
            Invalid: the template's list of parameters is wrong.
        """
        form = self._patterns.form(template, KINDS[kind])
        masks = (
            Problem(place, "mask", "expected the secret, got the mask that is shown in its place")
            for place in masked_places(parameters, form.secrets)
        )
        problems = (*form.errors(parameters), *masks)
        return Verdict(problems, tuple(_doubts(form, parameters)))

    def try_template(
        self, given: Mapping[str, Any], *, workspace: str, replacing: str | None = None
    ) -> Verdict:
        """Try a template that would be added, or that would replace another.

        Args:
            given: its content.
            workspace: where it would be.
            replacing: the name of the template that it would replace.

        Raises:
            NotFound: there is no template to replace.
        """
        id = None if replacing is None else self._templates.find(workspace, replacing).id
        problems = self._templates.validate(given, workspace=workspace, id=id)
        readable = all(problem.keyword == "unique" for problem in problems)
        return Verdict(problems, self._templates.warnings(given) if readable else ())

    def try_model(
        self, given: Mapping[str, Any], *, workspace: str, replacing: str | None = None
    ) -> Verdict:
        """Try a model, as `try_template` does; masks stand for what is kept of the one replaced.

        Raises:
            NotFound: there is no model to replace.
        """
        id = None if replacing is None else self._models.find(workspace, replacing).id
        return Verdict(self._models.validate(given, workspace=workspace, id=id))


def _doubts(form: Form, parameters: JsonValue) -> Iterator[Problem]:
    state = form.load(parameters)
    idle = unused(form, state)
    for value in idle:
        when = f"; it is used {value.when}" if value.when else ""
        yield Problem(value.path, "unused", f"no choice made here uses this value{when}")
    if form.document.keywords.any("properties"):
        told = {value.path for value in idle}
        yield from (doubt for doubt in _undeclared(form.plan(state)) if doubt.path not in told)


def _undeclared(node: Node) -> Iterator[Problem]:
    for child in node.children():
        if child.origin == "undeclared":
            message = "the template does not declare this name; correct it if it is a mistake"
            yield Problem(child.path, "undeclared", message)
        else:
            yield from _undeclared(child)
