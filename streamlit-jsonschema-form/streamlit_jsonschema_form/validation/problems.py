"""What is wrong with a value, in words and at places that a person can act on."""

from collections.abc import Callable

from jsonschema import ValidationError

from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation.dialect import Value
from streamlit_jsonschema_form.validation.document import SchemaDocument
from streamlit_jsonschema_form.validation.errors import Own, Shown, View, describe
from streamlit_jsonschema_form.validation.secrets import SecretNames, is_secret, secret_names


def problems_of(
    document: SchemaDocument,
    value: Value,
    own: Own | None = None,
    shown: Shown | None = None,
    secrets: Callable[[], SecretNames] | None = None,
) -> list[Problem]:
    """Return every broken rule of a value; empty when, and only when, it is valid.

    A missing field's problem is at the missing field, an extra field's at that field, a wrong
    name's at the name, a repeated item's at the repetition. Values of secrets (`writeOnly`, or the
    format `password`) are never quoted, nor are the contents of lists and objects.

    Args:
        document: the schema.
        value: what to check.
        own: finds the author's own words for a place and a keyword.
        shown: finds the branch that a person sees of a union that nothing fits.
        secrets: finds the names of fields that are secrets; those of the schema when not given.
    """
    errors = document.errors(value)
    if not errors:
        return []
    # By the names of fields, because the rule that says "secret" may be a sibling of the broken one.
    names = secret_names(document) if secrets is None else secrets()
    return describe(
        errors, View(lambda error: _is_secret(error, names), document.place_of, own, shown)
    )


def _is_secret(error: ValidationError, names: SecretNames) -> bool:
    return is_secret(error.schema) or any(part in names for part in error.absolute_path)
