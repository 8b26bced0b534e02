"""What a model of each type takes and answers when it is executed, as JSON Schemas.

The older client cannot read a model without them, and its command line checks requests by them. That
client also turns every parameter of a request into text, so text is fine for each.
"""

from collections.abc import Mapping
from typing import Any, Final

from registry.api.payloads.scale.schemas import list_parameters
from registry.domain.template import ModelType, Template

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": ["integer", "null"]}
_NUMBER: Final[Schema] = {"type": "number"}
_OBJECT: Final[Schema] = {"type": "object"}
_ANY: Final[Schema] = {}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _pairs_of(second: Schema) -> Schema:
    """Describe pairs of a text and what came of it."""
    pair = {"type": "array", "items": {"anyOf": [_TEXT, second]}, "minItems": 2, "maxItems": 2}
    return _list_of(pair)


_SAMPLING: Final[Schema] = {
    "temperature": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.2},
    "stop_sequences": {"type": ["array", "null"], "items": _TEXT, "maxItems": 4},
    "max_tokens": _COUNT,
}
_FINISH: Final[Schema] = {"finish_reason": {"type": ["string", "null"]}}
_TOKENS: Final[Schema] = {"tokens_used": _COUNT}

_REQUESTS: Final[Mapping[ModelType, tuple[Schema, tuple[str, ...]]]] = {
    ModelType.COMPLETION: ({"prompts": _list_of(_TEXT), **_SAMPLING}, ("prompts",)),
    ModelType.CHAT_COMPLETION: ({"messages": _list_of(_OBJECT), **_SAMPLING}, ("messages",)),
    ModelType.EMBEDDING: ({"texts": _list_of(_TEXT)}, ("texts",)),
    ModelType.RERANKING: ({"query": _TEXT, "chunks": _list_of(_TEXT)}, ("query", "chunks")),
    ModelType.AGENT: (
        {
            "messages": _list_of(_OBJECT),
            "tools": _list_of(_OBJECT),
            "instructions": {"type": ["string", "null"]},
            "memory_strategy": {"type": ["object", "null"]},
        },
        ("messages", "tools"),
    ),
}
_ANSWERS: Final[Mapping[ModelType, tuple[Schema, tuple[str, ...]]]] = {
    ModelType.COMPLETION: (
        {
            "completions": _pairs_of(_list_of(_TEXT)),
            **_FINISH,
            "prompt_tokens": _COUNT,
            "response_tokens": _COUNT,
        },
        ("completions",),
    ),
    ModelType.CHAT_COMPLETION: ({"message": _OBJECT, **_FINISH}, ("message",)),
    ModelType.EMBEDDING: ({"embeddings": _pairs_of(_list_of(_NUMBER)), **_TOKENS}, ("embeddings",)),
    ModelType.RERANKING: ({"chunk_scores": _list_of(_NUMBER), **_TOKENS}, ("chunk_scores",)),
    ModelType.AGENT: ({"action": _TEXT, "context": _OBJECT}, ("action", "context")),
}

MULTI_TURN: Final = frozenset({ModelType.CHAT_COMPLETION, ModelType.AGENT})
"""The types whose requests hold a conversation."""


def request_schema(kind: ModelType, template: Template | None) -> Schema:
    """Return the schema of requests to a model, with its template's request parameters."""
    properties, required = _REQUESTS.get(kind, ({}, ()))
    return {
        "type": "object",
        "properties": {**properties, "model_request_parameters": _request_parameters(template)},
        "required": list(required),
        "additionalProperties": kind not in _REQUESTS,
    }


def response_schema(kind: ModelType) -> Schema:
    """Return the schema of a model's answers; those of a generic model may be anything."""
    if kind not in _ANSWERS:
        return dict(_ANY)
    properties, required = _ANSWERS[kind]
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


_TYPES: Final[Mapping[str, list[str]]] = {
    "str": ["string", "number", "boolean"],
    "int": ["integer", "string"],
    "float": ["number", "string"],
    "bool": ["boolean", "string"],
}


def _request_parameters(template: Template | None) -> Schema:
    declared = template.model_request_parameters_schema if template else None
    listed = list_parameters(declared)
    bindings: Schema = {
        "type": "object",
        "properties": {
            entry["name"]: {"type": _TYPES[entry["type"]], "description": entry["description"]}
            for entry in listed
        },
        "required": [entry["name"] for entry in listed if entry["required"]],
    }
    if declared is not None:
        bindings["additionalProperties"] = False
    return {
        "type": ["object", "null"],
        "properties": {"bindings": bindings},
        "required": ["bindings"],
        "additionalProperties": False,
    }
