"""The checks behind `format`, the same ones for both dialects."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from jsonschema import FormatChecker
from jsonschema.validators import Draft202012Validator

from streamlit_jsonschema_form.validation.pattern import BadPattern, compile_pattern

LONGEST = 100_000
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = re.compile(rf'{_ATOM}(?:\.{_ATOM})*|"(?:[^"\\\r\n]|\\.)*"')
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_BEYOND_RAISES = (ValueError, LookupError, TypeError, ArithmeticError, RecursionError)


def make_format_checker() -> FormatChecker:
    """Return a checker that asserts the formats of draft-07 and 2020-12."""
    checker = FormatChecker(formats=())
    known = Draft202012Validator.FORMAT_CHECKER.checkers
    for name in {**known, **_CHECKS}:
        check, raises = known.get(name, (None, ()))
        check = _CHECKS.get(name) or check
        checker.checkers[name] = (
            _bounded(check),
            (*_as_tuple(raises), *_BEYOND_RAISES, BadPattern),
        )
    return checker


def _as_tuple(raises: Any) -> tuple[type[Exception], ...]:
    return raises if isinstance(raises, tuple) else (raises,)


def _bounded(check: Callable[[object], bool]) -> Callable[[object], bool]:
    """Refuse texts so long that checking them would take long."""

    def checked(value: object) -> bool:
        return not isinstance(value, str) or (len(value) <= LONGEST and check(value))

    return checked


def _is_regex(value: object) -> bool:
    compile_pattern(str(value))
    return True


def _is_email(value: object) -> bool:
    """RFC 5321 §4.1.2: a mailbox, its domain a name or an address in brackets."""
    local, at, domain = str(value).rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        return False
    literal = re.fullmatch(r"\[(?:IPv6:(?P<six>.*)|(?P<four>.*))\]", domain)
    if not literal:
        return len(domain) <= 255 and _DOMAIN.fullmatch(domain) is not None
    kind, text = ("ipv6", literal["six"]) if literal["six"] else ("ipv4", literal["four"])
    return bool(Draft202012Validator.FORMAT_CHECKER.conforms(text, kind))


def _is_uri_of(rule: str) -> Callable[[object], bool]:
    """RFC 3987 §3.1: an IRI is legal when it is a legal URI once percent-encoded."""

    def check(value: object) -> bool:
        encoded = "".join(quote(c) if c > "\x9f" else c for c in str(value))
        return bool(Draft202012Validator.FORMAT_CHECKER.conforms(encoded, rule))

    return check


_CHECKS: dict[str, Callable[[object], bool]] = {
    "regex": _is_regex,
    "email": _is_email,
    "iri": _is_uri_of("uri"),
    "iri-reference": _is_uri_of("uri-reference"),
}
