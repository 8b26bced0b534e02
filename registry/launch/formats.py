"""Every format that a launch can be written in."""

from collections.abc import Callable
from typing import NamedTuple

from registry.launch.compose import render_compose
from registry.launch.docker import render_docker
from registry.launch.env_file import render_env_file
from registry.launch.kubernetes import render_kubernetes
from registry.launch.plan import Launch
from registry.launch.rendering import Rendering


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
