"""What is published about the model that another one is based on, as Scale's v4 writes it.

Scale's v3 sends any object in this place, so a model accepts any; forms draw this shape.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from registry.domain.entity import COUNT, Entity, hint
from registry.domain.freeform import FreeObject, Text


class ModelSection(StrEnum):
    """The group of models under which it is shown."""

    PARTNER = "PARTNER"
    OPENSOURCE = "OPENSOURCE"
    CUSTOM = "CUSTOM"


class ModelDetails(Entity):
    """Counts that describe the base model."""

    model_config = ConfigDict(extra="allow")

    alignments: int | None = Field(
        default=None, description="Number of alignments.", json_schema_extra=COUNT
    )
    languages: int | None = Field(
        default=None, description="Number of languages.", json_schema_extra=COUNT
    )
    number_of_parameters: int | None = Field(
        default=None, description="Number of parameters.", json_schema_extra=COUNT
    )
    token_context_window: int | None = Field(
        default=None,
        title="Context window",
        description="Longest input and output together.",
        json_schema_extra={**COUNT, **hint(unit="tokens")},
    )


class BaseModelMetadata(Entity, title="Base model facts"):
    """What is published about the base model."""

    model_config = ConfigDict(extra="allow")

    delivery_date: Text | None = Field(
        default=None, description="When it was released.", examples=["2026-03"]
    )
    model_developer: Text | None = Field(
        default=None, title="Developer", description="Who trained it."
    )
    model_license_url: Text | None = Field(
        default=None,
        title="License",
        description="Where its license can be read.",
        json_schema_extra={"format": "uri"},
    )
    modelDetails: ModelDetails | None = Field(  # noqa: N815 - the name on the wire
        default=None, title="Details", description="Its size, languages and context."
    )
    ui_model_section_type: ModelSection | None = Field(
        default=None,
        title="Section",
        description="The group of models under which it is shown.",
    )


class _Drawn:
    """Draws an object of any shape as `BaseModelMetadata`; answers hold any shape."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        if handler.mode == "serialization":
            return handler(core)
        drawn = BaseModelMetadata
        return drawn.__get_pydantic_json_schema__(drawn.__pydantic_core_schema__, handler)


FreeBaseModelMetadata = Annotated[FreeObject, _Drawn()]
"""Any object; forms offer the fields of `BaseModelMetadata`."""
