"""How a template is launched: its container image, its endpoint, its fine-tuning job.

Fields and defaults are those of Scale's Launch vendor configuration. Scale publishes no numeric
bounds, so none is enforced here; the forms' schemas alone ask for sensible numbers.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from registry.domain.entity import COUNT, Entity, hint
from registry.domain.freeform import Text

_SCALING = hint(section="Scaling")
_RESOURCES = hint(section="Resources")
_ROUTES = hint(section="Routes and health")
_PROCESS = hint(section="Process")


class ModelEndpointType(StrEnum):
    """How callers reach the model and get its answers."""

    SYNC = "SYNC"
    ASYNC = "ASYNC"
    STREAMING = "STREAMING"
    BATCH = "BATCH"


class GPUType(StrEnum):
    """A GPU, or a slice of one, as the cluster names it."""

    T4 = "nvidia-tesla-t4"
    A10 = "nvidia-ampere-a10"
    A100 = "nvidia-ampere-a100"
    A100E = "nvidia-ampere-a100e"
    H100 = "nvidia-hopper-h100"
    H100_20GB = "nvidia-hopper-h100-1g20gb"
    H100_40GB = "nvidia-hopper-h100-3g40gb"


class TrainingDatasetSchemaType(StrEnum):
    """The shape of the rows that a fine-tuning job reads."""

    GENERATION = "GENERATION"
    RERANKING_QUESTIONS = "RERANKING_QUESTIONS"


class Image(Entity):
    """A container image, what it runs and the variables it runs with."""

    registry: Text = Field(
        description="Registry host that the image is pulled from, with a path if it has one.",
        examples=["docker.io", "nvcr.io", "ghcr.io"],
    )
    image: Text = Field(
        description="Repository of the image inside the registry.",
        examples=["vllm/vllm-openai", "nim/meta/llama-3.1-8b-instruct"],
    )
    tag: Text = Field(
        description="Tag of the image. A fixed one keeps models reproducible.",
        examples=["v0.11.0", "1.8.0-rtx"],
    )
    command: tuple[Text, ...] = Field(
        default=(),
        description="Program and arguments that replace the image's own entry point. "
        "Empty keeps the image's own.",
        examples=[["python3", "-m", "vllm.entrypoints.openai.api_server"]],
        json_schema_extra=_PROCESS,
    )
    env: dict[Text, Text] = Field(
        default_factory=dict,
        title="Environment variables",
        description="Variables that are set for every model of this template; a parameter that "
        "becomes the same variable wins.",
        examples=[{"HF_HUB_OFFLINE": "1"}],
        json_schema_extra=_PROCESS,
    )


class BundleConfig(Image, title="Serving image"):
    """The image that serves the model, and where in it to ask."""

    streaming_command: tuple[Text, ...] | None = Field(
        default=None,
        description="Program and arguments for streaming endpoints, where they differ.",
        json_schema_extra=_PROCESS,
    )
    readiness_initial_delay_seconds: int = Field(
        default=120,
        title="Readiness delay",
        description="Time to wait after the start before asking whether the server is ready. "
        "Large weights need more.",
        json_schema_extra={**COUNT, **hint(section="Routes and health", unit="s")},
    )
    healthcheck_route: Text = Field(
        default="/readyz",
        description="Path that answers with success once the server can take requests.",
        json_schema_extra=_ROUTES,
    )
    predict_route: Text = Field(
        default="/predict",
        description="Path that requests are sent to.",
        json_schema_extra=_ROUTES,
    )
    streaming_predict_route: Text | None = Field(
        default="/generate_streaming",
        description="Path that streaming requests are sent to; none if the server cannot stream.",
        json_schema_extra=_ROUTES,
    )


class Resources(Entity):
    """What one worker may use."""

    cpus: int = Field(
        default=3,
        title="CPUs",
        description="Processor cores for each worker.",
        json_schema_extra={**COUNT, **_RESOURCES},
    )
    memory: Text = Field(
        default="8Gi",
        description="Main memory for each worker, as a Kubernetes quantity.",
        examples=["8Gi", "512Mi"],
        json_schema_extra=_RESOURCES,
    )
    storage: Text = Field(
        default="16Gi",
        description="Scratch disk for each worker, as a Kubernetes quantity. "
        "The weights must fit when they are downloaded at the start.",
        examples=["16Gi", "200Gi"],
        json_schema_extra=_RESOURCES,
    )
    gpus: int = Field(
        default=0,
        title="GPUs",
        description="GPUs for each worker.",
        json_schema_extra={**COUNT, **_RESOURCES},
    )
    gpu_type: GPUType | None = Field(
        default=None,
        title="GPU type",
        description="Which GPU. Choose one when a worker uses any.",
        json_schema_extra=_RESOURCES,
    )


class EndpointConfig(Resources, title="Endpoint"):
    """How many workers serve the endpoint, and what each may use."""

    min_workers: int = Field(
        default=0,
        title="Fewest workers",
        description="Workers that stay up without any traffic. 0 lets the endpoint sleep.",
        json_schema_extra={**COUNT, **_SCALING},
    )
    max_workers: int = Field(
        default=1,
        title="Most workers",
        description="Workers that scaling never exceeds.",
        json_schema_extra={**COUNT, **_SCALING},
    )
    per_worker: int = Field(
        default=10,
        title="Requests per worker",
        description="Concurrent requests that one worker should have before another is started.",
        json_schema_extra={**COUNT, **_SCALING},
    )
    endpoint_type: ModelEndpointType = Field(
        default=ModelEndpointType.ASYNC,
        description="How this endpoint is called. It may differ from the template's own type.",
        json_schema_extra=_SCALING,
    )
    high_priority: bool | None = Field(
        default=False,
        description="Whether its workers may displace those of ordinary endpoints.",
        json_schema_extra=_SCALING,
    )


class FineTuningJobBundleConfig(Image, title="Fine-tuning image"):
    """The image that fine-tunes the model, and what the job may use."""

    mount_location: Text | None = Field(
        default="/workspace/launch_specific/config.json",
        description="File in the container where the job finds its configuration.",
    )
    training_dataset_schema_type: TrainingDatasetSchemaType | None = Field(
        default=None,
        description="Shape of the training rows that the job understands.",
    )
    resources: Resources | None = Field(
        default_factory=Resources,
        description="What the job may use.",
    )


class VendorConfiguration(Entity):
    """How models of this template are launched."""

    vendor: Literal["LAUNCH"] = Field(
        default="LAUNCH", description="The service that runs the containers."
    )
    bundle_config: BundleConfig = Field(
        title="Serving image", description="The image that serves the model."
    )
    endpoint_config: EndpointConfig | None = Field(
        default_factory=EndpointConfig,
        title="Endpoint",
        description="Scaling, and the resources of each worker.",
    )
    fine_tuning_job_bundle_config: FineTuningJobBundleConfig | None = Field(
        default=None,
        title="Fine-tuning image",
        description="The image that fine-tunes the model, if it can be fine-tuned.",
    )
