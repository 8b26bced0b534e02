"""Free JSON: values whose shape is their owner's business, kept exactly as given.

Strict JSON alone can be stored everywhere and read by everyone, so NaN and the infinities (RFC 8259
§6), NUL, lone surrogates (RFC 8259 §8.2), keys that are no text and Python's own types are refused,
each at its place. What passes comes back exactly: property order, integers of any size, 1 is not
1.0.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from streamlit_jsonschema_form.json_text import MAX_DEPTH
from streamlit_jsonschema_form.problems import JsonPath

MAX_BITS = 14_284
"""Integers up to here have 4,300 digits at most, the longest that Python reads and writes."""

Flaw = tuple[JsonPath, str]

_SURROGATE = re.compile("[\ud800-\udfff]")
_FLAW = "strict_json"  # the type of our errors, as pydantic names types


def check_text(text: str) -> str | None:
    """Say what keeps a text from being stored, or None."""
    if "\0" in text:
        return "expected text without NUL characters; remove them"
    if _SURROGATE.search(text):
        return "expected Unicode text, got half of a surrogate pair; remove or complete it"
    return None


def _check_float(number: float) -> str | None:
    if math.isfinite(number):
        return None
    return f"expected a finite number, got {number}; use null or a text instead"


def _check_int(number: int) -> str | None:
    if number.bit_length() <= MAX_BITS:
        return None
    return "expected a whole number of at most 4,300 digits; write a longer one as text"


def _accept(_: object) -> None:
    return None


_SCALARS: dict[type, Callable[[Any], str | None]] = {
    type(None): _accept,
    bool: _accept,
    int: _check_int,
    float: _check_float,
    str: check_text,
}


def _check_key(key: object) -> str | None:
    if type(key) is not str:
        return f"expected keys that are text, got {key!r} ({type(key).__name__})"
    return check_text(key)


def _show(key: object) -> str:
    return str(key).encode("utf-8", "backslashreplace").decode()


def _object_flaws(value: dict[object, object], path: JsonPath) -> Iterator[Flaw]:
    for key, member in value.items():
        place = (*path, _show(key))
        flaw = _check_key(key)
        if flaw:
            yield place, flaw
        yield from find_flaws(member, place)


def _list_flaws(value: list[object], path: JsonPath) -> Iterator[Flaw]:
    for index, item in enumerate(value):
        yield from find_flaws(item, (*path, index))


_CONTAINERS: dict[type, Callable[[Any, JsonPath], Iterator[Flaw]]] = {
    dict: _object_flaws,
    list: _list_flaws,
}


def find_flaws(value: object, path: JsonPath = ()) -> Iterator[Flaw]:
    """Yield (path, message) for everything in `value` that is not strict JSON."""
    if len(path) > MAX_DEPTH:
        yield path, f"expected at most {MAX_DEPTH} levels of nesting; flatten the value"
    elif type(value) in _CONTAINERS:
        yield from _CONTAINERS[type(value)](value, path)
    elif type(value) not in _SCALARS:
        yield path, f"expected JSON, got a {type(value).__name__}"
    else:
        flaw = _SCALARS[type(value)](value)
        if flaw:
            yield path, flaw


def _copy(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copy(member) for key, member in value.items()}
    if type(value) is list:
        return [_copy(item) for item in value]
    return value


def _flaw(message: str) -> PydanticCustomError:
    return PydanticCustomError(_FLAW, "{flaw}", {"flaw": message})


def strict(value: object) -> Any:
    """Return a copy of `value`. Raises ValidationError with one entry at each flaw."""
    details = [
        InitErrorDetails(type=_flaw(message), loc=place, input=None)
        for place, message in find_flaws(value)
    ]
    if details:
        raise ValidationError.from_exception_data(_FLAW, details)
    return _copy(value)


def strict_object(value: dict[Any, Any]) -> dict[str, Any]:
    """Return a copy of an object. Raises ValidationError with one entry at each flaw."""
    copy: dict[str, Any] = strict(value)
    return copy


def _strict_text(text: str) -> str:
    flaw = check_text(text)
    if flaw:
        raise _flaw(flaw)
    return text


strict_text = AfterValidator(_strict_text)
"""Goes behind constraints, where a text has any."""

Text = Annotated[str, strict_text]
"""A text that can be stored: no NUL (lone surrogates pydantic refuses itself)."""

FreeObject = Annotated[dict[str, Any], BeforeValidator(strict)]
"""Any JSON object."""
