"""A parameter schema compiled once for all that read it: form, checks, masking and launch."""

from functools import cached_property, lru_cache
from typing import Any

from registry.domain.parameter_list import as_json_schema
from registry.launch.hints import Hint, LaunchParameter, find_parameters
from streamlit_jsonschema_form.json_text import read_json, write_json
from streamlit_jsonschema_form.model import Form
from streamlit_jsonschema_form.validation import SchemaDocument, SecretNames, read_schema

_CACHED = 256


class CompiledSchema:
    """A parameter schema of either dialect; immutable, and safe to share between threads.

    Attributes:
        document: the JSON Schema, its problems and the checks that it makes.

    Raises:
        Invalid: a parameter list is wrong.
    """

    def __init__(self, schema: Any) -> None:
        self.document: SchemaDocument = read_schema(as_json_schema(schema))

    @cached_property
    def form(self) -> Form:
        """The form of the parameters."""
        return Form(self.document)

    @property
    def secrets(self) -> SecretNames:
        """The names of the parameters, at any depth, that are secrets."""
        return self.form.secrets

    @cached_property
    def launch_parameters(self) -> tuple[LaunchParameter, ...]:
        """The parameters and how each reaches the image, in the order of the properties."""
        return find_parameters(self.document)

    @cached_property
    def launch_root(self) -> LaunchParameter:
        """The parameters together, as one that is injected property by property."""
        hides = self.document.holds_secret(self.document.schema)
        return LaunchParameter(
            (), Hint(), (), secret=False, children=self.launch_parameters, hides=hides
        )


def compile_schema(schema: dict[str, Any] | None) -> CompiledSchema:
    """Return a schema compiled; equal schemas are compiled once. Raises Invalid for a wrong list."""
    return _compile_text(write_json(schema))


@lru_cache(maxsize=_CACHED)
def _compile_text(text: str) -> CompiledSchema:
    return CompiledSchema(read_json(text))
