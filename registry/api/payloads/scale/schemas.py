"""Parameter schemas as Scale's clients read them, and back.

Both clients read a list of parameters, and the older one nothing else. A JSON Schema is therefore
shown with the list beside its own keywords, as well as a list can say it; the clients pass the
keywords over. What comes back as it was shown leaves the schema as it is.
"""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema

from registry.domain.freeform import FreeObject
from registry.domain.parameter_list import as_json_schema, is_parameters, to_parameters
from registry.domain.parameters import ParameterType
from registry.errors import Invalid

_LIST = "parameters"
_KEYWORDS = ("$schema", "properties", "type")

Schema = dict[str, Any]


class _Listed(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str
    type: ParameterType
    description: str
    required: StrictBool


class _List(BaseModel):
    parameters: list[_Listed]


def _check(schema: Schema) -> Schema:
    """Refuse a list whose entries lack something; a JSON Schema is checked where it is kept."""
    if _LIST in schema:
        _List.model_validate(schema)
    return schema


_LISTED = {
    "type": "object",
    "required": ["name", "type", "description", "required"],
    "properties": {
        "name": {"type": "string"},
        "type": {"enum": [kind.value for kind in ParameterType]},
        "description": {"type": "string"},
        "required": {"type": "boolean"},
    },
}

ParameterSchema = Annotated[
    FreeObject,
    AfterValidator(_check),
    WithJsonSchema(
        {
            "title": "ParameterSchema",
            "description": "A list of parameters. A JSON Schema (draft-07 or 2020-12) is fine too.",
            "type": "object",
            "properties": {_LIST: {"type": "array", "items": _LISTED}},
            "examples": [
                {
                    _LIST: [
                        {
                            "name": "model_id",
                            "type": "str",
                            "description": "What to serve.",
                            "required": True,
                        }
                    ]
                }
            ],
        }
    ),
]
"""Scale's list of parameters, or a JSON Schema."""

ShownSchema = Annotated[ParameterSchema | None, Field(default=None)]


def show_schema(schema: Schema | None) -> Schema | None:
    """Return a schema with a list of parameters in which every entry is whole."""
    if schema is None:
        return None
    if is_parameters(schema):
        return {**schema, _LIST: [_complete(entry) for entry in schema[_LIST]]}
    return {**as_json_schema(schema), _LIST: list_parameters(schema)}


def list_parameters(schema: Schema | None) -> list[Schema]:
    """Return the parameters of a schema; none where it cannot be read."""
    try:
        listed = to_parameters(as_json_schema(schema or {_LIST: []}))
    except Invalid:
        return []
    return [_complete(entry) for entry in listed[_LIST]]


def read_schema(given: Schema | None, current: Schema | None = None) -> Schema | None:
    """Return the schema to keep.

    Args:
        given: as it was sent.
        current: what is kept now; it stays when what was sent is what is shown of it.
    """
    if given is None:
        return None
    shown = show_schema(current)
    if shown is not None and _text(given) in (_text(shown), _text({_LIST: shown[_LIST]})):
        return current
    return _without_list(given)


def _without_list(given: Schema) -> Schema:
    """Take the list out of a JSON Schema that was shown with one."""
    rest = {key: value for key, value in given.items() if key != _LIST}
    is_shown = any(key in rest for key in _KEYWORDS) and _LIST in given
    return rest if is_shown and given[_LIST] == list_parameters(rest) else given


def _complete(entry: Schema) -> Schema:
    return {
        "name": entry["name"],
        "type": entry["type"],
        "description": "",
        "required": False,
        **entry,
    }


def _text(schema: Schema) -> str:
    return json.dumps(schema, sort_keys=True)
