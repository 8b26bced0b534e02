"""A Compose file (compose-spec), for `docker compose up`."""

import shlex
from typing import Any

from registry.launch.argument import Argument
from registry.launch.plan import Launch, Variable
from registry.launch.quantity import write_for_docker
from registry.launch.rendering import Rendering, container_name, hardware_notes, secret_notes
from registry.launch.yaml_writer import write_yaml


def render_compose(launch: Launch) -> Rendering:
    """Write a file with one service; secrets are taken from the shell or a `.env` file."""
    document = {"services": {container_name(launch.name): _service(launch)}}
    return Rendering(write_yaml(document), (*secret_notes(launch), *hardware_notes(launch)))


def _service(launch: Launch) -> dict[str, Any]:
    command = [
        *map(_literal, launch.entrypoint[1:]),
        *(_word(w) for g in launch.arguments for w in g),
    ]
    shared = launch.resources.shared_memory
    service = {
        "image": _literal(launch.image),
        "entrypoint": [_literal(word) for word in launch.entrypoint[:1]],
        "command": command,
        "environment": {each.name: _value(each) for each in launch.variables},
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
        "test": ["CMD-SHELL", _literal(test)],
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


def _literal(text: str) -> str:
    """Keep Compose from replacing variables in a text (compose-spec, Interpolation)."""
    return text.replace("$", "$$")


def _secret(name: str) -> str:
    return f"${{{name}:?export it first}}"


def _value(variable: Variable) -> str:
    return _secret(variable.name) if variable.secret else _literal(variable.value)


def _word(word: Argument) -> str:
    return _literal(word.text) + (_secret(word.secret) if word.secret else "")
