"""Names of widgets: the widgets of a renamed key keep the name that they were first drawn with.

A field is identified by its keys, and a browser takes a widget with another name for another widget: it
would lose the focus and what is being typed.
"""

import zlib
from collections.abc import Iterable

from streamlit_jsonschema_form.model.state import is_within


class WidgetNames:
    """The names of the widgets of one form, by the ids of its fields."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._renamed: list[tuple[str, str]] = []
        self._count = 0

    def of(self, place: str) -> str:
        """Return the name of a field's widgets."""
        if not self._names:
            return place
        name = ""
        for part in place.split("/")[1:]:
            name = f"{name}/{self._names.get((name, part), part)}"
        return name

    def rename(self, old: str, new: str) -> None:
        """Give `new` the name of `old`; a later field `old` gets a new name."""
        parent, _, before = old.rpartition("/")
        after, name = new.rpartition("/")[2], self.of(parent)
        self._names[name, after] = self._names.get((name, before), before)
        self._count += 1
        self._names[name, before] = f"{before}|{self._count}"
        self._renamed.append((old, new))

    def current_id(self, place: str) -> str:
        """Return the current id of a field that was drawn before the latest renames."""
        for old, new in self._renamed:
            place = renamed_id(place, old, new)
        return place

    def mark_drawn(self) -> None:
        """Record that every field has been drawn under its current id."""
        self._renamed.clear()


def renamed_id(place: str, old: str, new: str) -> str:
    """Return the id of a field after `old` was renamed to `new`."""
    return new + place[len(old) :] if is_within(old, place) else place


def checksum(texts: Iterable[str]) -> str:
    """Return a short checksum of texts, the same in every run."""
    return format(zlib.crc32("\n".join(texts).encode("utf-8", "replace")), "x")
