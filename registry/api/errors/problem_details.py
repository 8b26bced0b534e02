"""Errors of our own dialect: problems as RFC 9457 has them, each mistake at its JSON Pointer."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi.exceptions import RequestValidationError

from registry.api.body import NotJson
from registry.api.etags import Unmatched
from registry.domain.validation_messages import problem_of
from registry.errors import AlreadyExists, InUse, Invalid, RegistryError, StaleRevision
from streamlit_jsonschema_form.problems import JsonValue, Problem, json_pointer

MEDIA_TYPE: Final = "application/problem+json"

_EXTENSIONS: Final[Mapping[type[RegistryError], tuple[str, ...]]] = {
    AlreadyExists: ("workspace", "name"),
    InUse: ("users", "total"),
    StaleRevision: ("expected", "current"),
    Unmatched: ("current",),
}
"""Extension members of a problem (RFC 9457 §3.2): attributes of the error."""

_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})


def write_problem(status: int, message: str, error: Exception, method: str) -> dict[str, Any]:
    """Write the body of a problem.

    The type stays `about:blank`, so that the title is the status's own phrase (RFC 9457 §4.2.1);
    `code` tells apart what has the same status. Without a body, it is what is kept that breaks a rule.
    """
    extensions = {name: _plain(getattr(error, name)) for name in _names(error)}
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": _code(error, status),
        "detail": message,
        **extensions,
        "errors": list(_errors(error, "body" if method in _WITH_BODY else "entity")),
    }


def _names(error: Exception) -> tuple[str, ...]:
    return next((names for kind, names in _EXTENSIONS.items() if isinstance(error, kind)), ())


def _plain(value: Any) -> JsonValue:
    return list(value) if isinstance(value, tuple) else value


def _code(error: Exception, status: int) -> str:
    """Return the error's own name: `StaleRevision` is `stale_revision`."""
    if isinstance(error, RequestValidationError):
        return _code(Invalid("", ()), status)
    name = type(error).__name__ if isinstance(error, RegistryError) else HTTPStatus(status).name
    if name.isupper():
        return name.lower()
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).removeprefix("_")


def _errors(error: Exception, holder: str) -> Iterable[dict[str, JsonValue]]:
    if isinstance(error, Invalid):
        return (_write(holder, problem, problem.path) for problem in error.problems)
    if isinstance(error, NotJson):
        return (_write(holder, Problem((), "json", str(error)), ()),)
    if isinstance(error, RequestValidationError):
        found = ((str(each["loc"][0]), problem_of(each)) for each in error.errors())
        return (_write(holder, problem, problem.path[1:]) for holder, problem in found)
    return ()


def _write(holder: str, problem: Problem, path: tuple[str | int, ...]) -> dict[str, JsonValue]:
    return {
        "in": holder,
        "pointer": json_pointer(path),
        "keyword": problem.keyword,
        "detail": problem.message,
    }
