"""Errors as answers: one table of statuses, one shape of body for each dialect."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from logging import getLogger
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from registry.api.body import Aborted, NotJson, TooLarge, TooManyHeaders, TooSlow, WrongMedia
from registry.api.errors.details import ErrorDetail, details_of, quote
from registry.api.errors.problem_details import MEDIA_TYPE, write_problem
from registry.api.etags import Unconditional, Unmatched
from registry.api.response import StrictResponse
from registry.errors import (
    Conflict,
    Denied,
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
from streamlit_jsonschema_form.problems import JsonValue

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
    TooSlow: 408,
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
"""What keeps clients from sending again what will fail again: they retry 409 and all of 5xx."""

_FUTILE = frozenset({409, 501})
_OURS = "/api/v1"
_INTERNAL = "the server failed; what happened is in its log"

_log = getLogger(__name__)


def install(api: FastAPI) -> None:
    """Answer every error in the dialect of the path that was called."""
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
    """Return what a path can be asked (RFC 9110 §15.5.6); the framework names one route's alone."""
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


def _detail(detail: Mapping[str, Any]) -> ErrorDetail:
    context = {key: _plain(value) for key, value in detail.get("ctx", {}).items()}
    input = quote(detail.get("input"))
    return ErrorDetail(detail["type"], tuple(detail["loc"]), detail["msg"], input, context)


def _plain(value: object) -> JsonValue:
    return value if isinstance(value, bool | int | float | None) else str(value)


def _write(
    request: Request,
    status: int,
    message: str,
    error: Exception,
    headers: Mapping[str, str] | None = None,
) -> StrictResponse:
    more = {**(headers or {}), **(NO_RETRY if status in _FUTILE else {})}
    if request.url.path.startswith(_OURS):
        body = write_problem(status, message, error, request.method)
        return StrictResponse(body, status, more, MEDIA_TYPE)
    detail = [fault.to_json() for fault in _details(error)]
    return StrictResponse({"detail": detail or message}, status, more)


def _details(error: Exception) -> tuple[ErrorDetail, ...]:
    if isinstance(error, RequestValidationError):
        return tuple(_detail(detail) for detail in error.errors())
    return details_of(error) if isinstance(error, RegistryError) else ()
