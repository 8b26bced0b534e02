"""Parameters from a text that a person pasted or uploaded: JSON, YAML, or a command line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from registry.errors import Invalid
from registry.launch.command_line import split_command_line
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.flags import FlagReader
from registry.launch.shell import split_words
from registry.launch.yaml_text import read_yaml
from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.problems import Problem

TextFormat = Literal["auto", "json", "yaml", "flags"]
LONGEST = 1_000_000
"""Characters: parameters are short, and YAML of more would be read for minutes."""

_SNIFFED = 500
_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'#=:-][^\s=:]*)\s*:(?:\s|$)""")
_FLAGS = re.compile(r"-{1,2}[A-Za-z]|(?:export\s+)?[A-Za-z_]\w*=|[\w./$-]+\s+\S")


@dataclass(frozen=True, slots=True)
class ParsedParameters:
    """Parameters that were read; they are not checked against the schema yet.

    Attributes:
        value: the parameters.
        notes: what was left out or chosen, in whole sentences.
    """

    value: dict[str, Any]
    notes: tuple[str, ...] = ()


def read_parameters(
    text: str,
    schema: CompiledSchema,
    *,
    format: TextFormat = "auto",
    command: Sequence[str] = (),
) -> ParsedParameters:
    """Read parameters.

    Args:
        text: a JSON or YAML object, flags, `NAME=value` lines, or a whole command such as
            `docker run … image --flags` or `vllm serve MODEL --flags`.
        schema: of the creation parameters; flags and variables are mapped and typed by
            it.
        format: what the text is; "auto" looks at it.
        command: how the template starts its program (`bundle_config.command`), so that it is not
            taken for a parameter; without it the usual launchers are recognised.

    Raises:
        Invalid: with the line and column, or the number of the word, of each mistake.
    """
    if len(text) > LONGEST:
        message = f"expected at most {LONGEST:,} characters, got {len(text):,}; give less at once"
        raise Invalid("the text", [Problem((), "maxLength", message)])
    chosen = find_format(text) if format == "auto" else format
    return _READERS[chosen](text, schema, command)


def find_format(text: str) -> Literal["json", "yaml", "flags"]:
    """Tell JSON, YAML and command lines apart by how they begin."""
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    first = first[:_SNIFFED]  # looking for a key takes the square of the length
    if first.startswith(("{", "[")):
        return "json" if first[0] == "{" or not _KEY.search(first) else "yaml"
    if first.startswith(("---", "- ", "%")) or _KEY.match(first):
        return "yaml"
    return "flags" if _FLAGS.match(first) else "yaml"


def _read_json(text: str, schema: CompiledSchema, command: Sequence[str]) -> ParsedParameters:
    try:
        value = read_json(text)
    except InvalidText as error:
        problems = [Problem((), "json", reason) for reason in error.reasons]
        raise Invalid("the JSON", problems) from error
    return ParsedParameters(_object(value, "JSON"))


def _read_yaml(text: str, schema: CompiledSchema, command: Sequence[str]) -> ParsedParameters:
    return ParsedParameters(_object(read_yaml(text), "YAML"))


def _read_flags(text: str, schema: CompiledSchema, command: Sequence[str]) -> ParsedParameters:
    reader = FlagReader(schema.launch_parameters)
    line = split_command_line(split_words(text), command, reader.positional_count)
    for name, word in line.variables:
        reader.read_variable(name, word)
    reader.read_words(line.arguments)
    if reader.problems:
        raise Invalid("the command line", reader.problems)
    program = [f"{line.program} was taken for the program."] if line.program else []
    return ParsedParameters(reader.value, (*program, *reader.notes))


def _object(value: Any, language: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    found = "a list" if isinstance(value, list) else repr(value)[:60]
    message = f"must be an object with the parameters by name, got {found}"
    raise Invalid(f"the {language}", [Problem((), "type", message)])


_READERS: dict[str, Callable[[str, CompiledSchema, Sequence[str]], ParsedParameters]] = {
    "flags": _read_flags,
    "json": _read_json,
    "yaml": _read_yaml,
}
