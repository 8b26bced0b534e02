"""Free JSON: values of any shape, stored exactly as given.

Strict JSON alone can be stored everywhere and read by everyone, so NaN and the infinities (RFC 8259
§6), NUL, lone surrogates (RFC 8259 §8.2), keys that are no text and Python's own types are refused,
each at its place. What passes comes back exactly: property order, integers of any size, 1 is not
1.0.
"""

import math
import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from streamlit_jsonschema_form.problems import JsonPath

MAX_DEPTH = 100
"""Levels of nesting, as many as a JSON text that is read may have."""

MAX_BITS = 14_284
"""Integers up to here have 4,300 digits at most, the longest that Python reads and writes."""

Flaw = tuple[JsonPath, str]

_SURROGATE = re.compile("[\ud800-\udfff]")
_FLAW = "strict_json"  # the type of our errors, as pydantic names types


def check_text(text: str) -> str | None:
    """Return why a text cannot be stored, or None."""
    if "\0" in text:
        return "expected text without NUL characters; remove them"
    if _SURROGATE.search(text):
        return "expected Unicode text, got half of a surrogate pair; remove or complete it"
    return None


def find_flaws(value: object, path: JsonPath = ()) -> Iterator[Flaw]:
    """Yield (path, message) for everything in `value` that is not strict JSON."""
    if len(path) > MAX_DEPTH:
        yield path, f"expected at most {MAX_DEPTH} levels of nesting; flatten the value"
    elif type(value) is dict:
        for key, member in value.items():
            place = (*path, str(key).encode("utf-8", "backslashreplace").decode())
            if flaw := _check_key(key):
                yield place, flaw
            yield from find_flaws(member, place)
    elif type(value) is list:
        for index, item in enumerate(value):
            yield from find_flaws(item, (*path, index))
    elif flaw := _check_scalar(value):
        yield path, flaw


def _check_key(key: object) -> str | None:
    if type(key) is not str:
        return f"expected keys that are text, got {key!r} ({type(key).__name__})"
    return check_text(key)


def _check_scalar(value: object) -> str | None:
    if type(value) is str:
        return check_text(value)
    if type(value) is float and not math.isfinite(value):
        return f"expected a finite number, got {value}; use null or a text instead"
    if type(value) is int and value.bit_length() > MAX_BITS:
        return "expected a whole number of at most 4,300 digits; write a longer one as text"
    if value is None or type(value) in (bool, int, float):
        return None
    return f"expected JSON, got a {type(value).__name__}"


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


def _strict_text(text: str) -> str:
    flaw = check_text(text)
    if flaw:
        raise _flaw(flaw)
    return text


strict_text = AfterValidator(_strict_text)
"""Stands after constraints, where a text has any."""

Text = Annotated[str, strict_text]
"""A text that can be stored: no NUL (lone surrogates pydantic refuses itself)."""

FreeObject = Annotated[dict[str, Any], BeforeValidator(strict)]
"""Any JSON object."""
