"""What to run: the image, its arguments and variables, its resources; independent of the format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from registry.domain.template import TemplateInput
from registry.domain.vendor import (
    BundleConfig,
    EndpointConfig,
    FineTuningJobBundleConfig,
    ModelEndpointType,
)
from registry.errors import Invalid
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.hints import LaunchParameter, undeclared
from registry.launch.values import Argument, to_arguments, to_text
from streamlit_jsonschema_form.problems import JsonPath, Problem

DEFAULT_PORT = 8080
SHARED_MEMORY = 16 * 1024**3
_VARIABLE = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
"""What Kubernetes takes for the name of an environment variable; Docker takes more."""
_QUANTITY = re.compile(
    r"(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E)?"
)
_UNITS = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}


@dataclass(frozen=True, slots=True)
class ResourceOverrides:
    """Resources that a person chose in place of the template's; None takes the template's."""

    cpus: int | None = None
    memory: str | None = None
    storage: str | None = None
    gpus: int | None = None
    gpu_type: str | None = None
    min_workers: int | None = None


@dataclass(frozen=True, slots=True)
class ContainerResources:
    """What one container may use.

    Attributes:
        memory: bytes.
        memory_quantity: the same as it was written, as a Kubernetes quantity.
        storage: a Kubernetes quantity.
        shared_memory: bytes; 0 leaves the platform's own.
    """

    cpus: int
    memory: int
    memory_quantity: str
    storage: str
    gpus: int
    gpu_type: str | None
    shared_memory: int


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable; the value of a secret is not known here and stays empty."""

    name: str
    value: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything that a renderer needs.

    Attributes:
        entrypoint: replaces the image's own; empty keeps it.
        arguments: after the entrypoint, in groups that belong together (a flag and its value).
        secrets: names of the variables whose values whoever runs it must provide.
        replicas: containers to keep running.
        start_s: seconds from the start to the first readiness probe.
    """

    name: str
    workspace: str
    image: str
    entrypoint: tuple[str, ...]
    arguments: tuple[tuple[Argument, ...], ...]
    variables: tuple[Variable, ...]
    port: int
    health_route: str
    start_s: int
    replicas: int
    resources: ContainerResources
    secrets: tuple[str, ...] = field(default=())


def plan(
    template: TemplateInput,
    parameters: dict[str, Any],
    *,
    schema: CompiledSchema,
    name: str,
    workspace: str = "default",
    resources: ResourceOverrides | None = None,
) -> Launch:
    """Turn a template and the parameters of a model into what is to be run.

    The parameters are taken as they are: absent and null ones are left out, and defaults of the
    schema are not put in, because the image has its own.

    Args:
        template: the image, its endpoint and its resources.
        parameters: by name; they need not be valid.
        schema: the template's schema of creation parameters.
        name: the model's, for containers and deployments.
        workspace: the model's.
        resources: what a person chose instead of the template's resources.

    Raises:
        Invalid: two parameters set one variable, a value cannot be passed to a process, the port is
            no port, the image or a variable has a name that a platform would read as something else, or
            an amount of memory cannot be read.
    """
    injection = _Injection(schema, parameters)
    bundle = template.vendor_configuration.bundle_config
    endpoint = template.vendor_configuration.endpoint_config or EndpointConfig()
    chosen = _choose(endpoint, resources or ResourceOverrides())
    problems = [
        *injection.problems(),
        *_bundle_problems(bundle),
        *_resource_problems(chosen),
    ]
    if problems:
        raise Invalid("the launch", problems)
    return Launch(
        name=name,
        workspace=workspace,
        image=image_of(bundle),
        entrypoint=_entrypoint(template),
        arguments=injection.arguments(),
        variables=injection.variables(bundle.env),
        port=injection.port(),
        health_route=bundle.healthcheck_route,
        start_s=max(bundle.readiness_initial_delay_seconds, 0),
        replicas=max(chosen["min_workers"], 1),
        resources=_resources(chosen),
        secrets=injection.secrets(),
    )


class _Given(NamedTuple):
    parameter: LaunchParameter
    value: Any


class _Injection:
    """The given parameters, sorted into arguments and variables."""

    def __init__(self, schema: CompiledSchema, parameters: dict[str, Any]) -> None:
        root = schema.launch_root
        declared = bool(root.children)
        found = (
            root.given(parameters)
            if declared
            else (
                (undeclared((name,), secret=root.hides), each) for name, each in parameters.items()
            )
        )
        self._leaves = list(root.leaves()) if declared else []
        self._given = [_Given(leaf, value) for leaf, value in found if value is not None]

    def arguments(self) -> tuple[tuple[Argument, ...], ...]:
        groups = (
            to_arguments(each.parameter, each.value)
            for each in self._given
            if each.parameter.hint.arg is not None
        )
        return tuple(group for group in groups if group)

    def variables(self, fixed: dict[str, str]) -> tuple[Variable, ...]:
        found = {name: Variable(name, text) for name, text in fixed.items()}
        for parameter, value in self._given:
            if parameter.hint.arg is None:
                name, secret = parameter.variable, parameter.secret
                text = "" if secret else to_text(parameter, value)
                found[name] = Variable(name, text, secret)
        return tuple(found.values())

    def secrets(self) -> tuple[str, ...]:
        return tuple(each.parameter.variable for each in self._given if each.parameter.secret)

    def port(self) -> int:
        return next((value for _, value in self._ports()), DEFAULT_PORT)

    def problems(self) -> Iterator[Problem]:
        yield from self._repeated()
        for path, port in self._ports():
            if isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65536:
                yield Problem(path, "port", f"must be a port, 1 to 65535, got {port!r}")
        for each in self._given:
            if not each.parameter.secret and "\0" in to_text(each.parameter, each.value):
                yield Problem(each.parameter.path, "launch", "must not contain NUL characters")

    def _repeated(self) -> Iterator[Problem]:
        """Yield the parameters whose variable another one sets, or reads for a secret argument."""
        owners: dict[str, JsonPath] = {}
        for each in self._given:
            if each.parameter.hint.arg is not None and not each.parameter.secret:
                continue
            path, name = each.parameter.path, each.parameter.variable
            first = owners.setdefault(name, path)
            if first != path:
                other = ".".join(map(str, first))
                message = (
                    f"sets the variable {name}, which {other} sets too; rename one by x-ui.env"
                )
                yield Problem(path, "env", message)

    def _ports(self) -> Iterator[tuple[JsonPath, Any]]:
        given = {each.parameter.path: each.value for each in self._given}
        for leaf in self._leaves:
            value = given.get(leaf.path, leaf.default)
            if leaf.hint.port and value is not None:
                yield leaf.path, value


def image_of(bundle: BundleConfig | FineTuningJobBundleConfig) -> str:
    """Write an image as `docker pull` takes it: by its tag, or by its digest."""
    repository = (
        f"{bundle.registry.rstrip('/')}/{bundle.image}" if bundle.registry else bundle.image
    )
    return f"{repository}{'@' if bundle.tag.startswith('sha256:') else ':'}{bundle.tag}"


def _bundle_problems(bundle: BundleConfig) -> Iterator[Problem]:
    place = ("vendor_configuration", "bundle_config")
    if image_of(bundle).startswith("-"):
        message = f"must not begin with a hyphen, which makes it an option, got {bundle.image!r}"
        yield Problem((*place, "image"), "image", message)
    for name in bundle.env:
        if not _VARIABLE.fullmatch(name):
            rule = "must be letters, digits, underscores, hyphens and dots, no digit first"
            yield Problem((*place, "env", name), "env", f"{rule}, got {name!r}")


def _entrypoint(template: TemplateInput) -> tuple[str, ...]:
    bundle = template.vendor_configuration.bundle_config
    streaming = template.endpoint_type is ModelEndpointType.STREAMING
    return (streaming and bundle.streaming_command) or bundle.command


def _choose(endpoint: EndpointConfig, overrides: ResourceOverrides) -> dict[str, Any]:
    names = ResourceOverrides.__dataclass_fields__
    chosen = {name: getattr(overrides, name) for name in names}
    return {n: getattr(endpoint, n) if value is None else value for n, value in chosen.items()}


def _resource_problems(chosen: dict[str, Any]) -> Iterator[Problem]:
    for name in ("memory", "storage"):
        if not parse_memory_quantity(chosen[name]):
            message = f"must be an amount like 8Gi or 512Mi, got {chosen[name]!r}"
            yield Problem(("resources", name), "quantity", message)


def _resources(chosen: dict[str, Any]) -> ContainerResources:
    memory = parse_memory_quantity(chosen["memory"]) or 0
    return ContainerResources(
        cpus=chosen["cpus"],
        memory=memory,
        memory_quantity=chosen["memory"].strip(),
        storage=chosen["storage"].strip(),
        gpus=chosen["gpus"],
        gpu_type=None if chosen["gpu_type"] is None else str(chosen["gpu_type"]),
        # Processes that share a model over several GPUs talk through /dev/shm, 64 MB by default.
        shared_memory=min(SHARED_MEMORY, memory // 2) if chosen["gpus"] > 1 else 0,
    )


def parse_memory_quantity(quantity: str) -> int | None:
    """Return the bytes of a Kubernetes quantity (`8Gi`, `512M`, `1e9`), None if it is not one."""
    found = _QUANTITY.fullmatch(quantity.strip())
    if not found or (found[2] and found[3]):
        return None
    return int(Decimal(found[1] + (found[2] or "")) * _UNITS[found[3] or ""])
