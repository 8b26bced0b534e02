"""The schemas of a template: compiled once, checked, and applied to parameters."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from registry.domain.template import Template, TemplateInput
from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema, compile_schema
from streamlit_jsonschema_form.problems import JsonValue, Problem
from streamlit_jsonschema_form.validation import SchemaDocument

CREATION = "model_creation_parameters_schema"
REQUEST = "model_request_parameters_schema"
PARAMETERS = "model_creation_parameters"

_CACHED = 256
"""Compiled schemas: compiling a large one takes longer than everything else about a model."""


def check_schemas(template: TemplateInput) -> list[Problem]:
    """Return what is wrong with a template's schemas, each at its place under the field."""
    return [
        problem.under(name)
        for name in (CREATION, REQUEST)
        for problem in _schema_problems(getattr(template, name))
    ]


def _schema_problems(given: dict[str, Any] | None) -> list[Problem]:
    if given is None:
        return []
    try:
        document = compile_schema(given).document
    except Invalid as error:
        return list(error.problems)
    return [*document.problems, *_check_root(document.schema)]


def _check_root(schema: dict[str, Any]) -> Iterator[Problem]:
    """Parameters have names, so a schema that allows no object accepts nothing."""
    types = schema.get("type", "object")
    if isinstance(types, str | list) and "object" not in (
        [types] if isinstance(types, str) else types
    ):
        message = f'expected a schema of objects, got the type {types!r}; use "object"'
        yield Problem(("type",), "type", message, "/type")


def find_warnings(template: TemplateInput) -> list[Problem]:
    """Return what is allowed but probably a mistake.

    Defaults that break their own rules, annotations of a wrong type, keywords of other dialects.
    """
    return [
        problem.under(name)
        for name in (CREATION, REQUEST)
        for problem in _schema_warnings(getattr(template, name))
    ]


def _schema_warnings(given: dict[str, Any] | None) -> Iterator[Problem]:
    try:
        document = compile_schema(given).document
    except Invalid:  # a wrong list is reported by `check_schemas`
        return
    yield from document.warnings
    yield from _wrong_defaults(document)


def _wrong_defaults(document: SchemaDocument) -> Iterator[Problem]:
    for sub in document.subschemas:
        if isinstance(sub.schema, dict) and "default" in sub.schema:
            default = sub.schema["default"]
            if not document.matches(sub.schema, sub.resolver, default):
                message = "the default does not match its own schema; correct one of them"
                yield Problem((*sub.path, "default"), "default", message)


class ParameterSchemas:
    """Compiles the schemas of template versions, each once: versions never change."""

    def __init__(self) -> None:
        self._compiled = lru_cache(maxsize=_CACHED)(_VersionedSchema.compile)

    def of(self, template: Template, field: str = CREATION) -> CompiledSchema:
        """Return a template's compiled schema: of creation parameters, or of another field.

        Raises:
            Invalid: the parameter list is wrong.
        """
        return self._compiled(_VersionedSchema(template, field))

    def check(self, template: Template | None, parameters: object) -> list[Problem]:
        """Return what is wrong with parameters, each at its place under the field, as a form says it.

        None is fine: Scale's older client registers models first and gives parameters with the
        deployment. Without a template any object is fine.
        """
        if template is None or parameters is None:
            return []
        found = self.of(template).form.errors(cast(JsonValue, parameters))
        return [problem.under(PARAMETERS) for problem in found]


class _VersionedSchema:
    """One schema of a template, equal to itself at the same version."""

    def __init__(self, template: Template, field: str) -> None:
        self._key = (template.id, template.version, field)
        self._schema = getattr(template, field)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _VersionedSchema) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def compile(self) -> CompiledSchema:
        return compile_schema(self._schema)
