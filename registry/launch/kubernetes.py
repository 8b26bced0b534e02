"""A Kubernetes Deployment (apps/v1)."""

import re
from typing import Any

from registry.launch.argument import Argument
from registry.launch.plan import ContainerResources, Launch, Variable
from registry.launch.rendering import Rendering, dns_name
from registry.launch.yaml_writer import write_yaml

GPU_RESOURCE = "nvidia.com/gpu"
GPU_LABEL = "patternshop/gpu-type"
WORKSPACE_LABEL = "patternshop/workspace"
_LABEL_ILLEGAL = re.compile(r"[^A-Za-z0-9_.-]+")


def render_kubernetes(launch: Launch) -> Rendering:
    """Write the manifest; secrets are read from a Secret beside it."""
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
    return Rendering(write_yaml(document), tuple(_notes(launch)))


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
        "command": [_literal(word) for word in launch.entrypoint],
        "args": [_word(word) for group in launch.arguments for word in group],
        "env": [_variable(each, secret) for each in (*borrowed, *launch.variables)],
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


def _variable(variable: Variable, secret: str) -> dict[str, Any]:
    if not variable.secret:
        return {"name": variable.name, "value": _literal(variable.value)}
    reference = {"secretKeyRef": {"name": secret, "key": variable.name}}
    return {"name": variable.name, "valueFrom": reference}


def _literal(text: str) -> str:
    """Keep Kubernetes from expanding `$(NAME)`; it reads any `$$` as one `$`."""
    return text.replace("$", "$$")


def _word(word: Argument) -> str:
    return _literal(word.text) + (f"$({word.secret})" if word.secret else "")


def _label(text: str) -> str:
    """Return a legal value of a label: at most 63 characters, letters or digits at both ends."""
    return _LABEL_ILLEGAL.sub("-", text)[:63].strip("-_.")


def _secret_name(launch: Launch) -> str:
    return f"{dns_name(launch.name)}-secrets"


def _notes(launch: Launch) -> list[str]:
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
