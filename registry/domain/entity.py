"""What all entities share: immutable, closed to unknown fields, drawn as forms."""

from collections.abc import Collection
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.config import JsonDict
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from streamlit_jsonschema_form.problems import JsonValue

Hints = JsonDict
"""Keywords that a field adds to its JSON Schema: `x-ui` and RJSF's `ui:*`, or a form's bounds."""


def hint(**words: str | bool) -> Hints:
    """Write hints for the form engine: `hint(section="Scaling")`."""
    return {"x-ui": {**words}}


COUNT: Hints = {"minimum": 0}
"""A bound for forms alone: the contracts publish none, so programs may send what they like."""

TEXTAREA: Hints = {"ui:widget": "textarea"}
"""For texts of several lines."""


class Entity(BaseModel):
    """Base of every entity."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Write titles as people do; leave out defaults that are null, and of answers all hints.

        Null is a state of a field, not a value that a form should offer to fill in. The bounds
        of forms are no promise about what is stored.
        """
        written = handler(core_schema)
        for name, field in handler.resolve_ref_schema(written).get("properties", {}).items():
            given = cls.model_fields[name].title if name in cls.model_fields else None
            field["title"] = given or name.replace("_", " ").capitalize()
            if "default" in field and field["default"] is None:
                del field["default"]
            if handler.mode == "serialization":
                _drop_hints(field, cls.model_fields[name].json_schema_extra)
        return written

    @classmethod
    def draw(cls, *, only: Collection[str] = (), without: Collection[str] = ()) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of a form for the entity, or for some of its fields."""
        schema = cls.model_json_schema()
        properties = {
            name: subschema
            for name, subschema in schema["properties"].items()
            if name in (only or cls.model_fields) and name not in without
        }
        required = [name for name in schema.get("required", ()) if name in properties]
        return {**schema, "properties": properties, "required": required}

    def to_json(self) -> dict[str, JsonValue]:
        """Return the entity as strict JSON, every field written out."""
        return self.model_dump(mode="json")

    @classmethod
    def take(cls, other: "Entity") -> Self:
        """Make this entity from the fields of a wider one, as an input from what is stored."""
        return cls.model_validate({key: value for key, value in other if key in cls.model_fields})


def _drop_hints(field: dict[str, Any], hints: object) -> None:
    for key in hints if isinstance(hints, dict) else ():
        field.pop(key, None)
