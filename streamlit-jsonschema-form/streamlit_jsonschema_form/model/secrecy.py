"""Which values are secrets because a `uiSchema` asks for a password box, beside those of the schema."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from streamlit_jsonschema_form.model.hints import Block
from streamlit_jsonschema_form.validation.dialect import children
from streamlit_jsonschema_form.validation.document import SchemaDocument
from streamlit_jsonschema_form.validation.secrets import SecretNames, asks_for_secrecy

_OWN: Final = ""
"""Stands for the keys of a person's own."""
_THROUGH: Final = ("items", "prefixItems", "additionalItems", "anyOf", "oneOf", "allOf")


def find_secrets(document: SchemaDocument, ui: Block) -> SecretNames:
    """Return the names of the fields, at any depth, whose value is or holds a secret.

    Args:
        document: the schema.
        ui: the `uiSchema` beside it; may be empty.
    """
    names = document.secret_names()
    asked = set(_asked(ui, document)) if ui else set()
    if not asked:
        return names
    named = names.named | (asked - {_OWN})
    if names.open is None and _OWN not in asked:
        return SecretNames(named)
    return SecretNames(named, frozenset(key for key, _ in _fields(document)) - named)


def _asked(root: Block, document: SchemaDocument) -> Iterator[str]:
    yield from _below(root, None)
    for reference, block in _blocks(root.get("ui:definitions")):
        yield from _below(block, None)
        if _asks(block):
            yield from (key for key, schema in _fields(document) if _refers(schema, reference))


def _below(block: Block, name: str | None) -> Iterator[str]:
    """Yield the names that a part of the `uiSchema` asks to keep secret; `name` is its own."""
    if name is not None and _asks(block):
        yield name
    for key, inner in block.items():
        if key in _THROUGH:
            parts = inner if isinstance(inner, list) else [inner]
            for part in parts:
                if isinstance(part, Mapping):
                    yield from _below(part, name)
        elif isinstance(inner, Mapping) and key != "x-ui" and not key.startswith("ui:"):
            yield from _below(inner, _OWN if key == "additionalProperties" else key)


def _asks(block: Block) -> bool:
    return asks_for_secrecy(dict(block))


def _blocks(value: Any) -> Iterator[tuple[str, Block]]:
    if isinstance(value, Mapping):
        yield from ((str(key), each) for key, each in value.items() if isinstance(each, Mapping))


def _fields(document: SchemaDocument) -> Iterator[tuple[str, Any]]:
    for sub in document.subschemas:
        for path, each in children(sub.schema):
            if path[0] == "properties":
                yield str(path[1]), each


def _refers(schema: Any, reference: str) -> bool:
    return isinstance(schema, dict) and schema.get("$ref") == reference
