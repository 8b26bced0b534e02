"""Values of Scale's parameter types, read as Scale's clients read them.

Those clients turn numbers into text and text into numbers, and one of them sends everything as text,
so a value that clearly means one of the declared type is taken for it. What does not is left as it
is, for the schema to refuse. Unlike those clients no fraction is cut off: 5.7 is no whole number.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from registry.domain.parameter_list import is_parameters

_WHOLE = re.compile(r"\s*[+-]?[0-9]+(_[0-9]+)*\s*")
_LONGEST = 4300  # digits that Python reads
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "t", "y", "1"), True),
    **dict.fromkeys(("false", "no", "off", "f", "n", "0"), False),
}


def coerce_parameters(schema: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with each value as its declared type has it, where it means one.

    Args:
        schema: what declares them. Only Scale's list says how to read a value; by a JSON Schema
            they stay as they are.
        given: the parameters by name.
    """
    if not is_parameters(schema):
        return dict(given)
    types = {
        entry["name"]: entry["type"]
        for entry in schema["parameters"]
        if isinstance(entry, dict) and entry.keys() >= {"name", "type"}
    }
    return {name: _coerce(types.get(name), value) for name, value in given.items()}


def _coerce(declared: object, value: Any) -> Any:
    read = _READERS.get(str(declared))
    return value if read is None or value is None else read(value)


def _read_text(value: Any) -> Any:
    return str(value) if isinstance(value, bool | int | float) else value


def _read_whole(value: Any) -> Any:
    if isinstance(value, str) and len(value) <= _LONGEST and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    return value


def _read_number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value


def _read_truth(value: Any) -> Any:
    if isinstance(value, str):
        return _TRUTHS.get(value.lower(), value)
    is_bit = isinstance(value, int | float) and value in (0, 1)
    return bool(value) if is_bit else value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "str": _read_text,
    "int": _read_whole,
    "float": _read_number,
    "bool": _read_truth,
}
