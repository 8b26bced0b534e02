"""Random schemas, values that nearly fit them, and edits of the places that a form shows."""

import json
import math
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import (
    ABSENT,
    Choose,
    Copy,
    Insert,
    Kind,
    Move,
    Remove,
    Rename,
    Set,
)
from streamlit_jsonschema_form.model.tree import Node

# Machines that run tests are busy; how long one example takes says nothing about the law.
law = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

KEYS = ("a", "b", "kind", "a.b", "a/b", "~#", "", "|0|1")
TEXTS = ("", "x", "a\nb", "a\r\nb", "None", "1", "\ud800", "e\u0301", " x ")
NUMBERS = (0, 1, -1, 2**53 + 1, 2**60 + 1, 10**30, 0.0, -0.0, 1.0, 1e-7, 0.1, 5e-324, 1.7e308)
SCALARS = (None, True, False, *NUMBERS, *TEXTS)

keys = st.sampled_from(KEYS)
scalars = (
    st.sampled_from(SCALARS) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    scalars | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


def written(value: Any) -> str:
    """Write a value so that equal texts mean the same value, byte for byte."""
    return "ABSENT" if value is ABSENT else json.dumps(value, ensure_ascii=True)


def _with(schema: dict[str, Any], further: dict[str, Any]) -> dict[str, Any]:
    return {**schema, **further}


_TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")
_PLAIN = st.one_of(
    st.sampled_from([{"type": kind} for kind in _TYPES]),
    st.sampled_from(
        [
            {},
            True,
            {"type": ["string", "null"]},
            {"type": ["integer", "string"]},
            {"type": "integer", "minimum": 1, "maximum": 9},
            {"type": "number", "exclusiveMinimum": 0, "default": 0.5},
            {"type": "string", "maxLength": 2, "default": "x"},
            {"type": "boolean", "default": True},
            {"type": "string", "format": "password"},
        ]
    ),
    st.lists(scalars, min_size=1, max_size=3).map(lambda v: {"enum": v}),
    scalars.map(lambda v: {"const": v}),
    st.lists(scalars, min_size=1, max_size=3).map(lambda v: {"oneOf": [{"const": c} for c in v]}),
)


@st.composite
def _objects(draw, inner) -> dict[str, Any]:
    properties = draw(st.dictionaries(keys, inner, max_size=3))
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if draw(st.booleans()):
        schema["required"] = sorted(draw(st.sets(keys, max_size=2)))
    if draw(st.booleans()):
        schema["additionalProperties"] = draw(st.booleans() | inner)
    return schema


@st.composite
def _conditions(draw, inner) -> dict[str, Any]:
    key = draw(keys)
    return {
        "type": "object",
        "properties": {key: draw(_PLAIN)},
        "if": {"properties": {key: {"const": draw(scalars)}}, "required": [key]},
        "then": draw(_objects(inner)),
        "else": draw(_objects(inner)),
    }


@st.composite
def _dependents(draw, inner) -> dict[str, Any]:
    return _with(draw(_objects(inner)), {"dependentSchemas": {draw(keys): draw(_objects(inner))}})


@st.composite
def _unions(draw, inner) -> dict[str, Any]:
    word = draw(st.sampled_from(["anyOf", "oneOf"]))
    branches = draw(st.lists(_objects(inner) | inner, min_size=1, max_size=3))
    return {word: branches}


@st.composite
def _tagged(draw, inner) -> dict[str, Any]:
    branches = []
    for tag in ("one", "two"):
        branch = draw(_objects(inner))
        properties = {**branch["properties"], "kind": {"const": tag}}
        branches.append(
            _with(branch, {"properties": properties, "required": ["kind"], "title": tag})
        )
    return {"oneOf": branches}


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        _objects(inner),
        _conditions(inner),
        _dependents(inner),
        _unions(inner),
        _tagged(inner),
        inner.map(lambda s: {"anyOf": [s, {"type": "null"}]}),
        inner.map(lambda s: {"type": "array", "items": s}),
        st.lists(inner, min_size=1, max_size=2).map(lambda v: {"prefixItems": v}),
        st.tuples(_unions(inner), inner).map(
            lambda two: {"allOf": [two[0], {"anyOf": [two[1], {}]}]}
        ),
        inner.map(lambda s: {"type": "object", "additionalProperties": s}),
        st.lists(_objects(inner), min_size=1, max_size=2).map(lambda v: {"allOf": v}),
        st.just({"$ref": "#/$defs/shared"}),
        st.just({"type": "array", "uniqueItems": True, "items": {"enum": [1, "1", True, 1.5]}}),
    )


# Made once: to make and check a strategy takes longer than to draw from it.
_PART = st.recursive(_PLAIN, _wider, max_leaves=6)
_SHARED = _objects(_PART | st.just({"$ref": "#/$defs/shared"}))


@st.composite
def schemas(draw) -> Any:
    """Draw a schema of the keywords that forms draw; `#/$defs/shared` may refer to itself."""
    schema = draw(_PART)
    if isinstance(schema, bool):
        return schema
    return _with(schema, {"$defs": {"shared": draw(_SHARED)}})


@st.composite
def fitting(draw, schema: Any, root: Any = None, depth: int = 0) -> Any:
    """Draw a value that looks like what a schema describes, and is now and then something else."""
    root = schema if root is None else root
    if isinstance(schema, bool) or depth > 4 or draw(st.integers(0, 9)) == 0:
        return draw(values)
    if "$ref" in schema:
        return draw(fitting(root["$defs"]["shared"], root, depth + 1))
    for word in ("allOf", "anyOf", "oneOf"):
        if word in schema:
            return draw(fitting(draw(st.sampled_from(schema[word])), root, depth + 1))
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if "const" in schema:
        return schema["const"]
    return draw(_of_type(schema, root, depth))


def _of_type(schema: Any, root: Any, depth: int) -> st.SearchStrategy[Any]:
    if schema.get("type") == "object":
        return _fields(schema, root, depth)
    if schema.get("type") == "array":
        return st.lists(fitting(schema.get("items", {}), root, depth + 1), max_size=3)
    kinds = {
        "string": st.sampled_from(TEXTS),
        "integer": st.sampled_from([n for n in NUMBERS if n == math.floor(n)]),
        "number": st.sampled_from(NUMBERS),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return kinds.get(str(schema.get("type")), values)


@st.composite
def _fields(draw, schema: Any, root: Any, depth: int) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for part in (schema, schema.get("then"), schema.get("else")):
        if isinstance(part, dict):
            known |= part.get("properties", {})
    known |= dict.fromkeys(draw(st.sets(keys, max_size=1)), schema.get("additionalProperties", {}))
    order = draw(st.permutations([key for key in known if draw(st.booleans())]))
    return {key: draw(fitting(known[key], root, depth + 1)) for key in order}


@st.composite
def cases(draw) -> tuple[Any, Any]:
    """Draw a schema and a value for it."""
    schema = draw(schemas())
    return schema, draw(fitting(schema) | st.just(ABSENT))


def nodes(node: Node, depth: int = 0) -> list[Node]:
    """List the nodes of a plan that hold something, and the first level of those that do not."""
    found = [node]
    if depth < 12 and (node.value is not ABSENT or depth < 2):
        for child in node.children():
            found += nodes(child, depth + 1)
    return found


def edits_of(node: Node) -> st.SearchStrategy[Any]:
    """Offer the edits that make sense at a node."""
    offered = [values.map(lambda v: Set(node.path, v)), st.just(Remove(node.path))]
    offered += [
        st.just(Choose(node.path, union.index, number))
        for union in node.unions
        for number, _ in union.branches
    ]
    if isinstance(node.value, list) and node.kind in (Kind.ARRAY, Kind.TUPLE):
        offered += _list_edits(node, len(node.value))
    if isinstance(node.value, dict) and node.value:
        free = [key for key in KEYS if key not in node.value]
        offered.append(
            st.builds(
                Rename, st.just(node.path), st.sampled_from(list(node.value)), st.sampled_from(free)
            )
            if free
            else st.nothing()
        )
    return st.one_of(offered)


def _list_edits(node: Node, count: int) -> list[st.SearchStrategy[Any]]:
    inserts = st.builds(Insert, st.just(node.path), st.integers(0, count), values)
    if not count:
        return [inserts]
    at = st.integers(0, count - 1)
    return [
        inserts,
        st.builds(Move, st.just(node.path), at, at),
        st.builds(Copy, st.just(node.path), at),
    ]


def has_place(form, state, path) -> bool:
    """Tell whether a path is a place of the plan, inside one that is one widget, or a missing key."""
    node = form.plan(state)
    for part in path:
        if node.kind in (Kind.RAW, Kind.SCALAR):
            return True
        children = {child.path[-1]: child for child in node.children()}
        if part not in children:
            return isinstance(node.value, dict) and part not in node.value
        node = children[part]
    return True
