"""What a template's schemas allow: whether they are sound, and whether parameters obey them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from registry.domain.parameter_list import as_json_schema
from registry.domain.template import Template, TemplateInput
from registry.errors import Invalid
from streamlit_jsonschema_form.model import Form, compile
from streamlit_jsonschema_form.problems import JsonValue, Problem
from streamlit_jsonschema_form.validation import SchemaDocument, SecretNames, read_schema

CREATION = "model_creation_parameters_schema"
REQUEST = "model_request_parameters_schema"
PARAMETERS = "model_creation_parameters"

_KEPT = 256
"""Schemas kept read: reading a large one takes longer than everything else about a model."""


def check_schemas(template: TemplateInput) -> list[Problem]:
    """Return what is wrong with a template's schemas, each at its place under the field."""
    return [
        problem.under(name)
        for name in (CREATION, REQUEST)
        for problem in _check_schema(getattr(template, name))
    ]


def _check_schema(given: dict[str, Any] | None) -> list[Problem]:
    if given is None:
        return []
    try:
        schema = as_json_schema(given)
    except Invalid as error:
        return list(error.problems)
    return [*read_schema(schema).problems, *_check_root(schema)]


def _check_root(schema: dict[str, Any]) -> Iterator[Problem]:
    """Parameters have names, so a schema that allows no object could never be obeyed."""
    types = schema.get("type", "object")
    if isinstance(types, str | list) and "object" not in (
        [types] if isinstance(types, str) else types
    ):
        message = f'expected a schema of objects, got the type {types!r}; use "object"'
        yield Problem(("type",), "type", message, "/type")


def warn_of(template: TemplateInput) -> list[Problem]:
    """Return what is allowed but probably a mistake.

    Defaults that break their own rules, annotations of a wrong type, words of other dialects.
    """
    return [
        problem.under(name)
        for name in (CREATION, REQUEST)
        for problem in _doubts(getattr(template, name))
    ]


def _doubts(given: dict[str, Any] | None) -> Iterator[Problem]:
    try:
        document = read_schema(as_json_schema(given))
    except Invalid:  # a wrong list is reported by `check_schemas`
        return
    yield from document.warnings
    yield from _wrong_defaults(document)


def _wrong_defaults(document: SchemaDocument) -> Iterator[Problem]:
    for sub in document.subschemas:
        if isinstance(sub.schema, dict) and "default" in sub.schema:
            default = sub.schema["default"]
            if not document.matches(sub.schema, sub.resolver, default):
                message = "the default does not obey its own field's rules; correct one of them"
                yield Problem((*sub.path, "default"), "default", message)


class Patterns:
    """Reads the creation schemas of templates; versions never change, so each is read once."""

    def __init__(self) -> None:
        self._read = lru_cache(maxsize=_KEPT)(_Version.read)

    def form(self, template: Template, field: str = CREATION) -> Form:
        """Return the form of a template's parameters, those for requests if the field is theirs.

        Raises:
            Invalid: the parameter list is wrong.
        """
        return self._read(_Version(template, field))

    def secrets(self, template: Template) -> SecretNames:
        """Return the names of parameters that are secrets. Raises Invalid as `form` does."""
        return self.form(template).secrets

    def check(self, template: Template | None, parameters: object) -> list[Problem]:
        """Return what is wrong with parameters, each at its place under the field, as a form says it.

        None is fine: Scale's older client registers models first and gives parameters with the
        deployment. Without a template any object is fine.
        """
        if template is None or parameters is None:
            return []
        found = self.form(template).errors(cast(JsonValue, parameters))
        return [problem.under(PARAMETERS) for problem in found]


class _Version:
    """One schema of a template, equal to itself at the same version."""

    def __init__(self, template: Template, field: str) -> None:
        self._key = (template.id, template.version, field)
        self._schema = getattr(template, field)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Version) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def read(self) -> Form:
        return compile(as_json_schema(self._schema))
