"""Errors as responses: one table of statuses, and one shape of body for each dialect.

NeMo's and Scale's dialects report errors as FastAPI does, a list of details, each with its location.
Our own reports problems (RFC 9457), each mistake with its JSON Pointer.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from logging import getLogger
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from registry.api.body import Aborted, BodyTooSlow, NotJson, TooLarge, TooManyHeaders, WrongMedia
from registry.api.etags import Unconditional, Unmatched
from registry.api.response import StrictResponse
from registry.domain.validation_messages import problem_of
from registry.errors import (
    AlreadyExists,
    Conflict,
    Denied,
    InUse,
    Invalid,
    NotFound,
    NotOffered,
    NoWorkspace,
    RegistryError,
    StaleRevision,
    StoreUnavailable,
    Unacceptable,
)
from registry.store.factory import UnknownStore
from streamlit_jsonschema_form.problems import JsonValue, Problem, json_pointer

MEDIA_TYPE: Final = "application/problem+json"

STATUSES: Final[Mapping[type[RegistryError], int]] = {
    Aborted: 400,
    Conflict: 409,
    Denied: 403,
    Invalid: 422,
    NotFound: 404,
    NotJson: 422,
    NotOffered: 501,
    StoreUnavailable: 503,
    TooLarge: 413,
    TooManyHeaders: 431,
    BodyTooSlow: 408,
    Unacceptable: 400,
    Unconditional: 428,
    UnknownStore: 503,
    Unmatched: 412,
    WrongMedia: 415,
}
"""The status of each class of errors; that of the nearest class counts."""

NEMO_STATUSES: Final[Mapping[type[RegistryError], int]] = {NoWorkspace: 422}
"""Where NeMo's dialect differs."""

SCALE_STATUSES: Final[Mapping[type[RegistryError], int]] = {NoWorkspace: 403}
"""Where Scale's dialect differs: nobody has access to an account that is not there."""

OWN_STATUSES: Final[Mapping[type[RegistryError], int]] = {NotJson: 400, StaleRevision: 412}
"""Where our own dialect differs: every change names what it was made to."""

_DIFFERENCES: Final[Mapping[str, Mapping[type[RegistryError], int]]] = {
    "api": OWN_STATUSES,
    "apis": NEMO_STATUSES,
    "v3": SCALE_STATUSES,
    "v4": SCALE_STATUSES,
}

NO_RETRY: Final = {"x-should-retry": "false"}
"""Stops clients from repeating what will fail again: they retry 409 and all of 5xx."""

_FUTILE = frozenset({409, 501})
_OURS = "/api/v1"
_INTERNAL = "the server failed; what happened is in its log"

_LONGEST_QUOTE = 1000

_TYPES: Final[Mapping[str, str]] = {
    "required": "missing",
    "pattern": "string_pattern_mismatch",
    "maxLength": "string_too_long",
    "minLength": "string_too_short",
    "minimum": "greater_than_equal",
    "maximum": "less_than_equal",
    "enum": "enum",
    "format": "url_parsing",
    "additionalProperties": "extra_forbidden",
}
"""JSON Schema keywords to the error types of pydantic, and so of both platforms."""

_EXTENSIONS: Final[Mapping[type[RegistryError], tuple[str, ...]]] = {
    AlreadyExists: ("workspace", "name"),
    InUse: ("users", "total"),
    StaleRevision: ("expected", "current"),
    Unmatched: ("current",),
}
"""Extension members of a problem (RFC 9457 §3.2): attributes of the error."""

_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})

_log = getLogger(__name__)


def install(api: FastAPI) -> None:
    """Answer every error in the dialect of the request's path."""
    api.add_exception_handler(RegistryError, respond_to_error)
    api.add_exception_handler(RequestValidationError, _respond_to_invalid)
    api.add_exception_handler(HTTPException, _respond_to_http_error)
    api.add_exception_handler(Exception, _respond_to_unforeseen)


def status_of(error: RegistryError, path: str) -> int:
    """Return the status of an error in the dialect of a path."""
    table = {**STATUSES, **_DIFFERENCES.get(path.split("/")[1], {})}
    known = (table[each] for each in type(error).__mro__ if each in table)
    return next(known, HTTPStatus.INTERNAL_SERVER_ERROR)


def respond_to_error(request: Request, error: Exception) -> StrictResponse:
    """Answer an error of the registry."""
    assert isinstance(error, RegistryError)
    status = status_of(error, request.url.path)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in _FUTILE:
        _log.error("%s %s: %s", request.method, request.url.path, error)
    headers = {"etag": error.current} if isinstance(error, Unmatched) else None
    return _write(request, status, str(error), error, headers)


def _respond_to_invalid(request: Request, error: Exception) -> StrictResponse:
    return _write(request, 422, "the request is not valid", error)


def _respond_to_http_error(request: Request, error: Exception) -> StrictResponse:
    assert isinstance(error, HTTPException)
    headers = error.headers
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"allow": ", ".join(_allowed(request))}
    return _write(request, error.status_code, error.detail, error, headers)


def _allowed(request: Request) -> list[str]:
    """Return the methods of a path (RFC 9110 §15.5.6); the framework names those of one route."""
    routers: Sequence[APIRouter] = request.app.state.routers
    routes = (route for router in routers for route in router.routes)
    fitting = (
        route.methods or ()
        for route in routes
        if isinstance(route, APIRoute) and route.path_regex.match(request.url.path)
    )
    allowed = {method for methods in fitting for method in methods}
    return sorted(allowed | {"HEAD"} if "GET" in allowed else allowed)


def _respond_to_unforeseen(request: Request, error: Exception) -> StrictResponse:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _write(request, 500, _INTERNAL, error)


def _write(
    request: Request,
    status: int,
    message: str,
    error: Exception,
    headers: Mapping[str, str] | None = None,
) -> StrictResponse:
    more = {**(headers or {}), **(NO_RETRY if status in _FUTILE else {})}
    if request.url.path.startswith(_OURS):
        body = _write_problem(status, message, error, request.method)
        return StrictResponse(body, status, more, MEDIA_TYPE)
    return StrictResponse({"detail": list(_details(error)) or message}, status, more)


def _details(error: Exception) -> Iterator[dict[str, JsonValue]]:
    """Yield the details of an error as FastAPI writes them; none if it is about the whole request."""
    if isinstance(error, RequestValidationError):
        for detail in error.errors():
            context = {key: _plain(value) for key, value in detail.get("ctx", {}).items()}
            input = _quote(detail.get("input"))
            yield _detail(detail["type"], detail["loc"], detail["msg"], input, context)
    elif isinstance(error, Invalid):
        for problem in error.problems:
            type = _TYPES.get(problem.keyword, "value_error")
            yield _detail(type, ("body", *problem.path), problem.message)
    elif isinstance(error, NotJson):
        location = ("body", error.position)
        yield _detail("json_invalid", location, "JSON decode error", {}, {"error": str(error)})


def _detail(
    type: str,
    location: Sequence[str | int],
    message: str,
    input: JsonValue = None,
    context: Mapping[str, JsonValue] | None = None,
) -> dict[str, JsonValue]:
    body: dict[str, JsonValue] = {
        "type": type,
        "loc": list(location),
        "msg": message,
        "input": input,
    }
    return {**body, "ctx": dict(context)} if context else body


def _plain(value: object) -> JsonValue:
    return value if isinstance(value, bool | int | float | None) else str(value)


def _quote(input: Any) -> JsonValue:
    """Return what came, if it is short JSON; else the beginning of its text."""
    if isinstance(input, bytes):
        return input[:_LONGEST_QUOTE].decode("utf-8", "replace")
    if isinstance(input, str):
        return input if len(input) <= _LONGEST_QUOTE else f"{input[:_LONGEST_QUOTE]}…"
    text = json.dumps(input, default=str)
    value: JsonValue = input if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return value


def _write_problem(status: int, message: str, error: Exception, method: str) -> dict[str, Any]:
    """Write the body of a problem.

    The type stays `about:blank`, so that the title is the status's own phrase (RFC 9457 §4.2.1);
    `code` tells apart what has the same status. Without a body, the stored entity breaks a rule.
    """
    extensions = {name: _listed(getattr(error, name)) for name in _names(error)}
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


def _listed(value: Any) -> JsonValue:
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
        return (_mistake(holder, problem, problem.path) for problem in error.problems)
    if isinstance(error, NotJson):
        return (_mistake(holder, Problem((), "json", str(error)), ()),)
    if isinstance(error, RequestValidationError):
        found = ((str(each["loc"][0]), problem_of(each)) for each in error.errors())
        return (_mistake(holder, problem, problem.path[1:]) for holder, problem in found)
    return ()


def _mistake(holder: str, problem: Problem, path: tuple[str | int, ...]) -> dict[str, JsonValue]:
    return {
        "in": holder,
        "pointer": json_pointer(path),
        "keyword": problem.keyword,
        "detail": problem.message,
    }
