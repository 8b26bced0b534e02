"""Strict JSON text (RFC 8259): read and written without loss; what cannot be kept is refused."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from streamlit_jsonschema_form.problems import FormError, JsonValue

__all__ = ["InvalidText", "read_json", "write_json"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_DIGITS = 4300

MAX_DEPTH = 100
"""Levels of nesting that every reader on the way can follow without running out of stack."""


class InvalidText(FormError, ValueError):
    """A text that cannot be read as the value that is expected.

    Attributes:
        reasons: each mistake, with its line and column where it has one; never empty.
    """

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


def read_json(text: str) -> JsonValue:
    """Read one JSON value.

    Raises:
        InvalidText: not JSON; or NaN, Infinity, a number beyond a double, an integer of more than 4,300
            digits, a name given twice in one object, or more than `MAX_DEPTH` levels of nesting.
    """
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=_object, parse_constant=_reject, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        raise _syntax_error(error) from error
    except RecursionError as error:
        raise InvalidText(_TOO_DEEP) from error
    except ValueError as error:
        raise InvalidText(*_reasons(text)) from error
    if _is_deep(value):
        raise InvalidText(_TOO_DEEP)
    return value


def write_json(value: JsonValue, *, indent: int | None = None, compact: bool = False) -> str:
    """Write a value so that `read_json` gives it back; half surrogate pairs are escaped.

    Args:
        value: JSON.
        indent: spaces a level; None writes one line.
        compact: without spaces between the parts.
    """
    separators = (",", ":") if compact else None
    text = json.dumps(
        value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False
    )
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_TOO_DEEP = f"it is nested too deeply: more than {MAX_DEPTH} levels; flatten it"


def _is_deep(value: JsonValue) -> bool:
    """Tell whether a value has more than `MAX_DEPTH` levels, without recursion."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [member for each in level for member in _members(each)]
    return bool(level)


def _members(value: JsonValue) -> Iterable[JsonValue]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _syntax_error(error: json.JSONDecodeError) -> InvalidText:
    reason = f"{error.msg[:1].lower()}{error.msg[1:]}"
    return InvalidText(f"line {error.lineno}, column {error.colno}: {reason}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        _reject("a repeated name")
    return fields


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _reject(digits)


def _reject(what: str) -> NoReturn:
    raise ValueError(what)


def _reasons(text: str) -> list[str]:
    """Find every mistake of a text that was refused, or the one that makes it no JSON at all."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        return [str(_syntax_error(error))]
    return list(_token_reasons(text))


def _token_reasons(text: str) -> Iterator[str]:
    """Go over the tokens of a text that is JSON in form."""
    names: list[set[str]] = []
    tokens = list(_TOKEN.finditer(text))
    for found, following in zip(tokens, [*tokens[1:], None], strict=True):
        token = found[0]
        if token == "{":
            names.append(set())
        elif token == "}":
            names.pop()
        reason = _number_reason(token)
        if following and following[0] == ":":
            name = json.loads(token)
            reason = f"the name {token} is given twice; keep one" if name in names[-1] else ""
            names[-1].add(name)
        if reason:
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            yield f"line {line}, column {column}: {reason}"


def _number_reason(token: str) -> str:
    if token[0] in '"{}[]:,tfn':
        return ""
    if token in ("NaN", "Infinity", "-Infinity"):
        return f"{token} is not JSON; use null or a text instead"
    digits = token.lstrip("-")
    too_large = len(digits) > _MAX_DIGITS if digits.isdigit() else math.isinf(float(token))
    return f"the number {token[:20]} is too large to be kept exactly" if too_large else ""
