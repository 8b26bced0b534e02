"""Results: the commands and files that run a model, and parameters that are read from such."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from registry.api.components import exemplify
from registry.api.payloads.v1.dry_run import StrictBody
from registry.domain.freeform import FreeObject, Text
from registry.domain.names import Name
from registry.domain.template import Template
from registry.domain.vendor import GPUType
from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.formats import RENDERERS
from registry.launch.parser import LONGEST, read_parameters
from registry.launch.plan import Launch, ResourceOverrides, plan
from streamlit_jsonschema_form.problems import JsonValue, Problem

TEXT: Final = "docker run --name support-bot docker.io/vllm/vllm-openai:v0.11.0\n"
_ELSEWHERE: Final = (("vendor_configuration",), ("resources",))


class Format(StrEnum):
    """The formats that a launch can be written in; each is a key of `RENDERERS`."""

    DOCKER = "docker"
    COMPOSE = "compose"
    KUBERNETES = "kubernetes"
    ENV = "env"


InFormat = Annotated[Format, Path(description="Which one.", examples=["docker"])]


class RunResources(StrictBody, title="Resources to run with"):
    """Resources for these commands only; what is left out is as the template says."""

    cpus: int | None = Field(default=None, ge=1)
    memory: Text | None = Field(default=None, examples=["8Gi"])
    storage: Text | None = Field(default=None, examples=["16Gi"])
    gpus: int | None = Field(default=None, ge=0)
    gpu_type: GPUType | None = None
    min_workers: int | None = Field(default=None, ge=1)

    def overrides(self) -> ResourceOverrides:
        """Return what is to be different."""
        return ResourceOverrides(**self.model_dump(include=set(RunResources.model_fields)))


class RenderQuery(RunResources):
    """What is asked in the query."""

    model_config = ConfigDict(extra="ignore")

    revision: int | None = Field(
        default=None, ge=1, description="Without it, the model as it is now."
    )


class FormatsQuery(RenderQuery):
    """What is asked in the query for several formats."""

    format: tuple[Format, ...] = Field(default=(), description="Only these; without any, all.")


class RenderRequest(StrictBody, title="ToRender"):
    """Parameters to render as they are; they need not be valid, and nothing is kept."""

    __qualname__ = "ToRender"

    model_config = exemplify({"parameters": {"model": "m"}, "name": "support-bot"})

    parameters: FreeObject = Field(description="As a model of the template would have them.")
    name: Name | None = Field(default=None, description="Of containers; else the template's.")
    version: int | None = Field(
        default=None, ge=1, description="Of the template; without it the newest."
    )
    resources: RunResources = RunResources()
    formats: tuple[Format, ...] = ()


class RenderingBody(BaseModel):
    """One text to copy or save."""

    format: Format
    title: str
    filename: str
    language: str = Field(description="What to highlight it as.")
    text: str
    notes: list[str] = Field(description="What its reader must know, as which secrets to export.")


class RenderResult(BaseModel, title="Result"):
    """The commands and files that run a model; secrets are references, never text."""

    __qualname__ = "Result"

    model_config = exemplify(
        {
            "name": "support-bot",
            "renderings": [
                {
                    "format": "docker",
                    "title": "Docker",
                    "filename": "run.sh",
                    "language": "bash",
                    "text": TEXT,
                    "notes": [],
                }
            ],
        }
    )

    name: str
    renderings: list[RenderingBody]


class ParseRequest(StrictBody, title="ToRead"):
    """A text with parameters in it."""

    __qualname__ = "ToRead"

    model_config = exemplify(
        {"text": "docker run -e model=m -e max_model_len=8192 vllm/vllm-openai"}
    )

    text: Annotated[Text, Field(max_length=LONGEST)] = Field(
        description="JSON, YAML, `NAME=value` lines, flags or a whole command."
    )
    format: Literal["auto", "json", "yaml", "flags"] = Field(
        default="auto", description="What it is; `auto` looks at it."
    )
    version: int | None = Field(
        default=None, ge=1, description="Of the template; without it the newest."
    )


class ParametersResponse(BaseModel, title="Read"):
    """Parameters that were read; they are not checked yet."""

    __qualname__ = "Read"

    model_config = exemplify(
        {
            "parameters": {"model": "m", "max_model_len": 8192},
            "notes": ["docker run vllm/vllm-openai was taken for the program."],
        }
    )

    parameters: dict[str, Any]
    notes: list[str] = Field(description="What was left out or chosen.")


def plan_launch(
    template: Template,
    parameters: Mapping[str, Any],
    *,
    schema: CompiledSchema,
    inside: str,
    name: str,
    workspace: str,
    resources: ResourceOverrides,
) -> Launch:
    """Plan what is to be run. Raises Invalid, each problem of a parameter at its place `inside`."""
    given = dict(parameters)
    try:
        return plan(
            template, given, schema=schema, name=name, workspace=workspace, resources=resources
        )
    except Invalid as error:
        moved = [p if p.path[:1] in _ELSEWHERE else p.under(inside) for p in error.problems]
        raise Invalid(error.what, moved) from error


def read_text(
    template: Template, schema: CompiledSchema, given: ParseRequest
) -> dict[str, JsonValue]:
    """Read parameters from a text. Raises Invalid."""
    bundle = template.vendor_configuration.bundle_config
    try:
        reading = read_parameters(given.text, schema, format=given.format, command=bundle.command)
    except Invalid as error:
        found = [Problem(("text",), p.keyword, p.message) for p in error.problems]
        raise Invalid(error.what, found) from error
    return {"parameters": reading.value, "notes": list(reading.notes)}


def write_result(launch: Launch, formats: Iterable[Format] = ()) -> dict[str, JsonValue]:
    """Write a launch in some formats, all if none is named."""
    chosen = tuple(formats) or tuple(Format)
    return {"name": launch.name, "renderings": [_write(launch, format) for format in chosen]}


def write_text(launch: Launch, format: Format) -> str:
    """Write a launch in one format, the text alone."""
    return RENDERERS[format].render(launch).text


def _write(launch: Launch, format: Format) -> JsonValue:
    renderer = RENDERERS[format]
    rendering = asdict(renderer.render(launch))
    return {
        "format": format.value,
        "title": renderer.title,
        "filename": renderer.filename,
        "language": renderer.language,
        "text": rendering["text"],
        "notes": list(rendering["notes"]),
    }
