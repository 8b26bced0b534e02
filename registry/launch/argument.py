"""Values of parameters as texts: of environment variables and of command-line arguments."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.launch.hints import LaunchParameter


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: a text, followed by the value of a secret if it names one."""

    text: str
    secret: str | None = None


def to_text(parameter: LaunchParameter, value: Any) -> str:
    """Write a value as one text, for a variable."""
    if isinstance(value, list):
        return _LISTS.get(parameter.hint.style or "json", _json)(parameter, value)
    return _scalar(parameter, value)


def to_arguments(parameter: LaunchParameter, value: Any) -> tuple[Argument, ...]:
    """Write a value as arguments, by the flag of its parameter; may be none."""
    flag = parameter.hint.arg or ""
    if parameter.secret:
        return _flagged(flag, Argument("", parameter.variable))
    if isinstance(value, bool) and flag and not parameter.hint.texts:
        return _switch(parameter, on=value)
    if isinstance(value, list):
        return _list(parameter, value)
    return _flagged(flag, Argument(_scalar(parameter, value)))


def _switch(parameter: LaunchParameter, *, on: bool) -> tuple[Argument, ...]:
    flag = parameter.hint.arg if on else parameter.hint.off
    return (Argument(flag.removesuffix("=")),) if flag else ()


def _flagged(flag: str, word: Argument) -> tuple[Argument, ...]:
    if not flag:
        return (word,)
    if flag.endswith("="):
        return (Argument(flag + word.text, word.secret),)
    return Argument(flag), word


def _list(parameter: LaunchParameter, value: list[Any]) -> tuple[Argument, ...]:
    flag, style = parameter.hint.arg or "", parameter.hint.style or "space"
    if style in ("comma", "json"):
        return _flagged(flag, Argument(_LISTS[style](parameter, value)))
    words = [Argument(_scalar(parameter, item)) for item in value]
    if style == "repeat" or flag.endswith("="):
        return tuple(part for word in words for part in _flagged(flag, word))
    return (Argument(flag), *words) if flag and words else tuple(words)


def _scalar(parameter: LaunchParameter, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and parameter.hint.texts:
        return parameter.hint.texts[value]
    return json.dumps(value, ensure_ascii=False)


def _json(_: LaunchParameter, value: list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _joined(separator: str) -> Callable[[LaunchParameter, list[Any]], str]:
    return lambda parameter, value: separator.join(_scalar(parameter, item) for item in value)


_LISTS = {"comma": _joined(","), "json": _json, "space": _joined(" ")}
