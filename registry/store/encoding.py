"""Strict JSON text and instants, as in every file of the store."""

import json
import math
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NoReturn

import orjson

from registry.errors import Invalid
from streamlit_jsonschema_form.problems import JsonPath, JsonValue, Problem

# A value that holds itself ends as too deep: half the cost of a check for that.
_STRICT = json.JSONEncoder(allow_nan=False, check_circular=False)
quote: Callable[[str], str] = json.encoder.encode_basestring_ascii
"""Writes a text as JSON in ASCII."""

_BODY = "the record's body"

MAX_DEPTH = 300
"""How deep arrays and objects may nest: far below where Python's own parser gives up."""

_LONG_NUMBER = re.compile("[0-9]{19}")
_BAD_CHARACTERS = re.compile("[\x00\ud800-\udfff]")


class Malformed(ValueError):
    """A value is not what is expected.

    Attributes:
        got: the value.
        expected: what is expected, in words.
    """

    def __init__(self, got: object, expected: str) -> None:
        self.got, self.expected = got, expected
        shown = repr(got)
        shown = shown if len(shown) <= 100 else f"{shown[:100]}…"
        super().__init__(f"expected {expected}, got {shown}")


def encode(value: JsonValue) -> str:
    """Write strict JSON in ASCII, on one line, property order kept, as TinyDB itself does.

    Raises:
        Invalid: for what would not be read as the same value (tuples, keys that are not texts), what
            strict JSON cannot hold (NaN, NUL, lone surrogates), and what a plain reader would refuse
            (integers longer than `sys.get_int_max_str_digits()` digits, nesting beyond `MAX_DEPTH`).
    """
    try:
        text = _STRICT.encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        problems = list(find_faults(value)) or [Problem((), "json", str(error))]
        raise Invalid(_BODY, problems) from error
    if _looks_risky(text) or json.loads(text) != value:
        problems = list(find_faults(value))
        if problems:
            raise Invalid(_BODY, problems)
    return text


def encode_quickly(value: dict[str, JsonValue]) -> str:
    """Write as `encode` does, most values with orjson, which takes a third of the time.

    It spaces nothing and writes some numbers with fewer characters, so this is not for texts that
    are compared with others. What is not ASCII, integers beyond 64 bits and deep nesting are left
    to Python's own encoder. Raises Invalid.
    """
    try:
        data = orjson.dumps(value)
    except orjson.JSONEncodeError:
        return encode(value)
    if not data.isascii() or b"\\u0000" in data or orjson.loads(data) != value:
        return encode(value)
    return data.decode()


def decode(text: str | bytes) -> JsonValue:
    """Read strict JSON.

    Raises:
        ValueError: for broken JSON (`json.JSONDecodeError`), NaN, Infinity and too long integers.
        RecursionError: for nesting that Python cannot follow.
    """
    value: JsonValue = json.loads(text, parse_constant=refuse_constant)
    return value


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not know (RFC 8259 §6)."""
    raise Malformed(name, "a finite number or null")


def parser_of(text: str) -> Callable[[str], Any]:
    """Return the function that parses a text of `encode_quickly`: orjson's wherever it is exact.

    It takes a quarter of the time, but reads integers beyond 64 bits as floats. Only Python's
    encoder writes those, with a space behind each colon.
    """
    return json.loads if '": ' in text and _LONG_NUMBER.search(text) else orjson.loads


def is_storable(text: str) -> bool:
    """Whether every store can hold a text: no NUL, no half of a character."""
    return not _BAD_CHARACTERS.search(text)


def _looks_risky(text: str) -> bool:
    """Whether a text may hold what only a full walk can judge: a cheap check."""
    escaped = "\\u" in text and ("\\u0000" in text or "\\ud" in text)
    return escaped or text.count("[") + text.count("{") > MAX_DEPTH


def find_faults(value: object) -> Iterator[Problem]:
    """Yield a Problem for each part of a value that is not storable strict JSON."""
    todo: list[tuple[JsonPath, object]] = [((), value)]
    while todo:
        path, item = todo.pop()
        if isinstance(item, dict | list) and len(path) >= MAX_DEPTH:
            yield Problem((), "depth", f"expected at most {MAX_DEPTH} levels, got more; flatten it")
            return
        if isinstance(item, dict):
            yield from _find_key_faults(path, item)
            todo.extend(((*path, str(key)), child) for key, child in item.items())
        elif isinstance(item, list):
            todo.extend(((*path, index), child) for index, child in enumerate(item))
        else:
            yield from _find_scalar_faults(path, item)


def _find_key_faults(path: JsonPath, item: dict[object, object]) -> Iterator[Problem]:
    for key in item:
        if not isinstance(key, str):
            yield Problem(path, "json", f"expected texts as property names, got {key!r}")
        elif _BAD_CHARACTERS.search(key):
            yield Problem(path, "json", f"the property name {key!r} holds NUL or half a character")


def _find_scalar_faults(path: JsonPath, item: object) -> Iterator[Problem]:
    limit = sys.get_int_max_str_digits()
    if item is None or isinstance(item, bool):
        return
    if isinstance(item, str):
        if _BAD_CHARACTERS.search(item):
            yield Problem(path, "json", "the text holds NUL or half a character; remove it")
    elif isinstance(item, float):
        if not math.isfinite(item):
            yield Problem(path, "json", f"expected a finite number, got {item}")
    elif isinstance(item, int):
        # 3.32 bits make a digit: the exact count would need the conversion that is refused.
        if limit and item.bit_length() > limit * 3.32 and abs(item) >= 10**limit:
            yield Problem(path, "json", f"expected an integer of at most {limit} digits")
    else:
        yield Problem(path, "json", f"expected a JSON value, got {type(item).__name__}")


@lru_cache(maxsize=16)
def write_instant(instant: datetime) -> str:
    """Write an instant in UTC with microseconds: `2026-01-31T12:00:00.000000+00:00`.

    Raises:
        ValueError: for a time without a zone.
    """
    return in_utc(instant).isoformat(timespec="microseconds")


def in_utc(instant: datetime) -> datetime:
    """Return the same instant in UTC. Raises ValueError for a time without a zone."""
    if instant.tzinfo is None:
        raise Malformed(instant, "a time with its zone")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


def read_instant(text: str) -> datetime:
    """Read what `write_instant` wrote. Raises ValueError."""
    return in_utc(datetime.fromisoformat(text))
