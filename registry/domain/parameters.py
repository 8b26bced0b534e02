"""Scale's declaration of parameters: a list of names and types."""

from enum import StrEnum
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from registry.domain.entity import Entity
from registry.domain.freeform import Text


class ParameterType(StrEnum):
    """The types that Scale's list knows."""

    STR = "str"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"


class Parameter(Entity):
    """One parameter."""

    name: Text = Field(description="Name of the parameter, and of the variable it becomes.")
    type: ParameterType = Field(description="Type of its values.")
    description: Text = Field(description="What it does; may be empty.")
    required: bool = Field(description="Whether it must be given.")


class ParameterSchema(Entity, title="Parameters"):
    """Parameters in their order; no name may occur twice."""

    parameters: tuple[Parameter, ...] = Field(description="The parameters, in order.")

    @model_validator(mode="after")
    def _name_once(self) -> Self:
        first: dict[str, int] = {}
        twice = [
            (index, first[parameter.name], parameter.name)
            for index, parameter in enumerate(self.parameters)
            if first.setdefault(parameter.name, index) != index
        ]
        if twice:
            details = [_duplicate(*place) for place in twice]
            raise ValidationError.from_exception_data(type(self).__name__, details)
        return self


def _duplicate(index: int, earlier: int, name: str) -> InitErrorDetails:
    message = "expected a name of its own, got {name}, which parameter {earlier} has; rename one"
    facts = {"name": repr(name), "earlier": earlier}
    error = PydanticCustomError("duplicate_name", message, facts)
    return InitErrorDetails(type=error, loc=("parameters", index, "name"), input=name)
