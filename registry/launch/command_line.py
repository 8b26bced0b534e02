"""A pasted command line, split into variables, program and arguments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from registry.launch.shell import ShellWord

ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)", re.DOTALL)
_ENGINES = frozenset({"docker", "podman", "nerdctl"})
_PREFIXES = frozenset({"sudo", "export", "exec", "env", "$", "set"})
_SUBCOMMANDS = frozenset({"launch", "run", "serve", "server", "start"})
_PYTHON = re.compile(r"python[\d.]*|uv|uvx")
_SWITCHES = re.compile(
    r"-[dhiPqt]+|--(detach|disable-content-trust|help|init|interactive|no-healthcheck|"
    r"oom-kill-disable|privileged|publish-all|quiet|read-only|rm|sig-proxy|tty)"
)
_ENVIRONMENT = ("-e", "--env")


@dataclass(slots=True)
class CommandLine:
    """The parts that matter.

    Attributes:
        variables: `(name, value)` in order; a name alone has the value of the caller's shell.
        arguments: what the program gets.
        program: what was taken for the program itself.
    """

    variables: list[tuple[str, ShellWord]] = field(default_factory=list)
    arguments: Sequence[ShellWord] = ()
    program: str = ""


def split_command_line(
    words: Sequence[ShellWord], command: Sequence[str], positional: int
) -> CommandLine:
    """Split a command line into variables, program and arguments.

    Args:
        words: the line.
        command: how the template starts its program, when it is known.
        positional: how many parameters are given without a flag.
    """
    line = CommandLine()
    rest = _take_assignments(line, list(words))
    if len(rest) > 1 and rest[0].text in _ENGINES:
        rest = _take_container(line, rest)
    elif rest and not rest[0].text.startswith("-"):
        rest = _take_program(line, rest, command)
    line.arguments = _take_subcommands(line, rest, command, positional)
    return line


def _take_assignments(line: CommandLine, words: list[ShellWord]) -> list[ShellWord]:
    """Take `NAME=value` words from the start, and the words that may precede them."""
    while words:
        found = ASSIGNMENT.fullmatch(words[0].text)
        if not found and words[0].text not in _PREFIXES:
            break
        if found:
            line.variables.append((found["name"], ShellWord(found["value"], words[0].expands)))
        words = words[1:]
    return words


def _take_container(line: CommandLine, words: list[ShellWord]) -> list[ShellWord]:
    """Take `docker [container] run` and its options up to the image."""
    at = next((n for n, word in enumerate(words[:3]) if word.text in ("run", "create")), 0) + 1
    while at < len(words) and words[at].text.startswith("-"):
        option, joined, text = words[at].text.partition("=")
        if option[:2] == "-e" and option != "-e":
            option, joined, text = "-e", "=", words[at].text[2:]
        takes_next = not joined and not _SWITCHES.fullmatch(option)
        word = words[at + 1] if takes_next and at + 1 < len(words) else None
        given = word or ShellWord(text, words[at].expands)
        if option in _ENVIRONMENT:
            _take_variable(line, given)
        if option == "--entrypoint":
            line.program = given.text
        at += 2 if takes_next else 1
    return words[at + 1 :]


def _take_variable(line: CommandLine, word: ShellWord) -> None:
    name, given, text = word.text.partition("=")
    line.variables.append((name, ShellWord(text, word.expands or not given)))


def _take_program(
    line: CommandLine, words: list[ShellWord], command: Sequence[str]
) -> list[ShellWord]:
    """Take the program: `vllm`, `python -m server`, `python server.py`."""
    texts = [word.text for word in words]
    if command and texts[: len(command)] == list(command):
        line.program = texts[0]
        return words[1:]
    is_python = _PYTHON.fullmatch(PurePosixPath(texts[0]).name)
    size = 1 + bool(is_python) + (texts[1:2] == ["-m"])
    line.program = " ".join(texts[:size])
    return words[size:]


def _take_subcommands(
    line: CommandLine, words: list[ShellWord], command: Sequence[str], positional: int
) -> list[ShellWord]:
    """Take the subcommand between the program and its arguments: `serve`."""
    texts = [word.text for word in words]
    if command:
        size = len(command) - 1
        return words[size:] if texts[:size] == list(command[1:]) else words
    leading = next((n for n, text in enumerate(texts) if text.startswith("-")), len(texts))
    named = bool(line.program or leading > positional)
    if named and texts[:1] and texts[0] in _SUBCOMMANDS:
        line.program = f"{line.program} {texts[0]}".strip()
        return words[1:]
    return words
