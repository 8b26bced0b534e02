"""Strict JSON (RFC 8259): what cannot be kept exactly is refused with its line and column."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from registry.errors import Invalid, Problem

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_MOST_DIGITS = 4300


def read_json(text: str) -> Any:
    """Read JSON; NaN, Infinity, numbers beyond a double and repeated names are refused.

    Raises:
        Invalid: with one problem for each place.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}, column {error.colno}: {_lower(error.msg)}"
        raise Invalid("the JSON", [Problem((), "json", message)]) from error
    except RecursionError as error:
        raise Invalid("the JSON", [Problem((), "json", "is nested too deeply")]) from error
    except ValueError as error:  # an integer of more digits than Python reads
        raise Invalid("the JSON", list(_flaws(text))) from error
    problems = list(_flaws(text))
    if problems:
        raise Invalid("the JSON", problems)
    return value


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _flaws(text: str) -> Iterator[Problem]:
    """Go over the tokens of a text that is JSON in form."""
    names: list[set[str]] = []
    tokens = list(_TOKEN.finditer(text))
    for found, following in zip(tokens, [*tokens[1:], None], strict=True):
        token = found[0]
        if token == "{":
            names.append(set())
        elif token == "}":
            names.pop()
        reason = _number_flaw(token)
        if following and following[0] == ":":
            name = json.loads(token)
            reason = f"the name {token} is given twice; keep one" if name in names[-1] else ""
            names[-1].add(name)
        if reason:
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            yield Problem((), "json", f"line {line}, column {column}: {reason}")


def _number_flaw(token: str) -> str:
    if token[0] in '"{}[]:,tfn':
        return ""
    if token in ("NaN", "Infinity", "-Infinity"):
        return f"{token} is not JSON; use null or a text instead"
    digits = token.lstrip("-")
    too_large = len(digits) > _MOST_DIGITS if digits.isdigit() else math.isinf(float(token))
    return f"the number {token[:20]} is too large to be kept exactly" if too_large else ""
