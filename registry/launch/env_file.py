"""The variables as a file for `docker run --env-file`.

Docker reads each line as `NAME=value` without any quoting: a value may hold quotes, `#` and spaces,
but no line break, and a line may have fewer than 65,536 bytes.
"""

from registry.launch.plan import Launch, Variable
from registry.launch.rendering import Rendering, container_name

LONGEST_LINE = 65_535
_BREAKS = "\n\r"


def render_env_file(launch: Launch) -> Rendering:
    """Write one line for each variable; what the format cannot carry is a comment and a note."""
    lines = [f"# Variables of {container_name(launch.name)}, for: docker run --env-file"]
    notes = []
    count = sum(len(group) for group in launch.arguments) + len(launch.entrypoint)
    if count:
        notes.append(
            f"Only variables are written here; {count} words of the command line are not. "
            "Take them from the docker command."
        )
    for variable in launch.variables:
        obstacle = _obstacle(variable)
        lines.append(f"# {variable.name}=  ({obstacle})" if obstacle else _line(variable))
        if obstacle:
            notes.append(f"{variable.name} {obstacle}: pass it with -e {variable.name}=…")
    return Rendering("\n".join(lines) + "\n", tuple(notes))


def _line(variable: Variable) -> str:
    return f"{variable.name}={variable.value}"


def _obstacle(variable: Variable) -> str:
    if variable.secret:
        return "is a secret and is not written out"
    if any(character in variable.value for character in _BREAKS):
        return "has a line break, which an env file cannot hold"
    if len(_line(variable).encode()) > LONGEST_LINE:
        return "is longer than a line of an env file may be"
    return ""
