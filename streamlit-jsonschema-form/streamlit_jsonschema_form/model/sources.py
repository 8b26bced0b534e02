"""Values that the host of a form offers: the hint `source` names who is asked, and for what.

What is asked may depend on other values of the form: `{"from": "/workspace"}` as an argument is the
value at that place. The schema still says what is valid; a source only offers.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec, is_unset
from streamlit_jsonschema_form.model.codecs.numbers import NUMBER, read_number
from streamlit_jsonschema_form.model.codecs.text import TEXT
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option, display_text
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath, JsonValue

Source = Callable[[Mapping[str, JsonValue], str], Sequence[Option]]
"""Offers values: given the arguments that are there, and the words that the person searches for.

Fifty or more offers are taken for a part of all there is; the person is then asked for words.
"""

_UP: Final = re.compile(r"\d{1,3}(?=/|$)")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a hint asks for.

    Attributes:
        name: of the source.
        arguments: as they are written, places among them.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def reference_of(info: FieldInfo) -> Reference | None:
    """Read the hint `source`: a name, or `{"name": …, "arguments": {…}}`; None for anything else."""
    hint = info.ui.get("source")
    if isinstance(hint, str):
        return Reference(hint)
    if not isinstance(hint, Mapping) or not isinstance(hint.get("name"), str):
        return None
    arguments = hint.get("arguments")
    return Reference(hint["name"], arguments if isinstance(arguments, Mapping) else {})


def arguments_of(reference: Reference, value: Value, path: JsonPath) -> dict[str, JsonValue]:
    """Return the arguments with values in the stead of places; those that are not there are left out.

    Args:
        reference: what the hint asks for.
        value: of the whole form.
        path: of the place that is to be filled.
    """
    found = {
        name: look_up(given["from"], value, path) if _is_place(given) else given
        for name, given in reference.arguments.items()
    }
    return {name: each for name, each in found.items() if each is not ABSENT}


def looks_within(reference: Reference, levels: int) -> bool:
    """Tell whether an argument is found by going up from a place fewer levels than these."""
    places = (each["from"] for each in reference.arguments.values() if _is_place(each))
    return any(int(up[0]) < levels for place in places if (up := _UP.match(place)))


def _is_place(given: Any) -> bool:
    return isinstance(given, Mapping) and list(given) == ["from"] and isinstance(given["from"], str)


def look_up(pointer: str, value: Value, path: JsonPath) -> Value:
    """Return the value at another place of the form; ABSENT where there is none.

    Args:
        pointer: a JSON Pointer (RFC 6901) from the root, `/workspace`; or a relative one from `path`:
            `1/workspace` is beside it, `2/workspace` one level above.
        value: of the whole form.
        path: where a relative pointer begins.
    """
    up = _UP.match(pointer)
    if up and int(up[0]) > len(path):
        return ABSENT
    start = path[: len(path) - int(up[0])] if up else ()
    rest = pointer[up.end() :] if up else pointer
    if rest and not rest.startswith("/"):
        return ABSENT
    at = get(value, start)
    for part in rest.split("/")[1:]:
        at = get(at, (_step(part, at),))
    return at


def _step(part: str, at: Value) -> str | int:
    if isinstance(at, list) and part.isdecimal():
        return int(part)
    return part.replace("~1", "/").replace("~0", "~")


def takes_source(node: Node) -> bool:
    """Tell whether a place can be filled from a source: one text or number, of which no list is given."""
    return node.kind is Kind.SCALAR and node.codec in (TEXT, NUMBER) and not node.info.secret


def offered(options: Sequence[Option], value: Value, info: FieldInfo) -> tuple[Option, ...]:
    """List what is offered, and what is there though it is not."""
    known = is_unset(value, info) or any(same(o.value, value) for o in options)
    stranger = (
        () if known or value is ABSENT else (Option(value, f"{display_text(value)} (not offered)"),)
    )
    return (*options, *stranger)


def picker(options: tuple[Option, ...]) -> Codec:
    """Return the codec of a choice among these, in which other values can be typed as well."""

    def encode(value: Value, info: FieldInfo) -> int | None:
        if is_unset(value, info):
            return None
        return next((at for at, option in enumerate(options) if same(option.value, value)), None)

    def read(raw: Any, info: FieldInfo) -> Value:
        if raw is None:
            return ABSENT
        if isinstance(raw, int):
            return options[raw].value
        return raw if info.types == {"string"} else read_number(raw, whole=info.whole)

    def fits(value: Value, info: FieldInfo) -> bool:
        return is_unset(value, info) or any(same(o.value, value) for o in options)

    return Codec("source", fits, encode, read)
