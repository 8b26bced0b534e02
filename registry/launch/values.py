"""Values of parameters as texts of a command line or of variables, written and read."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from registry.launch.hints import LaunchParameter
from streamlit_jsonschema_form.json_text import InvalidText, read_json

_BARE_POINT = re.compile(r"^(-?)\.")
_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off"})
_TYPE_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: a text, followed by the value of a secret if it names one."""

    text: str
    secret: str | None = None


def to_text(parameter: LaunchParameter, value: Any) -> str:
    """Write a value as one text, for a variable."""
    if isinstance(value, list):
        return _join(parameter, value, parameter.hint.style or "json")
    return _write_scalar(parameter, value)


def to_arguments(parameter: LaunchParameter, value: Any) -> tuple[Argument, ...]:
    """Write a value as arguments, by the flag of its parameter; may be none."""
    flag = parameter.hint.arg or ""
    if parameter.secret:
        return _flagged(flag, Argument("", parameter.variable))
    if isinstance(value, bool) and flag and not parameter.hint.texts:
        return _switch(parameter, on=value)
    if isinstance(value, list):
        return _write_list(parameter, value)
    return _flagged(flag, Argument(_write_scalar(parameter, value)))


def _switch(parameter: LaunchParameter, *, on: bool) -> tuple[Argument, ...]:
    flag = parameter.hint.arg if on else parameter.hint.off
    return (Argument(flag.removesuffix("=")),) if flag else ()


def _flagged(flag: str, word: Argument) -> tuple[Argument, ...]:
    if not flag:
        return (word,)
    if flag.endswith("="):
        return (Argument(flag + word.text, word.secret),)
    return Argument(flag), word


def _write_list(parameter: LaunchParameter, value: list[Any]) -> tuple[Argument, ...]:
    flag, style = parameter.hint.arg or "", parameter.hint.style or "space"
    if style in ("comma", "json"):
        return _flagged(flag, Argument(_join(parameter, value, style)))
    words = [Argument(_write_scalar(parameter, item)) for item in value]
    if style == "repeat" or flag.endswith("="):
        return tuple(part for word in words for part in _flagged(flag, word))
    return (Argument(flag), *words) if flag and words else tuple(words)


def _write_scalar(parameter: LaunchParameter, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and parameter.hint.texts:
        return parameter.hint.texts[value]
    return json.dumps(value, ensure_ascii=False)


def _join(parameter: LaunchParameter, value: list[Any], style: str) -> str:
    separator = {"comma": ",", "space": " "}.get(style)
    if separator is None:
        return json.dumps(value, ensure_ascii=False)
    return separator.join(_write_scalar(parameter, item) for item in value)


class UnreadableValue(Exception):
    """A text that is not of the expected type; its message names the type and the text."""

    def __init__(self, text: str, types: Sequence[str]) -> None:
        shown = text if len(text) <= 60 else f"{text[:59]}…"
        *most, last = [_TYPE_WORDS.get(name, name) for name in types]
        expected = f"{', '.join(most)} or {last}" if most else last
        super().__init__(f"must be {expected}, got {shown!r}")


def read_value(parameter: LaunchParameter, texts: Sequence[str]) -> Any:
    """Read the value of a flag or of a variable; several texts are items of a list.

    Raises:
        UnreadableValue: they are not of the parameter's type.
    """
    if "array" in parameter.types and not (
        len(texts) == 1 and _reads_as_scalar(parameter, texts[0])
    ):
        return [read_scalar(item, parameter.items, parameter) for item in _items(parameter, texts)]
    return read_scalar(texts[-1], parameter.types, parameter)


def read_scalar(text: str, types: frozenset[str], parameter: LaunchParameter) -> Any:
    """Read one text as the first of the types that it fits; without types as JSON or a text.

    Raises:
        UnreadableValue: it fits none.
    """
    if text in _exact_texts(parameter):
        return text
    for kind in _ORDER:
        if kind in types or not types:
            value = _READERS[kind](text, parameter)
            if value is not _NOTHING and (types <= {kind, "null"} or _is_canonical(text, value)):
                return value
    if not types or "string" in types:
        return text
    raise UnreadableValue(text, sorted(types))


def is_truth(parameter: LaunchParameter, text: str) -> bool:
    """Tell whether a text says true or false for a boolean parameter."""
    return _boolean(text, parameter) is not _NOTHING


def _items(parameter: LaunchParameter, texts: Sequence[str]) -> list[str]:
    """Split a list that came as one text, by the style that its hint names."""
    if len(texts) != 1:
        return list(texts)
    whole = texts[0]
    style = parameter.hint.style or ("space" if parameter.hint.arg is not None else "json")
    if style == "comma" or (style == "json" and not whole.lstrip().startswith("[")):
        return whole.split(",") if whole else []
    if style == "json":
        return [item if isinstance(item, str) else json.dumps(item) for item in _read_list(whole)]
    return whole.split() if parameter.hint.arg is None and style == "space" else [whole]


def _read_list(text: str) -> list[Any]:
    value = _try_json(text)
    if not isinstance(value, list):
        raise UnreadableValue(text, ["array"])
    return value


def _reads_as_scalar(parameter: LaunchParameter, text: str) -> bool:
    """Tell whether a union of a list and something else is not a list here."""
    others = parameter.types - {"array", "null"}
    return bool(others) and not text.lstrip().startswith("[") and not parameter.hint.style


def _exact_texts(parameter: LaunchParameter) -> set[str]:
    """Return the texts that the schema lists by name."""
    listed = [value for facet in parameter.facets for value in facet.get("enum", [])]
    listed += [facet["const"] for facet in parameter.facets if "const" in facet]
    return {value for value in listed if isinstance(value, str)}


def _is_canonical(text: str, value: Any) -> bool:
    """Tell whether a text is what we would write for a value, so that it may be read as it."""
    return json.dumps(value, ensure_ascii=False) == text


def _try_json(text: str) -> Any:
    try:
        return read_json(text)
    except InvalidText:
        return _NOTHING


def _number(text: str, _: LaunchParameter) -> Any:
    value = _try_json(_BARE_POINT.sub(r"\g<1>0.", text.strip().removeprefix("+")))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else _NOTHING


def _integer(text: str, parameter: LaunchParameter) -> Any:
    """Read a whole number; `8192.0` is one for JSON Schema and stays as it is written."""
    value = _number(text, parameter)
    return value if value is not _NOTHING and value == int(value) else _NOTHING


def _boolean(text: str, parameter: LaunchParameter) -> Any:
    if parameter.hint.texts and text in parameter.hint.texts:
        return parameter.hint.texts.index(text) == 1
    word = text.strip().lower()
    return word in _TRUE if word in _TRUE | _FALSE else _NOTHING


def _of(kind: type) -> Callable[[str, LaunchParameter], Any]:
    def reader(text: str, _: LaunchParameter) -> Any:
        value = _try_json(text)
        return value if isinstance(value, kind) else _NOTHING

    return reader


_NOTHING = object()
_ORDER = ("integer", "number", "boolean", "object", "array", "null")
_READERS: dict[str, Callable[[str, LaunchParameter], Any]] = {
    "array": _of(list),
    "boolean": _boolean,
    "integer": _integer,
    "null": _of(type(None)),
    "number": _number,
    "object": _of(dict),
}
