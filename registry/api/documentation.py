"""What OpenAPI says of errors: every status that an operation may answer, with its body."""

import re
from typing import Any, Final

from registry.api.errors import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]
"""Responses by status, as FastAPI takes them."""

_DETAIL: Final = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["type", "loc", "msg", "input"],
                        "properties": {
                            "type": {"type": "string"},
                            "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
                            "msg": {"type": "string"},
                            "input": {},
                            "ctx": {"type": "object"},
                        },
                    },
                },
            ]
        }
    },
}

_WHEN: Final = {
    304: "What the caller knows already still holds.",
    400: "A filter or a reference cannot be answered as it is put.",
    403: "It is not allowed.",
    404: "There is no such entity.",
    408: "The body did not arrive in time.",
    409: "The present state is against it: the name is taken, or others refer to it.",
    412: "What stands is not what the change was made to; `ETag` names what does.",
    413: "The body is too large.",
    415: "The body does not say that it is JSON.",
    422: "The request breaks a rule.",
    428: "The change does not say what it was made to.",
    501: "A registry does not do this.",
    503: "The store cannot be read or written now.",
}

_ALWAYS: Final = (422, 503)
_WITH_BODY: Final = (400, 408, 413)


def error_responses(*statuses: int, body: bool = False) -> Responses:
    """Document the errors of an operation in NeMo's or Scale's dialect.

    Args:
        statuses: those that this operation adds to 422 and 503.
        body: whether it takes a body, which may be too large, too slow or cut off.
    """
    content = {"application/json": {"schema": _DETAIL}}
    return _errors(content, {*statuses, *(_WITH_BODY if body else ())})


def _errors(content: dict[str, Any], statuses: set[int]) -> Responses:
    chosen = sorted({*statuses, *_ALWAYS})
    return {status: {"description": _WHEN[status], "content": content} for status in chosen}


_PROBLEM: Final = "Problem"
_TEXT: Final = {"type": "string"}
_MISTAKE: Final = {
    "type": "object",
    "required": ["in", "pointer", "keyword", "detail"],
    "properties": {
        "in": {"enum": ["body", "query", "path", "header", "entity"]},
        "pointer": {**_TEXT, "description": "Where in it (RFC 6901)."},
        "keyword": {**_TEXT, "description": "The broken rule, as JSON Schema names rules."},
        "detail": {**_TEXT, "description": "What was expected, what came and what to do."},
    },
}

COMPONENTS: Final[dict[str, Any]] = {
    _PROBLEM: {
        "title": _PROBLEM,
        "type": "object",
        "description": "A problem as RFC 9457 has it. `code` tells apart what has the same status.",
        "required": ["type", "title", "status", "code", "detail", "errors"],
        "properties": {
            "type": {"const": "about:blank"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "code": _TEXT,
            "detail": _TEXT,
            "errors": {"type": "array", "items": _MISTAKE},
        },
        "examples": [
            {
                "type": "about:blank",
                "title": "Unprocessable Entity",
                "status": 422,
                "code": "invalid",
                "detail": "template is not valid: /name: required, but missing; fill it in",
                "errors": [
                    {
                        "in": "body",
                        "pointer": "/name",
                        "keyword": "required",
                        "detail": "required, but missing; fill it in",
                    }
                ],
            }
        ],
    }
}
"""Schemas that operations refer to by name."""

_OWN_WITH_BODY: Final = (*_WITH_BODY, 415)
_CHANGING: Final = (400, 412)
_METHODS: Final = ("get", "put", "delete")
_TAG: Final = {
    "description": "Names this state of the entity.",
    "schema": {"type": "string"},
    "example": '"template-3mJr7AoUXx2Wqd.4"',
}
_TAGGED: Final = {"headers": {"ETag": _TAG}}
_PLACED: Final = {
    "headers": {
        "ETag": _TAG,
        "Location": {"description": "Its address.", "schema": {"type": "string"}},
    }
}


def problem_responses(*statuses: int, body: bool = False) -> Responses:
    """Document the errors of an operation in our own dialect, as `error_responses` does."""
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_PROBLEM}"}}}
    return _errors(content, {*statuses, *(_OWN_WITH_BODY if body else ())})


def read_responses(*statuses: int) -> Responses:
    """Document the responses to reading an entity with an ETag."""
    known = {"description": _WHEN[304], **_TAGGED}
    return {200: _TAGGED, 304: known, **problem_responses(400, 404, *statuses)}


def create_responses(
    *statuses: int, at: str, by: str = "name", methods: tuple[str, ...] = _METHODS
) -> Responses:
    """Document how an entity is created.

    Args:
        statuses: errors that are this operation's own.
        at: the path of the entity; its last parameter names the entity.
        by: the field of the answer that the parameter takes.
        methods: those that the entity has.
    """
    made = {**_PLACED, "links": {f"{method} it": _link(at, method, by) for method in methods}}
    return {201: made, **problem_responses(404, 409, *statuses, body=True)}


def _link(at: str, method: str, by: str) -> dict[str, Any]:
    """Describe how to call an operation of the created entity."""
    *before, last = re.findall(r"{(\w+)}", at)
    given = {f"path.{name}": f"$request.path.{name}" for name in before}
    given |= {"header.if-match": "$response.header.ETag"} if method == "put" else {}
    return {
        "operationRef": f"#/paths/{at.replace('/', '~1')}/{method}",
        "parameters": {**given, f"path.{last}": f"$response.body#/{by}"},
    }


def change_responses(*statuses: int, body: bool = True) -> Responses:
    """Document how a tagged entity is changed."""
    return {200: _TAGGED, **problem_responses(404, 409, 428, *_CHANGING, *statuses, body=body)}


def save_responses() -> Responses:
    """Document how a tagged entity is changed that anybody may change."""
    return {200: _TAGGED, **problem_responses(404, *_CHANGING, body=True)}


def delete_responses(*statuses: int) -> Responses:
    """Document how a tagged entity is removed."""
    return problem_responses(404, *_CHANGING, *statuses)
