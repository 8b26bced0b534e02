"""What a form shows at one place: its label, types, options and bounds.

It is for drawing only; validity never depends on it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.values import ABSENT, Value, json_type
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.validation.equality import equal
from streamlit_jsonschema_form.validation.secrets import SECRECY

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
class Option:
    """One allowed value and the words for it."""

    value: JsonValue
    label: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit of a number; `open` when the limit itself is excluded."""

    value: int | float
    open: bool = False


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What is known of one place.

    Attributes:
        title: None when no subschema gives one.
        description: Markdown.
        types: the JSON types allowed, `null` left out; empty when none is said.
        nullable: null is allowed beside another type.
        options: the values allowed, when they are listed.
        item_options: the values that a list may hold once each, when they are listed.
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
    item_options: tuple[Option, ...] | None = None
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
        hinted = self.ui and any(self.ui.get(name) == value for name, value in SECRECY.items())
        hidden = self.write_only or hinted
        return self.format == "password" or (bool(hidden) and "string" in self.types)

    @property
    def whole(self) -> bool:
        """Tell whether only integers fit."""
        return "integer" in self.types and "number" not in self.types

    def permits(self, *hints: str) -> bool:
        """Tell whether none of the hints is false: `addable`, `orderable`, `copyable`, `removable`."""
        return not any(self.ui.get(hint) is False for hint in hints)

    def allows(self, value: Value) -> bool:
        """Tell whether a value has an allowed type and is one of the options, if there are any."""
        if value is ABSENT or (value is None and self.nullable):
            return True
        if self.options is not None:
            return any(equal(option.value, value) for option in self.options)
        return not self.types or is_typed(value, self.types)


def is_typed(value: JsonValue, types: frozenset[str]) -> bool:
    """Tell whether a value is of one of these types; 1.0 is an integer (2020-12 validation §6.1.1)."""
    kind = json_type(value)
    if isinstance(value, float) and value.is_integer() and "integer" in types:
        return True
    return kind in types or (kind == "integer" and "number" in types)


def display_text(value: JsonValue) -> str:
    """Write a value for people: texts bare, everything else as JSON."""
    if isinstance(value, str):
        return value or "(empty text)"
    return write_json(value)


def humanize_key(key: str | int) -> str:
    """Make words of a key: `max_model_len` and `maxModelLen` become `Max model len`; 0 is `Item 1`."""
    if isinstance(key, int):
        return f"Item {key + 1}"
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key).replace("_", " ").replace("-", " ").strip()
    return f"{spaced[:1].upper()}{spaced[1:]}" or "(no name)"
