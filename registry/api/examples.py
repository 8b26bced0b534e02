"""Examples in the OpenAPI document: whole, nulls included."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def restore_nulls(document: dict[str, Any]) -> None:
    """Put back, in place, the nulls that FastAPI takes out of examples: they answer to `required`."""
    components = document["components"]["schemas"]
    for schema in components.values():
        for example in schema.get("examples", ()):
            _restore(example, schema, components)


def _restore(value: Any, schema: Schema, components: Schema) -> None:
    for named in _named(schema, components):
        if isinstance(value, list):
            for item in value:
                _restore(item, named.get("items", {}), components)
        elif isinstance(value, dict):
            for name in named.get("required", ()):
                value.setdefault(name, None)
            for name, inner in named.get("properties", {}).items():
                _restore(value.get(name), inner, components)


def _named(schema: Schema, components: Schema) -> Iterator[Schema]:
    """Yield a schema, or the one that it names, alone or beside null."""
    reference = schema.get("$ref")
    yield components[reference.rpartition("/")[2]] if reference else schema
    branches = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(branches) == 1:
        yield from _named(branches[0], components)
