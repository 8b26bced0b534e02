"""Numbers as people type them, read without loss and without guessing."""

import math
import re
import sys
from decimal import Decimal

from streamlit_jsonschema_form.json_text import InvalidText


def read_number(text: str, *, whole: bool) -> int | float:
    """Read a number as a person types it: `8192`, `1_000`, `-0.0`, `1e-7`, of any size.

    Args:
        text: what was typed; surrounding spaces are ignored.
        whole: the field takes integers only, so that `1e6` means 1000000 and not 1000000.0.

    Raises:
        InvalidText: not a number.
    """
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        wanted = "a whole number such as 8192" if whole else "a number such as 0.9 or 1e-5"
        raise InvalidText(f"expected {wanted}, got {_short(bare)!r}")
    digits = bare.replace("_", "")
    if _INTEGER.fullmatch(digits):
        return _integer(digits)
    number = _finite(digits)
    exponent_only = "." not in digits and number.is_integer()
    return int(Decimal(digits)) if whole and exponent_only else number


_NUMBER = re.compile(r"[+-]?(\d+(_\d+)*(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_INTEGER = re.compile(r"[+-]?\d+")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _integer(digits: str) -> int:
    limit = sys.get_int_max_str_digits()
    if limit and len(digits.lstrip("+-")) > limit:
        raise InvalidText(f"expected an integer of at most {limit} digits, got {len(digits)}")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise InvalidText(f"{_short(digits)} is too large for a floating-point number")
    return number
