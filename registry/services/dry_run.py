"""Dry runs: what would be refused, and what is probably a mistake, before anything is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from registry.domain.template import Template
from registry.services.models import Models
from registry.services.parameter_schemas import CREATION, REQUEST, ParameterSchemas
from registry.services.templates import Templates
from streamlit_jsonschema_form.model import Form, Node
from streamlit_jsonschema_form.problems import JsonValue, Problem

KINDS: Final[Mapping[str, str]] = {"creation": CREATION, "request": REQUEST}
"""The schemas that parameters can be checked against, by purpose."""


@dataclass(frozen=True, slots=True)
class DryRunResult:
    """What a dry run found.

    Attributes:
        problems: what would be refused, each at its place; empty when it would be accepted.
        warnings: what is allowed but probably a mistake.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


class DryRun:
    """Checks what would be sent; nothing is stored."""

    def __init__(self, templates: Templates, models: Models, schemas: ParameterSchemas) -> None:
        self._templates = templates
        self._models = models
        self._schemas = schemas

    def begin_parameters(
        self, template: Template, fill: Literal["required", "all"] = "required"
    ) -> dict[str, JsonValue]:
        """Return the initial value of a template's parameter form.

        Args:
            template: the version whose schema counts.
            fill: `required` (the defaults of what must be given) or `all` defaults.

        Raises:
            Invalid: the template's list of parameters is wrong.
        """
        first = self._schemas.of(template).form.new(fill)
        return first if isinstance(first, dict) else {}

    def try_parameters(
        self, template: Template, parameters: JsonValue, *, kind: str = "creation"
    ) -> DryRunResult:
        """Check parameters against a template.

        Args:
            template: the version whose schema counts.
            parameters: as they would be sent.
            kind: a key of `KINDS`.

        Raises:
            Invalid: the template's list of parameters is wrong.
        """
        form = self._schemas.of(template, KINDS[kind]).form
        masks = (
            Problem(place, "mask", "expected the secret, got the mask that is shown in its place")
            for place in form.secrets.find_masks(parameters)
        )
        problems = (*form.errors(parameters), *masks)
        return DryRunResult(problems, tuple(_find_warnings(form, parameters)))

    def try_template(
        self, given: Mapping[str, Any], *, workspace: str, replacing: str | None = None
    ) -> DryRunResult:
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
        return DryRunResult(problems, self._templates.warnings(given) if readable else ())

    def try_model(
        self, given: Mapping[str, Any], *, workspace: str, replacing: str | None = None
    ) -> DryRunResult:
        """Try a model, as `try_template` does; masked secrets count as those of the model to replace.

        Raises:
            NotFound: there is no model to replace.
        """
        id = None if replacing is None else self._models.find(workspace, replacing).id
        return DryRunResult(self._models.validate(given, workspace=workspace, id=id))


def _find_warnings(form: Form, parameters: JsonValue) -> Iterator[Problem]:
    state = form.load(parameters)
    unused = form.unused_values(state)
    for value in unused:
        when = f"; it is used {value.when}" if value.when else ""
        yield Problem(value.path, "unused", f"no choice made here uses this value{when}")
    if form.document.keywords.any("properties"):
        unused_paths = {value.path for value in unused}
        yield from (
            warning for warning in _undeclared(form.plan(state)) if warning.path not in unused_paths
        )


def _undeclared(node: Node) -> Iterator[Problem]:
    for child in node.children():
        if child.origin == "undeclared":
            message = "the template does not declare this name; correct it if it is a mistake"
            yield Problem(child.path, "undeclared", message)
        else:
            yield from _undeclared(child)
