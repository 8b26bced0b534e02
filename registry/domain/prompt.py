"""Prompt engineering that belongs to a model: texts, and the parameters of inference."""

from typing import Any, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from registry.domain.entity import TEXTAREA, Entity
from registry.domain.freeform import Text, strict


class InferenceParams(Entity, title="Inference parameters"):
    """Parameters that every request to the model starts from; further ones are kept."""

    model_config = ConfigDict(extra="allow")

    model: Text | None = Field(
        default=None, description="Name of the model that the request asks for."
    )
    temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        description="How freely tokens are drawn: 0 always takes the likeliest.",
    )
    max_tokens: int | None = Field(
        default=None,
        ge=1,
        description="Longest answer, in tokens. Give this or the next one, not both.",
    )
    max_completion_tokens: int | None = Field(
        default=None,
        ge=1,
        description="Longest answer with its reasoning, in tokens.",
    )
    top_p: float | None = Field(
        default=None,
        ge=0,
        le=1,
        title="Top p",
        description="Tokens are drawn from the likeliest ones that make up this probability.",
    )
    stop: tuple[Text, ...] | None = Field(
        default=None, description="Texts that end the answer where they occur."
    )

    @model_validator(mode="before")
    @classmethod
    def _keep_strict_extras(cls, data: Any) -> Any:
        if isinstance(data, dict):
            extras = {key: value for key, value in data.items() if key not in cls.model_fields}
            return {**data, **strict(extras)}
        return data

    @model_validator(mode="after")
    def _limit_tokens_once(self) -> Self:
        if self.max_tokens is not None and self.max_completion_tokens is not None:
            raise _TWO_LIMITS
        return self


_TWO_LIMITS = PydanticCustomError(
    "value_error",
    "expected max_tokens or max_completion_tokens, got both; remove one of them",
)


class PromptData(Entity, title="Prompt"):
    """Texts and parameters that are put around every request."""

    system_prompt: Text | None = Field(
        default=None,
        description="Instruction that comes before every conversation.",
        json_schema_extra=TEXTAREA,
    )
    system_prompt_template: Text | None = Field(
        default=None,
        description="Template that the instruction is made from.",
        examples=["You are {role}. {system_prompt}"],
        json_schema_extra=TEXTAREA,
    )
    icl_few_shot_examples: Text | None = Field(
        default=None,
        title="Few-shot examples",
        description="Worked examples that the model learns from in its context.",
        json_schema_extra=TEXTAREA,
    )
    inference_params: InferenceParams | None = Field(
        default=None,
        title="Inference parameters",
        description="Parameters that every request starts from.",
    )
