"""What widgets are called: a key that is renamed keeps the name it was first drawn under.

A place is named by its keys, and a browser takes a widget with another name for another one: it would
lose the focus and what is being typed. So the widgets of a renamed key keep theirs.
"""

import zlib
from collections.abc import Iterable

from streamlit_jsonschema_form.model.ids import is_within


class Names:
    """The names of the widgets of one form, by the ids of its places."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._moved: list[tuple[str, str]] = []
        self._fresh = 0

    def of(self, place: str) -> str:
        """Return the name of a place's widgets."""
        if not self._given:
            return place
        name = ""
        for part in place.split("/")[1:]:
            name = f"{name}/{self._given.get((name, part), part)}"
        return name

    def rename(self, old: str, new: str) -> None:
        """Let the place `new` keep the name of `old`; whatever comes to `old` later gets a fresh one."""
        parent, _, before = old.rpartition("/")
        after, name = new.rpartition("/")[2], self.of(parent)
        self._given[name, after] = self._given.get((name, before), before)
        self._fresh += 1
        self._given[name, before] = f"{before}|{self._fresh}"
        self._moved.append((old, new))

    def now(self, place: str) -> str:
        """Return the present id of a place that was drawn before the latest renamings."""
        for old, new in self._moved:
            place = moved(place, old, new)
        return place

    def drawn(self) -> None:
        """Note that every place has been drawn under its present id."""
        self._moved.clear()


def moved(place: str, old: str, new: str) -> str:
    """Return the id of a place after `old` became `new`."""
    return new + place[len(old) :] if is_within(old, place) else place


def tell_apart(words: Iterable[str]) -> str:
    """Return a short mark of some options, the same in every run and another one for other words."""
    return format(zlib.crc32("\n".join(words).encode("utf-8", "replace")), "x")
