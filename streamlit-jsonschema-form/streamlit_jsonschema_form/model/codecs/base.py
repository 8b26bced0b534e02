"""What a codec is: how one value is shown in one widget and read back from it, without loss.

The law: when a codec `fits` a value, reading back what the browser returns untouched gives that very
value. What a widget has no room for, such as an offset from UTC, is taken from the value itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit_jsonschema_form.json_text import InvalidText
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.state import UnreadableText
from streamlit_jsonschema_form.model.values import ABSENT, Value

Decoded = Value | UnreadableText


def _as_read(read: Value, _before: Value, _info: FieldInfo) -> Value:
    return read


def _unlike(_one: Value, _other: Value) -> bool:
    return False


def _no_marks(_info: FieldInfo) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Codec:
    """One way to show a value.

    Attributes:
        name: part of the widget's key, so that a place that changes codec gets a fresh widget.
        fits: whether this value can be shown exactly; the second argument is the place's facts.
        encode: the widget's own state for a value; untouched, the browser returns the same.
        read: what a widget state means; raises InvalidText.
        complete: adds to what was read what the widget had no room for, from the value before.
        alike: whether two values look the same in the widget, as 3 and 3.0 do.
        marks: what else the widget's key depends on: a browser knows options by their words alone.
        text: its widget is a text box, which can show a text that could not be read.
    """

    name: str
    fits: Callable[[Value, FieldInfo], bool]
    encode: Callable[[Value, FieldInfo], Any]
    read: Callable[[Any, FieldInfo], Value]
    complete: Callable[[Value, Value, FieldInfo], Value] = _as_read
    looks_same: Callable[[Value, Value], bool] = _unlike
    marks: Callable[[FieldInfo], tuple[str, ...]] = _no_marks
    text: bool = True

    def decode(self, raw: Any, value: Value, info: FieldInfo) -> Decoded:
        """Read the widget's state `raw`, given that it was drawn for `value`."""
        if raw == self.encode(value, info):
            return value
        if raw in ("", None) and "emptyValue" in info.ui:
            return info.ui["emptyValue"]  # type: ignore[no-any-return]
        try:
            read = self.read(raw, info)
        except InvalidText as error:
            return UnreadableText(str(raw), str(error))
        return read if read is ABSENT else self.complete(read, value, info)

    def preserve_spelling(self, decoded: Decoded, loaded: Value) -> Decoded:
        """Write a value as it was loaded, when the widget shows both alike: a detour leaves no trace."""
        if isinstance(decoded, UnreadableText) or ABSENT in (decoded, loaded):
            return decoded
        return loaded if self.looks_same(decoded, loaded) else decoded


def is_unset(value: Value, info: FieldInfo) -> bool:
    """Tell whether an empty text box stands for this value: nothing there, or null where it may be."""
    return value is ABSENT or (value is None and info.nullable)


def is_typable(text: str, controls: str) -> bool:
    """Tell whether a text box keeps this text: browsers drop or change other control characters."""
    return not any(
        (c < " " and c not in controls) or c in "\x7f\x85\u2028\u2029" or "\ud800" <= c <= "\udfff"
        for c in text
    )
