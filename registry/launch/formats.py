"""Every format that a launch can be written in: Docker, Compose, Kubernetes, an env file."""

import hashlib
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from registry.launch.plan import ContainerResources, Launch, Variable
from registry.launch.values import Argument
from registry.launch.yaml_text import write_yaml

GPU_RESOURCE = "nvidia.com/gpu"
GPU_LABEL = "patternshop/gpu-type"
WORKSPACE_LABEL = "patternshop/workspace"
LONGEST_LINE = 65_535
"""Bytes in a line that `docker run --env-file` reads."""

_DNS_ILLEGAL = re.compile(r"[^a-z0-9]+")
_DNS_LONGEST = 63
_NAME_ILLEGAL = re.compile(r"[^A-Za-z0-9_.-]+")
_DOCKER_UNITS = (("g", 1024**3), ("m", 1024**2), ("k", 1024))


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text to copy or save, and what its reader must know.

    Attributes:
        text: ends with a line break.
        notes: one sentence or two each, for people.
    """

    text: str
    notes: tuple[str, ...] = ()


def dns_name(name: str) -> str:
    """Return a label of RFC 1123: lower case, digits and hyphens, at most 63 characters."""
    plain = _DNS_ILLEGAL.sub("-", name.lower()).strip("-") or "model"
    if len(plain) <= _DNS_LONGEST:
        return plain
    # Two long names must not become one.
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain[: _DNS_LONGEST - 9].rstrip('-')}-{digest}"


def container_name(name: str) -> str:
    """Return a name that Docker takes: two characters or more, the first a letter or digit."""
    plain = _NAME_ILLEGAL.sub("-", name).lstrip("_.-")
    return plain if len(plain) > 1 else f"model-{plain}".rstrip("-")


def secret_notes(launch: Launch) -> tuple[str, ...]:
    """Say for each secret what to export before running."""
    return tuple(
        f"{name} is a secret and is not written here: export {name} before you run this."
        for name in launch.secrets
    )


def hardware_notes(launch: Launch) -> tuple[str, ...]:
    """Say which machine is needed, where the format cannot."""
    kind = launch.resources.gpu_type
    if launch.resources.gpus and kind:
        return (f"The template asks for GPUs of the type {kind}; run this on a machine with them.",)
    return ()


def write_for_docker(size: int) -> str:
    """Write bytes in Docker's units, which are powers of 1024: `8g`."""
    for unit, factor in _DOCKER_UNITS:
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return f"{size}b"


def _escape_dollars(text: str) -> str:
    """Keep Compose and Kubernetes from replacing variables in a text; both read `$$` as one `$`."""
    return text.replace("$", "$$")


def _shell_variable(name: str) -> str:
    """Write a variable that must be set, as a POSIX shell and Compose read it."""
    return f"${{{name}:?export it first}}"


def _words(launch: Launch, write_secret: Callable[[str], str]) -> list[str]:
    """Write the arguments where `$$` is one `$`; each secret is a variable of the platform's."""
    return [
        _escape_dollars(word.text) + (write_secret(word.secret) if word.secret else "")
        for group in launch.arguments
        for word in group
    ]


def render_docker(launch: Launch) -> Rendering:
    """Write a `docker run` command, one option a line; secrets come from the shell's environment."""
    lines = [
        "docker run --rm",
        *_docker_options(launch),
        shlex.quote(launch.image),
        *_docker_arguments(launch),
    ]
    text = " \\\n  ".join(lines) + "\n"
    return Rendering(text, (*secret_notes(launch), *hardware_notes(launch)))


def _docker_options(launch: Launch) -> Iterator[str]:
    resources = launch.resources
    yield f"--name {shlex.quote(container_name(launch.name))}"
    if resources.gpus:
        yield f"--gpus {resources.gpus}"
    if resources.cpus:
        yield f"--cpus {resources.cpus}"
    yield f"--memory {write_for_docker(resources.memory)}"
    if resources.shared_memory:
        yield f"--shm-size {write_for_docker(resources.shared_memory)}"
    yield f"-p {launch.port}:{launch.port}"
    for variable in launch.variables:
        # By a secret's name alone Docker takes it from the shell.
        setting = shlex.quote(f"{variable.name}={variable.value}")
        yield f"-e {variable.name if variable.secret else setting}"
    if launch.entrypoint:
        yield f"--entrypoint {shlex.quote(launch.entrypoint[0])}"


def _docker_arguments(launch: Launch) -> Iterator[str]:
    rest = launch.entrypoint[1:]
    if rest:
        yield shlex.join(rest)
    for group in launch.arguments:
        yield " ".join(map(_shell_word, group))


def _shell_word(word: Argument) -> str:
    if word.secret is None:
        return shlex.quote(word.text)
    text = shlex.quote(word.text) if word.text else ""
    return f'{text}"{_shell_variable(word.secret)}"'


def render_compose(launch: Launch) -> Rendering:
    """Write a Compose file with one service; secrets are taken from the shell or a `.env` file."""
    document = {"services": {container_name(launch.name): _service(launch)}}
    return Rendering(write_yaml(document), (*secret_notes(launch), *hardware_notes(launch)))


def _service(launch: Launch) -> dict[str, Any]:
    command = [
        *map(_escape_dollars, launch.entrypoint[1:]),
        *_words(launch, _shell_variable),
    ]
    shared = launch.resources.shared_memory
    service = {
        "image": _escape_dollars(launch.image),
        "entrypoint": [_escape_dollars(word) for word in launch.entrypoint[:1]],
        "command": command,
        "environment": {
            each.name: _shell_variable(each.name) if each.secret else _escape_dollars(each.value)
            for each in launch.variables
        },
        "ports": [f"{launch.port}:{launch.port}"],
        "shm_size": write_for_docker(shared) if shared else None,
        "healthcheck": _healthcheck(launch),
        "deploy": _deploy(launch),
    }
    return {key: value for key, value in service.items() if value}


def _healthcheck(launch: Launch) -> dict[str, Any]:
    """Ask with whatever the image has: it may carry curl, wget or Python."""
    url = f"http://127.0.0.1:{launch.port}/{launch.health_route.lstrip('/')}"
    quoted = shlex.quote(url)
    program = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)"
    python = f"python3 -c {shlex.quote(program)} {quoted}"
    test = f"curl -fsS -o /dev/null {quoted} || wget -q -O /dev/null {quoted} || {python}"
    return {
        "test": ["CMD-SHELL", _escape_dollars(test)],
        "interval": "15s",
        "timeout": "10s",
        "retries": 3,
        "start_period": f"{launch.start_s}s",
    }


def _deploy(launch: Launch) -> dict[str, Any]:
    resources = launch.resources
    limits = {"memory": write_for_docker(resources.memory)}
    if resources.cpus:
        limits["cpus"] = str(resources.cpus)
    if not resources.gpus:
        return {"resources": {"limits": limits}}
    device = {"driver": "nvidia", "count": resources.gpus, "capabilities": ["gpu"]}
    return {"resources": {"limits": limits, "reservations": {"devices": [device]}}}


def render_kubernetes(launch: Launch) -> Rendering:
    """Write the manifest of a Deployment (apps/v1); secrets are read from a Secret beside it."""
    labels = {
        "app.kubernetes.io/name": dns_name(launch.name),
        WORKSPACE_LABEL: _label(launch.workspace),
    }
    document = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": dns_name(launch.name), "labels": labels},
        "spec": {
            "replicas": launch.replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": _pod(launch)},
        },
    }
    return Rendering(write_yaml(document), tuple(_kubernetes_notes(launch)))


def _pod(launch: Launch) -> dict[str, Any]:
    resources = launch.resources
    pod: dict[str, Any] = {"containers": [_container(launch)]}
    if resources.gpus and resources.gpu_type:
        pod["nodeSelector"] = {GPU_LABEL: _label(resources.gpu_type)}
    if resources.shared_memory:
        memory = {"medium": "Memory", "sizeLimit": str(resources.shared_memory)}
        pod["volumes"] = [{"name": "shared-memory", "emptyDir": memory}]
    return pod


def _container(launch: Launch) -> dict[str, Any]:
    secret = _secret_name(launch)
    named = {variable.name for variable in launch.variables}
    borrowed = [Variable(name, "", secret=True) for name in launch.secrets if name not in named]
    container = {
        "name": dns_name(launch.name),
        "image": launch.image,
        "command": [_escape_dollars(word) for word in launch.entrypoint],
        "args": _words(launch, "$({})".format),
        "env": [_kubernetes_variable(each, secret) for each in (*borrowed, *launch.variables)],
        "ports": [{"name": "http", "containerPort": launch.port}],
        "readinessProbe": _probe(launch),
        "resources": {"requests": _amounts(launch.resources), "limits": _amounts(launch.resources)},
        "volumeMounts": [{"name": "shared-memory", "mountPath": "/dev/shm"}]
        if launch.resources.shared_memory
        else [],
    }
    return {key: value for key, value in container.items() if value}


def _probe(launch: Launch) -> dict[str, Any]:
    return {
        "httpGet": {"path": f"/{launch.health_route.lstrip('/')}", "port": "http"},
        "initialDelaySeconds": launch.start_s,
        "periodSeconds": 10,
        "timeoutSeconds": 5,
    }


def _amounts(resources: ContainerResources) -> dict[str, Any]:
    amounts: dict[str, Any] = {
        "memory": resources.memory_quantity,
        "ephemeral-storage": resources.storage,
    }
    if resources.cpus:
        amounts["cpu"] = str(resources.cpus)
    if resources.gpus:
        amounts[GPU_RESOURCE] = str(resources.gpus)
    return amounts


def _kubernetes_variable(variable: Variable, secret: str) -> dict[str, Any]:
    if not variable.secret:
        return {"name": variable.name, "value": _escape_dollars(variable.value)}
    reference = {"secretKeyRef": {"name": secret, "key": variable.name}}
    return {"name": variable.name, "valueFrom": reference}


def _label(text: str) -> str:
    """Return a legal value of a label: at most 63 characters, letters or digits at both ends."""
    return _NAME_ILLEGAL.sub("-", text)[:63].strip("-_.")


def _secret_name(launch: Launch) -> str:
    return f"{dns_name(launch.name)}-secrets"


def _kubernetes_notes(launch: Launch) -> list[str]:
    notes = []
    if dns_name(launch.name) != launch.name:
        notes.append(f"Kubernetes names it {dns_name(launch.name)}: lower case and hyphens alone.")
    if launch.secrets:
        literals = " ".join(f'--from-literal={name}="${name}"' for name in launch.secrets)
        made = f"kubectl create secret generic {_secret_name(launch)} {literals}"
        notes.append(f"{', '.join(launch.secrets)} come from a Secret; create it first: {made}")
    if launch.resources.gpus and launch.resources.gpu_type:
        kind = _label(launch.resources.gpu_type)
        notes.append(
            f"It runs on nodes with the label {GPU_LABEL}={kind}; label yours accordingly."
        )
    return notes


def render_env_file(launch: Launch) -> Rendering:
    """Write one line for each variable, as `docker run --env-file` reads it: without any quoting.

    A line break, or a line of 65,536 bytes or more, cannot be written so; it is a comment and a note.
    """
    lines = [f"# Variables of {container_name(launch.name)}, for: docker run --env-file"]
    notes = []
    count = sum(len(group) for group in launch.arguments) + len(launch.entrypoint)
    if count:
        notes.append(
            f"Only variables are written here; {count} words of the command line are not. "
            "Take them from the docker command."
        )
    for variable in launch.variables:
        obstacle = _env_obstacle(variable)
        lines.append(f"# {variable.name}=  ({obstacle})" if obstacle else _env_line(variable))
        if obstacle:
            notes.append(f"{variable.name} {obstacle}: pass it with -e {variable.name}=…")
    return Rendering("\n".join(lines) + "\n", tuple(notes))


def _env_line(variable: Variable) -> str:
    return f"{variable.name}={variable.value}"


def _env_obstacle(variable: Variable) -> str:
    if variable.secret:
        return "is a secret and is not written out"
    if any(character in variable.value for character in "\n\r"):
        return "has a line break, which an env file cannot hold"
    if len(_env_line(variable).encode()) > LONGEST_LINE:
        return "is longer than a line of an env file may be"
    return ""


class Renderer(NamedTuple):
    """A format: how people call it, what its file is called, how to highlight it."""

    title: str
    filename: str
    language: str
    render: Callable[[Launch], Rendering]


RENDERERS = {
    "docker": Renderer("Docker", "run.sh", "bash", render_docker),
    "compose": Renderer("Compose", "compose.yaml", "yaml", render_compose),
    "kubernetes": Renderer("Kubernetes", "deployment.yaml", "yaml", render_kubernetes),
    "env": Renderer("Env file", "model.env", "bash", render_env_file),
}
