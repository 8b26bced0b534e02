"""The values that subschemas list: `enum`, `const` and unions of constants, with their labels."""

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit_jsonschema_form.model.field_info import Option, display_text
from streamlit_jsonschema_form.model.hints import offer
from streamlit_jsonschema_form.model.scope import AppliedSchema, Schema, schemas
from streamlit_jsonschema_form.model.values import equal


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
