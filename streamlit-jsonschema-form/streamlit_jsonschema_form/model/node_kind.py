"""What is drawn at a place: its kind, and the choice of a type where several are allowed."""

import enum
from dataclasses import dataclass
from typing import Final, cast

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.selection import SELECTIONS, codec_for
from streamlit_jsonschema_form.model.codecs.text import RAW
from streamlit_jsonschema_form.model.declarations import declared_keys, positional_count
from streamlit_jsonschema_form.model.field_info import TYPE_WORDS, FieldInfo
from streamlit_jsonschema_form.model.scope import Scope
from streamlit_jsonschema_form.model.values import ABSENT, Value, json_type
from streamlit_jsonschema_form.problems import JsonValue


class Kind(enum.StrEnum):
    """What is drawn at a place."""

    OBJECT = "object"
    MAP = "map"
    ARRAY = "array"
    TUPLE = "tuple"
    SCALAR = "scalar"
    UNION = "union"
    RAW = "raw"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Union:
    """A choice between branches at a place.

    Attributes:
        index: which of the place's unions it is; TYPE_UNION for the choice of a type.
        keyword: `anyOf`, `oneOf`, or `type`.
        branches: each branch's number in the schema and its words for people.
        chosen: the number of the branch shown; None while nothing is chosen.
    """

    index: int
    keyword: str
    branches: tuple[tuple[int, str], ...]
    chosen: int | None


TYPE_UNION: Final = -1
BRANCH_TYPES: Final[tuple[str, ...]] = ("string", "integer", "number", "boolean", "array", "object")
_ANY: Final = frozenset(BRANCH_TYPES) - {"integer"}


def type_union(info: FieldInfo, value: Value, stored: int | None) -> Union | None:
    """Offer the types of a place that allows several, or that says nothing of its type.

    A value that is there tells its type; else the person's choice counts, else the default's type.
    """
    if info.options is not None or len(info.types) == 1:
        return None
    offered = [t for t in BRANCH_TYPES if t in (info.types or _ANY)]
    chosen = _type_among(value, offered)
    if chosen is None and value in (ABSENT, None):
        chosen = BRANCH_TYPES[stored] if stored is not None else None
        chosen = chosen if chosen in offered else _type_among(info.default, offered)
    numbers = {name: BRANCH_TYPES.index(name) for name in offered}
    branches = tuple((numbers[name], TYPE_WORDS[name]) for name in offered)
    return Union(TYPE_UNION, "type", branches, None if chosen is None else numbers[chosen])


def _type_among(value: Value, offered: list[str]) -> str | None:
    """Find the type of a value among some; 1.0 is an integer, and any integer is a number."""
    if value is ABSENT:
        return None
    name = json_type(value)
    if name in offered:
        return name
    if name == "integer":
        return "number" if "number" in offered else None
    whole = isinstance(value, float) and value.is_integer() and "integer" in offered
    return "integer" if whole else None


def kind_of(
    scope: Scope, info: FieldInfo, value: Value, unions: tuple[Union, ...], *, required: bool
) -> tuple[Kind, Codec]:
    """Decide how a place is drawn: raw JSON text only where nothing else can show its value."""
    if scope.forbids:
        return (Kind.NEVER if value is ABSENT else Kind.RAW), RAW
    if any(union.chosen is None for union in unions):
        return (Kind.UNION if value is ABSENT or value is None else Kind.RAW), RAW
    if info.options is None and len(info.types) == 1:
        (name,) = info.types
        if name in ("object", "array"):
            return _holder(name, scope, info, value)
    codec = codec_for(value, info, required=required)
    return (Kind.RAW if codec is RAW else Kind.SCALAR), codec


def _holder(name: str, scope: Scope, info: FieldInfo, value: Value) -> tuple[Kind, Codec]:
    empty = value is ABSENT or (value is None and info.nullable)
    if not empty and json_type(cast(JsonValue, value)) != name:
        return Kind.RAW, RAW
    if name == "object":
        return (Kind.OBJECT if declared_keys(scope) else Kind.MAP), RAW
    if info.item_options is not None:
        for codec in SELECTIONS:
            if codec.fits(value, info):
                return Kind.SCALAR, codec
    return (Kind.TUPLE if positional_count(scope) else Kind.ARRAY), RAW
