"""Flags and variables, mapped to the parameters that a schema declares."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from registry.launch.hints import LaunchParameter
from registry.launch.shell import ShellWord
from registry.launch.values import UnreadableValue, is_truth, read_value
from streamlit_jsonschema_form.problems import JsonPath, Problem

_NUMBER = re.compile(r"-?\.?\d")


class FlagReader:
    """Collects parameters from words and variables.

    Attributes:
        value: the parameters so far.
        problems: what could not be read, each at its parameter or at the number of its word.
        notes: what was left out on purpose.
    """

    def __init__(self, parameters: Sequence[LaunchParameter]) -> None:
        self.value: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self._leaves = [leaf for each in parameters for leaf in each.leaves()]
        self._flags = _spellings(self._leaves)
        self._offs = _off_spellings(self._leaves)
        self._variables = {leaf.variable: leaf for leaf in reversed(self._leaves)}
        self._variables |= {str(leaf.path[-1]): leaf for leaf in self._leaves}
        self._positional = [leaf for leaf in self._leaves if leaf.hint.arg == ""]
        self._seen: dict[JsonPath, list[str]] = {}

    @property
    def positional_count(self) -> int:
        """How many parameters are given without a flag."""
        return len(self._positional)

    def read_variable(self, name: str, word: ShellWord) -> None:
        """Take `NAME=value`; other variables than the parameters' are left out."""
        parameter = self._variables.get(name)
        if parameter is None:
            hint = _suggest(name, self._variables)
            self.notes.append(
                f"The variable {name} belongs to no parameter and was left out{hint or '.'}"
            )
        else:
            self._read(parameter, [word])

    def read_words(self, words: Sequence[ShellWord]) -> None:
        """Take the arguments of a command line, from left to right."""
        at = 0
        positional = iter(self._positional)
        while at < len(words):
            if words[at].text == "--":
                at += 1
            elif self._is_flag(words[at].text):
                at = self._flag(words, at)
            else:
                at = self._take_positional(next(positional, None), words, at)

    def _take_positional(
        self, parameter: LaunchParameter | None, words: Sequence[ShellWord], at: int
    ) -> int:
        if parameter is None:
            message = f"word {at + 1}, {words[at].text!r}, belongs to no parameter"
            self.problems.append(Problem((at,), "flag", message))
            return at + 1
        end = self._end_of_values(words, at) if "array" in parameter.types else at + 1
        self._read(parameter, words[at:end])
        return end

    def _flag(self, words: Sequence[ShellWord], at: int) -> int:
        flag, joined, text = words[at].text.partition("=")
        if flag in self._offs:
            self._store(self._offs[flag], value=False)
            return at + 1
        parameter = self._flags.get(flag) or self._flags.get(_dashed(flag))
        if parameter is None:
            return self._unknown(words, at, flag)
        if joined:
            self._read(parameter, [ShellWord(text, words[at].expands)])
            return at + 1
        return self._values(parameter, words, at + 1)

    def _values(self, parameter: LaunchParameter, words: Sequence[ShellWord], at: int) -> int:
        following = words[at : at + 1]
        if _is_switch(parameter) and not (following and is_truth(parameter, following[0].text)):
            self._store(parameter, value=True)
            return at
        end = self._end_of_values(words, at) if _takes_several(parameter) else at + 1
        taken = words[at:end]
        if not taken or self._known(taken[0].text):
            message = f"word {at}, {words[at - 1].text}, needs a value"
            self.problems.append(Problem(parameter.path, "flag", message))
            return at
        self._read(parameter, taken)
        return end

    def _unknown(self, words: Sequence[ShellWord], at: int, flag: str) -> int:
        hint = _suggest(flag, [*self._flags, *self._offs])
        message = f"word {at + 1}, {flag}, is no flag of this template{hint}"
        self.problems.append(Problem((at,), "flag", message))
        return at + 1 if "=" in words[at].text else self._end_of_values(words, at + 1)

    def _end_of_values(self, words: Sequence[ShellWord], at: int) -> int:
        while at < len(words) and not self._is_flag(words[at].text):
            at += 1
        return at

    def _is_flag(self, text: str) -> bool:
        return self._known(text) or (
            text.startswith("-") and len(text) > 1 and not _NUMBER.match(text)
        )

    def _known(self, text: str) -> bool:
        flag = text.partition("=")[0]
        return flag in self._flags or flag in self._offs

    def _read(self, parameter: LaunchParameter, words: Sequence[ShellWord]) -> None:
        """Read words as the value of a parameter; a list that is given again grows."""
        name = ".".join(map(str, parameter.path))
        if any(word.expands for word in words):
            self.notes.append(f"{name} comes from a variable of the shell and was left out.")
            return
        texts = [word.text for word in words]
        before = self._seen.get(parameter.path, [])
        if before and _takes_several(parameter):
            texts = [*before, *texts]
        elif before:
            self.notes.append(f"{name} is given more than once; the last value was taken.")
        self._seen[parameter.path] = texts
        try:
            self._store(parameter, value=read_value(parameter, texts))
        except UnreadableValue as error:
            hidden = "is of the wrong type; it is a secret, so it is not shown"
            message = hidden if parameter.secret else str(error)
            self.problems.append(Problem(parameter.path, "type", message))

    def _store(self, parameter: LaunchParameter, *, value: Any) -> None:
        inside = self.value
        for name in parameter.path[:-1]:
            inside = inside.setdefault(str(name), {})
        inside[str(parameter.path[-1])] = value


def _is_switch(parameter: LaunchParameter) -> bool:
    return "boolean" in parameter.types and not parameter.hint.texts


def _takes_several(parameter: LaunchParameter) -> bool:
    styles = ("space", "repeat") if parameter.hint.arg is not None else ()
    return "array" in parameter.types and (parameter.hint.style or "space") in styles


def _spellings(leaves: Sequence[LaunchParameter]) -> dict[str, LaunchParameter]:
    """Map each spelling of a flag to its parameter; the schema's spelling wins."""
    found: dict[str, LaunchParameter] = {}
    for leaf in leaves:
        name = str(leaf.path[-1])
        dotted = ".".join(map(str, leaf.path))
        for spelling in (f"--{name}", f"--{_dashed(name)}", f"--{dotted}"):
            found.setdefault(spelling, leaf)
    return found | {leaf.hint.arg.removesuffix("="): leaf for leaf in leaves if leaf.hint.arg}


def _off_spellings(leaves: Sequence[LaunchParameter]) -> dict[str, LaunchParameter]:
    """Map `--no-x`, or what the schema names instead, to its boolean parameter."""
    found = {
        f"--no-{flag.lstrip('-')}": leaf
        for leaf in leaves
        if "boolean" in leaf.types
        for flag in _flag_names(leaf)
    }
    return found | {leaf.hint.off: leaf for leaf in leaves if leaf.hint.off}


def _flag_names(leaf: LaunchParameter) -> Iterator[str]:
    yield _dashed(str(leaf.path[-1]))
    if leaf.hint.arg:
        yield leaf.hint.arg.removesuffix("=")


def _dashed(flag: str) -> str:
    return flag.replace("_", "-")


def _suggest(word: str, known: Sequence[str] | dict[str, LaunchParameter]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
