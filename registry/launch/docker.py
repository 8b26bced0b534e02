"""A `docker run` command line, ready to paste into a POSIX shell."""

import shlex
from collections.abc import Iterator

from registry.launch.argument import Argument
from registry.launch.plan import Launch, Variable
from registry.launch.quantity import write_for_docker
from registry.launch.rendering import Rendering, container_name, hardware_notes, secret_notes


def render_docker(launch: Launch) -> Rendering:
    """Write the command, one option a line; secrets come from the shell's own environment."""
    lines = ["docker run --rm", *_options(launch), shlex.quote(launch.image), *_arguments(launch)]
    text = " \\\n  ".join(lines) + "\n"
    return Rendering(text, (*secret_notes(launch), *hardware_notes(launch)))


def _options(launch: Launch) -> Iterator[str]:
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
        yield f"-e {_variable(variable)}"
    if launch.entrypoint:
        yield f"--entrypoint {shlex.quote(launch.entrypoint[0])}"


def _variable(variable: Variable) -> str:
    """Write `NAME=value`; a secret's name alone makes Docker take it from the shell."""
    return variable.name if variable.secret else shlex.quote(f"{variable.name}={variable.value}")


def _arguments(launch: Launch) -> Iterator[str]:
    rest = launch.entrypoint[1:]
    if rest:
        yield shlex.join(rest)
    for group in launch.arguments:
        yield " ".join(map(_word, group))


def _word(word: Argument) -> str:
    if word.secret is None:
        return shlex.quote(word.text)
    text = shlex.quote(word.text) if word.text else ""
    return f'{text}"${{{word.secret}:?export it first}}"'
