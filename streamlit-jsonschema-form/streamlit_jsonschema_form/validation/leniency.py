"""What is wrong with a schema and yet no reason not to use it: it is told, and passed over.

A wrong annotation (a `title` that is no text) says nothing of what is valid. A word of an older draft, or
of OpenAPI 3.0, meant something that is not read here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from streamlit_jsonschema_form.problems import JsonPath, Problem, json_pointer
from streamlit_jsonschema_form.validation.dialect import Value, children
from streamlit_jsonschema_form.validation.messages import TYPES, quote

_ANNOTATIONS: Final = {
    "$comment": "string",
    "contentEncoding": "string",
    "contentMediaType": "string",
    "deprecated": "boolean",
    "description": "string",
    "examples": "array",
    "readOnly": "boolean",
    "title": "string",
    "writeOnly": "boolean",
}
"""The keywords that say nothing of what is valid (2020-12 validation §8, §9), and their types."""

_OF_TYPE: Final[dict[str, type]] = {"array": list, "boolean": bool, "string": str}
_BOUNDS: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


@dataclass(frozen=True, slots=True)
class Passed:
    """A schema without what is passed over in it.

    Attributes:
        schema: the rest; the schema itself where that is all.
        problems: what changes the meaning: draft-04's way to say that a bound is excluded.
        remarks: what changes nothing.
    """

    schema: Value
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def pass_over(schema: Value, place: JsonPath) -> Passed:
    """Take out of a schema, and of all inside it, what can be passed over.

    Raises:
        RecursionError: it is nested too deeply.
    """
    passed = Passed(schema)
    rest = _cleaned(schema, place, passed)
    return Passed(rest, passed.problems, passed.remarks)


def _cleaned(schema: Value, place: JsonPath, passed: Passed) -> Value:
    if not isinstance(schema, dict):
        return schema
    rest = {}
    for keyword, value in schema.items():
        at = (*place, keyword)
        if _is_wrong_annotation(keyword, value):
            passed.remarks.append(_annotation(at, value))
        elif keyword in _BOUNDS and isinstance(value, bool):
            passed.problems.append(_bound(at, schema))
        else:
            rest[keyword] = value
    for path, child in children(rest):
        _replace(rest, path, _cleaned(child, (*place, *path), passed))
    return rest


def _replace(holder: dict[str, Any], path: JsonPath, value: Value) -> None:
    """Put a value into an object, or into a list or an object in it, which becomes a copy."""
    keyword = str(path[0])
    if len(path) == 1:
        holder[keyword] = value
    elif isinstance(inner := holder[keyword], dict):
        holder[keyword] = {**inner, path[1]: value}
    else:
        holder[keyword] = [value if at == path[1] else each for at, each in enumerate(inner)]


def _is_wrong_annotation(keyword: str, value: Value) -> bool:
    return keyword in _ANNOTATIONS and type(value) is not _OF_TYPE[_ANNOTATIONS[keyword]]


def _annotation(at: JsonPath, value: Value) -> Problem:
    expected = TYPES[_ANNOTATIONS[str(at[-1])]]
    message = f"must be {expected}, got {quote(value)}; it is passed over, for it rules no value"
    return Problem(at, "type", message, json_pointer(at))


def _bound(at: JsonPath, schema: dict[str, Any]) -> Problem:
    keyword = str(at[-1])
    plain = _BOUNDS[keyword]
    limit = schema.get(plain)
    told = "leave it out"
    if schema[keyword]:
        number = quote(limit) if isinstance(limit, (int, float)) else "the number"
        told = f"write `{keyword}: {number}` in place of `{plain}` and this"
    message = (
        f"must be a number, got {quote(schema[keyword])}, which is draft-04 and OpenAPI 3.0; "
        f"it is passed over, so that the bound counts as allowed; {told}"
    )
    return Problem(at, keyword, message, json_pointer(at))


def strangers(schema: dict[str, Any], place: JsonPath, *, old: bool) -> Iterator[Problem]:
    """Yield what a subschema says in the words of another dialect; here it says nothing.

    Args:
        schema: the subschema.
        place: where it stands.
        old: its document is of a draft before draft-06.
    """
    for keyword, (is_meant, message) in _STRANGE.items():
        if keyword in schema and is_meant(schema[keyword], old):
            yield Problem((*place, keyword), keyword, message, json_pointer((*place, keyword)))


_STRANGE: Final[dict[str, tuple[Callable[[Value, bool], bool], str]]] = {
    "nullable": (
        lambda value, _: value is True,
        "is OpenAPI 3.0, and says nothing here; to allow null, "
        'write it among the types: `"type": ["string", "null"]`',
    ),
    "id": (
        lambda value, old: old and isinstance(value, str),
        "is draft-04, and says nothing here; write `$id`, or for a name in this document refer to its "
        "place: `#/definitions/…`",
    ),
}
FOREIGN: Final = frozenset(_STRANGE)
