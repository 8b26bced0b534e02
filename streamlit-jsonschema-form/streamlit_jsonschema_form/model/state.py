"""What a form knows while a person fills it: the value, and what surrounds it.

A `State` is immutable; `streamlit_jsonschema_form.model.edits.apply` makes the next one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, cast

from streamlit_jsonschema_form.model.ids import (
    HELD,
    ROOT,
    WAS_NULL,
    around,
    child_id,
    is_within,
    owner,
    plain,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.model.waiting import Aside, Left
from streamlit_jsonschema_form.problems import JsonPath, JsonValue


@dataclass(frozen=True, slots=True)
class Draft:
    """Text that could not be read as a value: kept as typed, beside the reason."""

    text: str
    reason: str


class Memo:
    """The last tree that was built in a line of states, for the next one to reuse.

    Attributes:
        root: its root.
        factory: what made its nodes.
    """

    __slots__ = ("factory", "root")

    def __init__(self) -> None:
        self.root: Any = None
        self.factory: Any = None


@dataclass(frozen=True, slots=True)
class State:
    """A form being filled.

    Attributes:
        value: the value so far: what would be sent now.
        base: the value as it was loaded, for differences and resets.
        choices: the branch a person chose, by the id of the place and the union's index there; with
            `HELD` behind that, the one that stays in sight while none fits better.
        aside: values out of force, by the id of the object that held them and their key.
        parked: values of branches that are not shown, by `place|union|branch`.
        left: what the branches that a person left are owed, by `place|union|branch`.
        strays: ids of values that nothing described until an edit did: once nothing does so any more,
            they stay where they are, as they were.
        drafts: unreadable text, by the id of its place.
        misnamed: names that a key cannot have, kept as typed, by the id of the entry.
        items: stable ids of a list's items or an object's free entries, by the id of the place; a
            place that is missing counts 0, 1, 2, …
        next_item: a number above every item id ever used.
        made: ids of the objects that only exist because something was set inside them; those that were
            null before are marked with `WAS_NULL`.
        touched: ids of the places that were written, each with all that is inside it.
        arranged: ids of the lists, maps and unions whose rows, keys or branch were changed, and no more.
        submitted: the person has tried to send it, so that every error shows.
        epoch: rises when values are replaced from outside the widgets.
        memo: shared by all states that came from one.
    """

    value: Value
    base: Value = ABSENT
    choices: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[tuple[str, str], Aside] = field(default_factory=dict)
    parked: Mapping[str, Aside] = field(default_factory=dict)
    left: Mapping[str, Left] = field(default_factory=dict)
    strays: frozenset[str] = frozenset()
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    misnamed: Mapping[str, Draft] = field(default_factory=dict)
    items: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    next_item: int = 0
    made: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    arranged: frozenset[str] = frozenset()
    submitted: bool = False
    epoch: int = 0
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)

    @property
    def dirty(self) -> bool:
        """Tell whether anything differs from what was loaded."""
        return bool(self.drafts) or not same(self.value, self.base)

    def item_ids(self, place: str, count: int) -> tuple[int, ...]:
        """Return the stable ids of the `count` items at a place."""
        known = self.items.get(place, ())
        return known if len(known) == count else tuple(range(count))

    def with_items(self, place: str, ids: tuple[int, ...]) -> Self:
        """Return the state with new item ids at a place."""
        return replace(self, items={**self.items, place: ids})

    def settled(self, place: str) -> Self:
        """Return the state without unreadable text, or a value set aside, for this very place.

        What waits inside it stays: it belongs to a branch that is not shown.
        """
        holder, _, key = place.rpartition("/")
        hidden = (holder, plain(key))
        return replace(
            self,
            aside={where: kept for where, kept in self.aside.items() if where != hidden},
            drafts={k: v for k, v in self.drafts.items() if k != place},
            choices={k: v for k, v in self.choices.items() if not _is_held(place, k)},
            strays=self.strays - {place},
        )

    def forget(self, place: str) -> Self:
        """Return the state without what surrounds a place that gets a value of its own now.

        Unreadable text there goes, and inside it the choices, the rows' ids and what waits aside. The
        branch chosen at the place itself stays.
        """
        holder, _, key = place.rpartition("/")
        hidden = {
            where: kept
            for where, kept in self.aside.items()
            if not is_within(place, where[0]) and where != (holder, plain(key))
        }
        return replace(
            self,
            aside=hidden if place else {},
            drafts={k: v for k, v in self.drafts.items() if not is_within(place, k)},
            misnamed={k: v for k, v in self.misnamed.items() if not is_within(place, k)},
            items={k: v for k, v in self.items.items() if not is_within(place, k)},
            made=frozenset(k for k in self.made if not is_within(place, k.removesuffix(WAS_NULL))),
            choices={k: v for k, v in self.choices.items() if not _ends(place, k)},
            parked={k: v for k, v in self.parked.items() if not _is_inside(place, k)},
            left={k: v for k, v in self.left.items() if not is_within(place, owner(k))},
            strays=frozenset(k for k in self.strays if not is_within(place, k)),
        )

    def rename(self, old: str, new: str) -> Self:
        """Return the state with everything that surrounds one place now surrounding another."""

        def moved(key: str) -> str:
            inside = key == old or key.startswith((f"{old}/", f"{old}|"))
            return new + key[len(old) :] if inside else key

        return replace(
            self,
            aside={(moved(p), key): kept.moved(moved) for (p, key), kept in self.aside.items()},
            drafts={moved(k): v for k, v in self.drafts.items()},
            misnamed={moved(k): v for k, v in self.misnamed.items()},
            items={moved(k): v for k, v in self.items.items()},
            choices={moved(k): v for k, v in self.choices.items()},
            parked={moved(k): v for k, v in self.parked.items()},
            left={moved(k): left.moved(moved) for k, left in self.left.items()},
            strays=frozenset(map(moved, self.strays)),
            made=frozenset(map(moved, self.made)),
            touched=frozenset(map(moved, self.touched)),
            arranged=frozenset(map(moved, self.arranged)),
        )

    def repeat(self, old: str, new: str) -> Self:
        """Return the state with what surrounds one place surrounding another as well.

        What was touched there was not touched here.
        """
        twin = self.rename(old, new)
        return replace(
            self,
            aside={**self.aside, **twin.aside},
            drafts={**self.drafts, **twin.drafts},
            items={**self.items, **twin.items},
            choices={**self.choices, **twin.choices},
            parked={**self.parked, **twin.parked},
            left={**self.left, **twin.left},
            strays=self.strays | twin.strays,
            made=self.made | twin.made,
        )

    def to_json(self) -> dict[str, JsonValue]:
        """Write the state as JSON, for a draft that outlives the session."""
        out: dict[str, Any] = {
            "choices": dict(self.choices),
            "aside": [[p, k, *a.to_json()] for (p, k), a in self.aside.items()],
            "parked": {at: a.to_json() for at, a in self.parked.items()},
            "strays": sorted(self.strays),
            "left": {at: left.to_json() for at, left in self.left.items()},
            "drafts": {place: [d.text, d.reason] for place, d in self.drafts.items()},
            "misnamed": {place: [d.text, d.reason] for place, d in self.misnamed.items()},
            "items": {place: list(ids) for place, ids in self.items.items()},
            "next_item": self.next_item,
            "made": sorted(self.made),
            "touched": sorted(self.touched),
            "arranged": sorted(self.arranged),
            "submitted": self.submitted,
        }
        for name, value in (("value", self.value), ("base", self.base)):
            if value is not ABSENT:
                out[name] = value
        return out

    @classmethod
    def from_json(cls, saved: Mapping[str, Any], *, epoch: int = 0) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            value=saved.get("value", ABSENT),
            base=saved.get("base", ABSENT),
            choices=dict(saved["choices"]),
            aside={(p, k): Aside.from_json(kept) for p, k, *kept in saved["aside"]},
            parked={at: Aside.from_json(kept) for at, kept in saved.get("parked", {}).items()},
            strays=frozenset(saved.get("strays", ())),
            left={at: Left.from_json(left) for at, left in saved.get("left", {}).items()},
            drafts={place: Draft(*pair) for place, pair in saved["drafts"].items()},
            misnamed={at: Draft(*pair) for at, pair in saved.get("misnamed", {}).items()},
            items={place: tuple(ids) for place, ids in saved["items"].items()},
            next_item=saved["next_item"],
            made=frozenset(saved.get("made", ())),
            touched=frozenset(saved["touched"]),
            arranged=frozenset(saved.get("arranged", ())),
            submitted=saved["submitted"],
            epoch=epoch,
        )


def _is_inside(place: str, key: str) -> bool:
    """Tell whether such a key belongs to a place inside another."""
    return owner(key).startswith(f"{place}/")


def _ends(place: str, key: str) -> bool:
    """Tell whether a choice is none any more once a place gets a value of its own."""
    return _is_inside(place, key) or _is_held(place, key)


def _is_held(place: str, key: str) -> bool:
    return key.endswith(HELD) and owner(key) == place


def apart(state: State, other: State) -> Iterator[str]:
    """List the places that have other choices or rows in another state, and those around them."""
    for mine, its in ((state.choices, other.choices), (state.items, other.items)):
        for key in mine.keys() | its.keys():
            if mine.get(key) != its.get(key):
                yield from around(owner(key))


def place_id(state: State, path: JsonPath) -> str:
    """Name the place at `path`; it keeps its name when the rows above it move."""
    place, value = ROOT, state.value
    for part in path:
        if isinstance(part, int) and isinstance(value, list):
            ids = state.item_ids(place, len(value))
            place = child_id(place, ids[part] if 0 <= part < len(ids) else part)
        else:
            place = child_id(place, part)
        value = get(value, (part,))
    return place


def path_of(state: State, place: str) -> JsonPath | None:
    """Find where a place is now; None when its row is gone."""
    path: list[str | int] = []
    at, value = ROOT, state.value
    for part in place.split("/")[1:]:
        if part.startswith("#"):
            ids = state.item_ids(at, len(value) if isinstance(value, list) else 0)
            if int(part[1:]) not in ids:
                return None
            path.append(ids.index(int(part[1:])))
        else:
            path.append(plain(part))
        at, value = f"{at}/{part}", get(value, (path[-1],))
    return cast(JsonPath, tuple(path))
