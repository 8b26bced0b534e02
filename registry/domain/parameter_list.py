"""Scale's parameter list as JSON Schema, and back.

The list is `{"parameters": [{"name", "type", "description", "required"}]}` with the types `str`,
`int`, `float` and `bool`. What JSON Schema cannot say is stored under `x-scale`: the order of the
parameters, which keys each of them has and in which order, and keys that nobody knows.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from registry.errors import Invalid
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation import is_pages, join_pages

TO_JSON_TYPE = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
TO_SCALE_TYPE = {json_type: name for name, json_type in TO_JSON_TYPE.items()}
KEYS = ("name", "type", "description", "required")
EXTENSION = "x-scale"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def is_parameters(document: object) -> bool:
    """Tell whether a document is a parameter list and not a JSON Schema."""
    return (
        isinstance(document, dict)
        and isinstance(document.get("parameters"), list)
        and not {"$schema", "properties", "type"} & document.keys()
        and not is_pages(document)
    )


def as_json_schema(document: Any) -> dict[str, Any]:
    """Return a schema of any dialect as JSON Schema; without one, any object is fine.

    Raises:
        Invalid: a parameter list is wrong.
    """
    if document is None:
        return {"type": "object"}
    if isinstance(document, bool):
        return {} if document else {"not": {}}
    if is_pages(document):
        return join_pages(document)
    return from_parameters(document) if is_parameters(document) else document


def from_parameters(document: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a parameter list: unknown names refused, optional ones nullable.

    Raises:
        Invalid: an entry is wrong, or two have the same name.
    """
    problems = list(_problems(document))
    if problems:
        raise Invalid("the parameter list", problems)
    entries = document["parameters"]
    return {
        "$schema": _DIALECT,
        "type": "object",
        "properties": {entry["name"]: _to_property(entry) for entry in entries},
        "required": [entry["name"] for entry in entries if entry.get("required")],
        "additionalProperties": False,
        EXTENSION: {
            "order": [entry["name"] for entry in entries],
            **_residue(document, ("parameters",)),
        },
    }


def to_parameters(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the parameter list of a JSON Schema; what the list cannot say is left out."""
    extension = _object(schema.get(EXTENSION))
    properties = _object(schema.get("properties"))
    required = _texts(schema.get("required"))
    order = [name for name in _texts(extension.get("order")) if name in properties]
    names = dict.fromkeys([*order, *properties])
    entries = [_to_entry(name, properties[name], required=name in required) for name in names]
    return _restore({"parameters": entries}, extension)


def _to_property(entry: dict[str, Any]) -> dict[str, Any]:
    kind = TO_JSON_TYPE[entry["type"]]
    made: dict[str, Any] = {"type": kind if entry.get("required") else [kind, "null"]}
    if "description" in entry:
        made["description"] = entry["description"]
    residue = _residue(entry, KEYS)
    return {**made, EXTENSION: residue} if residue else made


def _residue(found: dict[str, Any], usual: tuple[str, ...]) -> dict[str, Any]:
    """Return the keys in their order and the unknown ones' values, unless all is as usual."""
    if tuple(found) == usual:
        return {}
    extra = {key: value for key, value in found.items() if key not in usual}
    return {"keys": list(found), **({"extra": extra} if extra else {})}


def _restore(known: dict[str, Any], extension: dict[str, Any]) -> dict[str, Any]:
    """Undo `_residue`: put the keys in their order and the unknown ones back."""
    everything = {**_object(extension.get("extra")), **known}
    order = _texts(extension["keys"]) if "keys" in extension else list(everything)
    restored = {key: everything[key] for key in order if key in everything}
    # A rule that came after the list was read must not be dropped with a key that it lacked.
    missing = {key: value for key, value in known.items() if key not in restored and value}
    return restored | missing


def _to_entry(name: str, schema: Any, *, required: bool) -> dict[str, Any]:
    found = _object(schema)
    known = {
        "name": name,
        "type": TO_SCALE_TYPE.get(_plain_type(found), "str"),
        "description": found.get("description", ""),
        "required": required,
    }
    return _restore(known, _object(found.get(EXTENSION)))


def _plain_type(schema: dict[str, Any]) -> str:
    kinds = schema.get("type")
    several = [each for each in kinds if each != "null"] if isinstance(kinds, list) else [kinds]
    return several[0] if len(several) == 1 and isinstance(several[0], str) else ""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _problems(document: Any) -> Iterator[Problem]:
    if not isinstance(document, dict) or not isinstance(document.get("parameters"), list):
        message = 'must be an object with a list named "parameters"'
        yield Problem(("parameters",), "type", message)
        return
    entries = document["parameters"]
    for index, entry in enumerate(entries):
        for problem in _entry_problems(entry):
            yield problem.under("parameters", index)
    yield from _repeated(entries)


def _entry_problems(entry: Any) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield Problem((), "type", "must be an object with a name and a type")
        return
    if not isinstance(entry.get("name"), str):
        yield Problem(("name",), "type", "must be a text")
    if entry.get("type") not in [*TO_JSON_TYPE]:
        yield Problem(("type",), "enum", "must be str, int, float or bool")
    if not isinstance(entry.get("description", ""), str):
        yield Problem(("description",), "type", "must be a text")
    if not isinstance(entry.get("required", False), bool):
        yield Problem(("required",), "type", "must be true or false")


def _repeated(entries: list[Any]) -> Iterator[Problem]:
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    counts = Counter(name for name in names if isinstance(name, str))
    for index, name in enumerate(names):
        if counts[str(name)] > 1 and names.index(name) != index:
            message = f"parameters {names.index(name) + 1} and {index + 1} are both named {name!r}"
            yield Problem(("parameters", index, "name"), "unique", message)
