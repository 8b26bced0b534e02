"""What OpenAPI says of errors: every status that an operation may answer, with its body."""

from typing import Any, Final

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
    400: "A filter or a reference cannot be answered as it is put.",
    403: "It is not allowed.",
    404: "There is no such entity.",
    408: "The body did not arrive in time.",
    409: "The present state is against it: the name is taken, or others refer to it.",
    413: "The body is too large.",
    422: "The request breaks a rule.",
    501: "A registry does not do this.",
    503: "The store cannot be read or written now.",
}

_ALWAYS: Final = (422, 503)
_WITH_BODY: Final = (400, 408, 413)


def answers(*statuses: int, body: bool = False) -> dict[int | str, dict[str, Any]]:
    """Document the errors of an operation in NeMo's or Scale's dialect.

    Args:
        statuses: those that this operation adds to 422 and 503.
        body: whether it takes a body, which may be too large, too slow or cut off.
    """
    chosen = sorted({*statuses, *_ALWAYS, *(_WITH_BODY if body else ())})
    content = {"application/json": {"schema": _DETAIL}}
    return {status: {"description": _WHEN[status], "content": content} for status in chosen}
