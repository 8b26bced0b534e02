"""What a form shows at one place, gathered from the subschemas in force there.

Facts are for drawing only: they are intersected where that is cheap and exact (types, options, bounds)
and taken from the first subschema that says something elsewhere. Validity never depends on them.
"""

import fractions
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from streamlit_jsonschema_form.model.hints import flatten
from streamlit_jsonschema_form.model.options import (
    Option,
    consts_of,
    listed_options,
    name_options,
    wording,
    words,
)
from streamlit_jsonschema_form.model.scope import Sub
from streamlit_jsonschema_form.model.values import ABSENT, Value, equal, json_type
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.validation.secrets import SECRECY

__all__ = [
    "TYPES",
    "TYPE_WORDS",
    "Bound",
    "Facts",
    "Option",
    "consts_of",
    "gather",
    "suits",
    "wording",
    "words",
]

TYPES: Final = frozenset({"null", "boolean", "object", "array", "number", "string", "integer"})
TYPE_WORDS: Final = {
    "string": "Text",
    "integer": "Whole number",
    "number": "Number",
    "boolean": "Yes or no",
    "array": "List",
    "object": "Object",
    "null": "Null",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit of a number; `open` when the limit itself is excluded."""

    value: int | float
    open: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one place.

    Attributes:
        title: None when no subschema gives one.
        description: Markdown.
        types: the JSON types allowed, `null` left out; empty when none is said.
        nullable: null is allowed beside another type.
        options: the values allowed, when they are listed.
        picks: the values that a list may hold once each, when they are listed.
        default: ABSENT when there is none.
        examples: values that the schema's author shows.
        format: of a string.
        encoding: how a string holds bytes: `contentEncoding`.
        media_type: of a string's content: `contentMediaType`.
        low: the highest of the lower bounds.
        high: the lowest of the upper bounds.
        steps: every `multipleOf`.
        read_only: shown, not edited.
        write_only: a secret when it is a string.
        deprecated: still accepted, better avoided.
        ui: hints: `x-ui` and `ui:*`, one flat mapping with bare names.
    """

    title: str | None = None
    description: str | None = None
    types: frozenset[str] = frozenset()
    nullable: bool = False
    options: tuple[Option, ...] | None = None
    picks: tuple[Option, ...] | None = None
    default: Value = ABSENT
    examples: tuple[JsonValue, ...] = ()
    format: str | None = None
    encoding: str | None = None
    media_type: str | None = None
    low: Bound | None = None
    high: Bound | None = None
    steps: tuple[int | float, ...] = ()
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    ui: Mapping[str, Any] = field(default_factory=dict)

    @property
    def secret(self) -> bool:
        """Tell whether the value is never to be shown."""
        hinted = self.ui and any(self.ui.get(name) == asked for name, asked in SECRECY.items())
        asked = self.write_only or hinted
        return self.format == "password" or (bool(asked) and "string" in self.types)

    @property
    def whole(self) -> bool:
        """Tell whether only integers fit."""
        return "integer" in self.types and "number" not in self.types


def suits(value: Value, facts: Facts) -> bool:
    """Tell whether a value is of the types, and among the options, that a place allows."""
    if value is ABSENT or (value is None and facts.nullable):
        return True
    if facts.options is not None:
        return any(equal(option.value, value) for option in facts.options)
    return not facts.types or _is_typed(value, facts.types)


def _is_typed(value: JsonValue, types: frozenset[str]) -> bool:
    """Tell whether a value is of one of these types; 1.0 is an integer (2020-12 validation §6.1.1)."""
    kind = json_type(value)
    if isinstance(value, float) and value.is_integer() and "integer" in types:
        return True
    return kind in types or (kind == "integer" and "number" in types)


def gather(subs: tuple[Sub, ...]) -> Facts:
    """Gather the facts of one place from what is in force there."""
    keywords = [sub.keywords for sub in subs]  # this runs for every place of every form
    said = (
        keywords[0] if len(keywords) == 1 else dict.fromkeys(name for k in keywords for name in k)
    )
    found: dict[str, Any] = {}
    for name in said:
        if name in _READERS:
            fact, read = _READERS[name]
            found[fact] = read(keywords, name)
    allowed = _types(keywords)
    options = _possible(None if _LISTING.isdisjoint(said) else listed_options(subs), allowed)
    found["types"] = allowed - _NULL
    found["nullable"] = "null" in allowed and allowed != _NULL and _holds_null(options)
    if ui := flatten(subs):
        found |= _hinted(ui, found)
    return Facts(**found, options=name_options(options, ui), ui=ui)


def _hinted(ui: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the facts that hints say otherwise."""
    for name in ("title", "description"):
        if ui.get(name):
            yield name, ui[name]
    if "fill" in ui and "default" not in found and not isinstance(ui["fill"], bool):
        yield "default", ui["fill"]
    if ui.get("readonly") or ui.get("disabled"):
        yield "read_only", True


def _first(keywords: list[Mapping[str, Any]], name: str, kind: type | tuple[type, ...]) -> Any:
    for k in keywords:  # these small loops run for every place of every form
        if isinstance(value := k.get(name), kind):
            return value
    return None


Reader = Callable[[list[Mapping[str, Any]], str], Any]


def _text(keywords: list[Mapping[str, Any]], name: str) -> str | None:
    text: str | None = _first(keywords, name, str)
    return text


def _examples(keywords: list[Mapping[str, Any]], name: str) -> tuple[JsonValue, ...]:
    return tuple(_first(keywords, name, list) or ())


def _default(keywords: list[Mapping[str, Any]], name: str) -> JsonValue:
    default: JsonValue = next(k[name] for k in keywords if name in k)
    return default


def _steps(keywords: list[Mapping[str, Any]], name: str) -> tuple[int | float, ...]:
    numbers = (_number(k.get(name)) for k in keywords)
    return tuple(dict.fromkeys(number for number in numbers if number is not None))


def _low(keywords: list[Mapping[str, Any]], _name: str) -> Bound | None:
    return _bound(keywords, "minimum", "exclusiveMinimum", max)


def _high(keywords: list[Mapping[str, Any]], _name: str) -> Bound | None:
    return _bound(keywords, "maximum", "exclusiveMaximum", min)


def _flag(keywords: list[Mapping[str, Any]], name: str) -> bool:
    for k in keywords:  # noqa: SIM110 - a generator costs more than the answer
        if k.get(name) is True:
            return True
    return False


_READERS: Final[Mapping[str, tuple[str, Reader]]] = {
    "title": ("title", _text),
    "description": ("description", _text),
    "default": ("default", _default),
    "examples": ("examples", _examples),
    "format": ("format", _text),
    "contentEncoding": ("encoding", _text),
    "contentMediaType": ("media_type", _text),
    "minimum": ("low", _low),
    "exclusiveMinimum": ("low", _low),
    "maximum": ("high", _high),
    "exclusiveMaximum": ("high", _high),
    "multipleOf": ("steps", _steps),
    "readOnly": ("read_only", _flag),
    "writeOnly": ("write_only", _flag),
    "deprecated": ("deprecated", _flag),
}
"""Each keyword that says a fact as it stands: the fact, and what reads it."""
_LISTING: Final = frozenset(("enum", "const", "anyOf", "oneOf"))
_NULL: Final = frozenset(("null",))
_ALONE: Final = {name: frozenset((name,)) for name in TYPES}


def _number(value: object) -> int | float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _types(keywords: list[Mapping[str, Any]]) -> frozenset[str]:
    """Intersect what `type`, and else the keywords of one type, allow."""
    if len(keywords) == 1 and isinstance(name := keywords[0].get("type"), str) and name in _ALONE:
        return _ALONE[name]
    allowed = TYPES
    said = False
    for k in keywords:
        declared = k.get("type")
        names = [declared] if isinstance(declared, str) else declared
        if isinstance(names, list):
            said = True
            wide = {*names, "integer"} if "number" in names else set(names)
            allowed &= wide
    if not said:
        allowed = frozenset(_implied(keywords))
    return allowed - {"integer"} if "number" in allowed else allowed


# fmt: off
_IMPLIED: Final = {
    "object": {
        "properties", "additionalProperties", "patternProperties", "required", "propertyNames",
        "minProperties", "maxProperties", "unevaluatedProperties", "dependentRequired",
        "dependentSchemas", "dependencies",
    },
    "array": {
        "items", "prefixItems", "additionalItems", "unevaluatedItems", "contains", "minItems",
        "maxItems", "uniqueItems",
    },
    "string": {
        "pattern", "minLength", "maxLength", "format", "contentEncoding", "contentMediaType",
    },
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
# fmt: on


def _implied(keywords: list[Mapping[str, Any]]) -> Iterator[str]:
    present = {name for k in keywords for name in k}
    implied = [kind for kind, names in _IMPLIED.items() if present & names]
    if len(implied) == 1:
        yield implied[0]


def _possible(options: list[Option] | None, allowed: frozenset[str]) -> list[Option] | None:
    """Leave out the options that the types rule out; a place that can only be null has that one."""
    if options is None:
        return [Option(None, "null")] if allowed == {"null"} else None
    return [o for o in options if not allowed or _is_typed(o.value, allowed)]


def _holds_null(options: list[Option] | None) -> bool:
    return options is None or any(option.value is None for option in options)


def _bound(
    keywords: list[Mapping[str, Any]], closed: str, opened: str, tightest: Any
) -> Bound | None:
    """Find the tightest of all limits on one side; draft-04's boolean form is not a number."""
    if len(keywords) == 1 and not (closed in keywords[0] and opened in keywords[0]):
        is_open = opened in keywords[0]
        limit = _number(keywords[0].get(opened if is_open else closed))
        return None if limit is None else Bound(limit, is_open)
    limits: Iterable[tuple[Any, bool]] = [(k.get(closed), False) for k in keywords]
    limits = [*limits, *((k.get(opened), True) for k in keywords)]
    numbers = [(n, is_open) for v, is_open in limits if (n := _number(v)) is not None]
    if len(numbers) < 2:
        return Bound(*numbers[0]) if numbers else None
    best = tightest(fractions.Fraction(n) for n, _ in numbers)
    ties = [(n, is_open) for n, is_open in numbers if fractions.Fraction(n) == best]
    return Bound(ties[0][0], any(is_open for _, is_open in ties))
