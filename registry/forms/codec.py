"""One way to show a value, and the law it obeys.

The law: when a codec `fits` a value, reading back what the browser returns untouched gives that very
value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.forms.facts import Facts
from registry.forms.state import Draft
from registry.forms.values import ABSENT, Value
from registry.json_text import Unreadable

Decoded = Value | Draft


@dataclass(frozen=True, slots=True)
class Codec:
    """One way to show a value.

    Attributes:
        name: part of the widget's key, so that a place that changes codec gets a fresh widget.
        fits: whether this value can be shown exactly; the second argument is the place's facts.
        encode: the widget's own state for a value; untouched, the browser returns the same.
        read: what a widget state means; raises Unreadable.
    """

    name: str
    fits: Callable[[Value, Facts], bool]
    encode: Callable[[Value, Facts], Any]
    read: Callable[[Any, Facts], Value]

    def decode(self, raw: Any, value: Value, facts: Facts) -> Decoded:
        """Read the widget's state `raw`, given that it was drawn for `value`."""
        if raw == self.encode(value, facts):
            return value
        if raw in ("", None) and "emptyValue" in facts.ui:
            return facts.ui["emptyValue"]  # type: ignore[no-any-return]
        try:
            return self.read(raw, facts)
        except Unreadable as error:
            return Draft(str(raw), str(error))


def never_shown(value: Value, facts: Facts) -> bool:
    """Tell whether an empty text box stands for this value: nothing there, or null where it may be."""
    return value is ABSENT or (value is None and facts.nullable)


def typeable(text: str, controls: str) -> bool:
    """Tell whether a text box keeps this text: browsers drop or change other control characters."""
    return not any(
        (c < " " and c not in controls) or c in "\x7f\x85\u2028\u2029" or "\ud800" <= c <= "\udfff"
        for c in text
    )
