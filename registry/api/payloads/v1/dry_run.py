"""Dry runs: what is tried, and what was found."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from registry.api.components import exemplify
from registry.domain.freeform import strict
from registry.services.dry_run import DryRunResult
from streamlit_jsonschema_form.problems import JsonValue, Problem, json_pointer

_GIVEN: Final = "parameters"

FreeJson = Annotated[Any, BeforeValidator(strict)]


class StrictBody(BaseModel):
    """Base of small bodies; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class TriedParameters(StrictBody):
    """Parameters, and what they are for."""

    model_config = exemplify({_GIVEN: {"model": "meta-llama/Llama-3.1-8B-Instruct"}})

    parameters: FreeJson = Field(description="As they would be sent.")
    kind: Literal["creation", "request"] = Field(
        default="creation", description="What they are for: to make a model, or to ask it."
    )
    version: int | None = Field(
        default=None, ge=1, description="Of the template; without it the newest."
    )


class FirstParameters(BaseModel):
    """What a form begins with."""

    model_config = exemplify({_GIVEN: {"max_model_len": 8192}})

    parameters: dict[str, Any]


class DryRunFinding(BaseModel, title="Finding"):
    """One thing that was found."""

    __qualname__ = "Finding"

    pointer: str = Field(description="Where in the body (RFC 6901).")
    keyword: str = Field(description="The rule, as JSON Schema names rules.")
    detail: str = Field(description="What was expected, what came and what to do.")
    schema_pointer: str = Field(description="The rule's place in its schema; may be empty.")


class VerdictBody(BaseModel):
    """What was found."""

    model_config = exemplify(
        {
            "valid": False,
            "problems": [
                {
                    "pointer": f"/{_GIVEN}/model",
                    "keyword": "required",
                    "detail": "is required; fill it in",
                    "schema_pointer": "/required",
                }
            ],
            "remarks": [],
        }
    )

    valid: bool
    problems: list[DryRunFinding] = Field(description="What would be refused.")
    remarks: list[DryRunFinding] = Field(description="What is allowed but probably a mistake.")


def write_result(result: DryRunResult, *inside: str) -> dict[str, JsonValue]:
    """Write what was found, at its places in the body, of which only a part may have been tried."""
    return {
        "valid": not result.problems,
        "problems": [_write(problem.under(*inside)) for problem in result.problems],
        "remarks": [_write(problem.under(*inside)) for problem in result.warnings],
    }


def write_parameters_result(result: DryRunResult) -> dict[str, JsonValue]:
    """Write what was found about parameters."""
    return write_result(result, _GIVEN)


def _write(problem: Problem) -> JsonValue:
    return {
        "pointer": json_pointer(problem.path),
        "keyword": problem.keyword,
        "detail": problem.message,
        "schema_pointer": problem.schema_pointer,
    }
