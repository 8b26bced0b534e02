"""Schemas in the OpenAPI document: their names and examples.

A schema has the name of its class. A class name stands once in the code, so a dialect's classes begin
with its name where others have the same one, and are published without it. Another class whose
published name differs sets `__qualname__` and `title`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

_PLACE: Final = "#/components/schemas/"
_REFERENCE: Final = re.compile(f'"{_PLACE}([^"]+)"')
_PAGE: Final = re.compile(r"PageOf_(\w+)_")
_DIALECTS: Final = {"domain": "", "nemo": "Nemo", "scale": "Scale"}
"""What the name of a class begins with whose name is another one's, too, by its package."""


class Published(BaseModel):
    """Base of bodies that are published under the name of their class without the dialect's."""

    def __init_subclass__(cls, **config: Any) -> None:
        """Name the class as OpenAPI publishes it."""
        super().__init_subclass__(**config)
        name = cls.__name__.removeprefix("Nemo").removeprefix("Scale")
        cls.__qualname__ = cls.model_config["title"] = name


def exemplify(*examples: Any) -> ConfigDict:
    """Configure a body with examples."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


def rename_schemas(document: dict[str, Any]) -> None:
    """Give schemas, in place, the names of their classes, with a dialect's where two have one.

    Raises:
        ValueError: two would have the same name.
    """
    schemas = document["components"]["schemas"]
    names = {name: _rename(name) for name in schemas}
    if len(set(names.values())) < len(names):
        message = f"expected a name of its own for each schema, got {sorted(names.values())}"
        raise ValueError(message)
    text = _REFERENCE.sub(lambda found: f'"{_PLACE}{names[found[1]]}"', json.dumps(document))
    document.update(json.loads(text))
    renamed = document["components"]["schemas"]
    document["components"]["schemas"] = {names[name]: schema for name, schema in renamed.items()}


def _rename(name: str) -> str:
    *path, own = name.split("__")
    return _DIALECTS[path[-2]] + own if path else _PAGE.sub(r"\1Page", own)


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
