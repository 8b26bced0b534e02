"""JSON text and numbers as people type them, read without loss and without guessing."""

import json
import math
import re
import sys
from typing import Any, NoReturn

from registry.errors import Json


class Unreadable(ValueError):
    """A text that is not what it should be; the message says what was expected and where."""


def read_json(text: str) -> Json:
    """Read one JSON value (RFC 8259), strictly.

    Raises:
        Unreadable: not JSON; or NaN, Infinity, a number too large for a float, a key given twice, an
            integer with more digits than Python reads, more than about a thousand levels.
    """
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"{error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise Unreadable("nested too deeply to be read") from error
    return value


def write_json(value: Json, *, indent: int | None = None) -> str:
    """Write a value so that `read_json` gives it back; lone surrogates are escaped, the rest is not."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def read_number(text: str, *, whole: bool) -> int | float:
    """Read a number as a person types it: `8192`, `1_000`, `-0.0`, `1e-7`, of any size.

    Args:
        text: what was typed; surrounding spaces are ignored.
        whole: the field takes integers only, so that `1e6` means 1000000 and not 1000000.0.

    Raises:
        Unreadable: not a number.
    """
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        wanted = "a whole number such as 8192" if whole else "a number such as 0.9 or 1e-5"
        raise Unreadable(f"expected {wanted}, got {_short(bare)!r}")
    digits = bare.replace("_", "")
    if _INTEGER.fullmatch(digits):
        return _integer(digits)
    number = _finite(digits)
    exponent_only = "." not in digits and number.is_integer()
    return int(number) if whole and exponent_only and abs(number) < 1e15 else number


_NUMBER = re.compile(r"[+-]?(\d+(_\d+)*)?(\.\d*)?([eE][+-]?\d+)?(?<=[\d.])")
_INTEGER = re.compile(r"[+-]?\d+")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _integer(digits: str) -> int:
    limit = sys.get_int_max_str_digits()
    if limit and len(digits.lstrip("+-")) > limit:
        raise Unreadable(f"expected an integer of at most {limit} digits, got {len(digits)}")
    return int(digits)


def _finite(digits: str) -> float:
    try:
        number = float(digits)
    except ValueError as error:
        raise Unreadable(f"expected a number, got {_short(digits)!r}") from error
    if math.isinf(number):
        raise Unreadable(f"{_short(digits)} is too large for a floating-point number")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Unreadable(f"the key {twice!r} is given twice; give it once")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(f"{name} is not JSON; give a finite number")
