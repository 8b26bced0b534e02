"""Reads what a form shows at one place from the subschemas in force there.

Types, options and bounds are intersected, which is cheap and exact; everything else is taken from the
first subschema that sets it.
"""

import fractions
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from streamlit_jsonschema_form.model.field_info import (
    TYPES,
    Bound,
    FieldInfo,
    Option,
    display_text,
    is_typed,
)
from streamlit_jsonschema_form.model.hints import HINTS, Block, as_block, offer
from streamlit_jsonschema_form.model.scope import AppliedSchema, Schema, schemas
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.validation.equality import equal


def listed_options(subs: tuple[AppliedSchema, ...]) -> list[Option] | None:
    """Intersect the lists of allowed values; None when no subschema lists them."""
    lists = [found for sub in subs for found in _listed(sub)]
    if not lists:
        return None
    first, *others = lists
    return [
        o for o in first if all(any(equal(o.value, p.value) for p in other) for other in others)
    ]


def _listed(sub: AppliedSchema) -> Iterator[list[Option]]:
    """Yield every list of allowed values in one subschema, those with titles first."""
    k = sub.keywords
    for keyword in ("oneOf", "anyOf"):
        if keyword in k and (consts := consts_of(schemas(sub, keyword))):
            yield consts
    if isinstance(k.get("enum"), list):
        names = k.get("enumNames")
        labels = names if isinstance(names, list) and len(names) == len(k["enum"]) else None
        yield [
            Option(value, str(labels[i]) if labels else display_text(value))
            for i, value in enumerate(k["enum"])
        ]
    if "const" in k:  # the title beside it names the place, not the value
        yield [Option(k["const"], display_text(k["const"]))]


def consts_of(members: list[Schema]) -> list[Option] | None:
    """Read a union whose every branch is one constant as a choice; None when it is not one."""
    constants = [_constant(member) for member in members]
    known = [each for each in constants if each is not None]
    return known if known and len(known) == len(constants) else None


def _constant(member: Schema) -> Option | None:
    if isinstance(member, bool):
        return None
    if "const" in member:
        return _titled(member)
    return _titled({**member, "const": None}) if member.get("type") == "null" else None


def _titled(k: Mapping[str, Any]) -> Option:
    return Option(
        k["const"], str(k.get("title") or display_text(k["const"])), str(k.get("description", ""))
    )


def name_options(options: list[Option] | None, ui: Mapping[str, Any]) -> tuple[Option, ...] | None:
    """Give options the order and the names that hints hold for them."""
    if options is None:
        return None
    offered = [
        (options[at], words) for at, words in offer([option.value for option in options], ui)
    ]
    return tuple(
        each if words is None else Option(each.value, words, each.description)
        for each, words in offered
    )


def read_field_info(subs: tuple[AppliedSchema, ...]) -> FieldInfo:
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
    if ui := _flatten(subs):
        found |= _hinted(ui, found)
    return FieldInfo(**found, options=name_options(options, ui), ui=ui)


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
    return [o for o in options if not allowed or is_typed(o.value, allowed)]


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


def _flatten(subs: Sequence[AppliedSchema]) -> dict[str, Any]:
    """Return the hints in force at a place, by bare name; those of a wrong kind are left out.

    What the `uiSchema` says wins over the schema's own hints, in which a nearer subschema wins over a
    farther one. In one subschema `ui:NAME` wins over `ui:options`, and that over `x-ui`.
    """
    if len(subs) == 1 and not subs[0].hints.root:
        return _named(subs[0].keywords)
    found: dict[str, Any] = {}
    if subs and subs[0].hints.root:
        found |= _right(as_block(subs[0].hints.root.get("ui:globalOptions")))
    for sub in reversed(subs):
        found |= _named(sub.keywords)
    for sub in subs:
        if sub.hints.blocks:
            for block in reversed(sub.hints.blocks):
                found |= _named(block)
    return found


def _named(block: Block) -> dict[str, Any]:
    found = _right(as_block(block["x-ui"])) if "x-ui" in block else {}
    if "ui:options" in block:
        found |= _right(as_block(block["ui:options"]))
    named = {name[3:]: block[name] for name in block if name[:3] == "ui:"}
    return found | _right(named) if named else found


def _right(block: Block) -> dict[str, Any]:
    return {k: v for k, v in block.items() if k not in HINTS or HINTS[k](v)}
