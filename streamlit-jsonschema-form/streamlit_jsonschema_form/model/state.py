"""The state of a form that is being filled: its value, and what else has to be remembered.

A `State` is immutable; `streamlit_jsonschema_form.model.edits.apply` makes the next one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self, cast

from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath, JsonValue

ROOT: Final = ""
NOWHERE: Final = "|"
"""Names no place: no choice is ever made there."""
WAS_NULL: Final = "|null"
LOCKED: Final = "|held"


def child_id(place: str, part: str | int) -> str:
    """Name a place under another: by key for a property, by stable id for an item."""
    if isinstance(part, int):
        return f"{place}/#{part}"
    if part.isidentifier():  # as most are
        return f"{place}/{part}"
    return f"{place}/{part.replace('~', '~0').replace('/', '~1').replace('#', '~2').replace('|', '~3')}"


def decode_key(part: str) -> str:
    """Return the key that a part of an id stands for."""
    return part.replace("~3", "|").replace("~2", "#").replace("~1", "/").replace("~0", "~")


def is_within(place: str, other: str) -> bool:
    """Tell whether `other` is the place itself or one inside it."""
    return other == place or other.startswith(f"{place}/")


def place_of(key: str) -> str:
    """Return the place that a key such as `place|union|branch` belongs to; no id has a bar in it."""
    return key.partition("|")[0]


def self_and_ancestors(place: str) -> Iterator[str]:
    """List a place and those that it is in, up to the whole."""
    yield place
    while place:
        place = place.rpartition("/")[0]
        yield place


@dataclass(frozen=True, slots=True)
class UnreadableText:
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
class RetainedValue:
    """A value that an edit removed because nothing described its key any more.

    Attributes:
        value: what was there.
        after: the keys that stood before it, so that it returns to its position.
        branch: the branch that was left when it was removed, as `place|union|branch`; else empty.
    """

    value: JsonValue
    after: tuple[str, ...]
    branch: str = ""

    def moved(self, move: Callable[[str], str]) -> Self:
        """Return a copy for places that were renamed."""
        return replace(self, branch=move(self.branch)) if self.branch else self

    def to_json(self) -> list[JsonValue]:
        """Write it as a list."""
        return [self.value, list(self.after), *([self.branch] if self.branch else [])]

    @classmethod
    def from_json(cls, saved: list[Any]) -> Self:
        """Read what `to_json` wrote."""
        value, after, *branch = saved
        return cls(value, tuple(after), *branch)


@dataclass(frozen=True, slots=True)
class BranchMemory:
    """What to restore when a branch that was left is chosen again.

    Attributes:
        overwritten: what the constants of another branch replaced; None where nothing was.
        along: the branch that took the value over, as `place|union|branch`.
    """

    overwritten: Mapping[str, RetainedValue | None]
    along: str = ""

    def moved(self, move: Callable[[str], str]) -> Self:
        """Return a copy for places that were renamed."""
        return replace(self, along=move(self.along)) if self.along else self

    def to_json(self) -> list[JsonValue]:
        """Write it as a list."""
        kept = {k: None if was is None else was.to_json() for k, was in self.overwritten.items()}
        return [{**kept}, self.along]

    @classmethod
    def from_json(cls, saved: list[Any] | Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote; earlier it wrote what was overwritten alone."""
        overwritten, along = saved if isinstance(saved, list) else (saved, "")
        return cls(
            {key: was and RetainedValue.from_json(was) for key, was in overwritten.items()}, along
        )


@dataclass(frozen=True, slots=True)
class State:
    """A form being filled.

    Attributes:
        value: the value so far: what would be sent now.
        base: the value as it was loaded, for differences and resets.
        choices: the branch a person chose, by the id of the place and the union's index there; with
            `LOCKED` appended, the branch that stays shown while none fits better.
        retained: values that edits removed, by the id of their object and their key.
        inactive: values of branches that are not shown, by `place|union|branch`.
        branch_memory: what to restore when a branch is chosen again, by `place|union|branch`.
        extras: ids of values that nothing described before an edit did; they stay as they are once
            nothing describes them again.
        unreadable: text that could not be read, by the id of its place.
        invalid_keys: names that a key cannot have, as typed, by the id of the entry.
        items: stable ids of a list's items or an object's additional entries, by the id of the place; a
            place that is missing counts 0, 1, 2, …
        next_item: a number above every item id ever used.
        implied: ids of objects that exist only because something was set inside them; those that were
            null before are marked with `WAS_NULL`.
        touched: ids of the places that were written, each with all that is inside it.
        restructured: ids of the lists, maps and unions of which only rows, keys or the branch changed.
        submitted: the person has tried to send it, so that every error shows.
        epoch: rises when values are replaced from outside the widgets.
        memo: shared by all states that came from one.
    """

    value: Value
    base: Value = ABSENT
    choices: Mapping[str, int] = field(default_factory=dict)
    retained: Mapping[tuple[str, str], RetainedValue] = field(default_factory=dict)
    inactive: Mapping[str, RetainedValue] = field(default_factory=dict)
    branch_memory: Mapping[str, BranchMemory] = field(default_factory=dict)
    extras: frozenset[str] = frozenset()
    unreadable: Mapping[str, UnreadableText] = field(default_factory=dict)
    invalid_keys: Mapping[str, UnreadableText] = field(default_factory=dict)
    items: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    next_item: int = 0
    implied: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    restructured: frozenset[str] = frozenset()
    submitted: bool = False
    epoch: int = 0
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)

    @property
    def dirty(self) -> bool:
        """Tell whether anything differs from what was loaded."""
        return bool(self.unreadable) or not same(self.value, self.base)

    def item_ids(self, place: str, count: int) -> tuple[int, ...]:
        """Return the stable ids of the `count` items at a place."""
        known = self.items.get(place, ())
        return known if len(known) == count else tuple(range(count))

    def with_items(self, place: str, ids: tuple[int, ...]) -> Self:
        """Return the state with new item ids at a place."""
        return replace(self, items={**self.items, place: ids})

    def clear_place(self, place: str) -> Self:
        """Return the state without unreadable text or a retained value for this very place.

        What is retained inside it stays: it belongs to a branch that is not shown.
        """
        parent, _, key = place.rpartition("/")
        hidden = (parent, decode_key(key))
        return replace(
            self,
            retained={where: kept for where, kept in self.retained.items() if where != hidden},
            unreadable={k: v for k, v in self.unreadable.items() if k != place},
            choices={k: v for k, v in self.choices.items() if not _is_locked(place, k)},
            extras=self.extras - {place},
        )

    def forget(self, place: str) -> Self:
        """Return the state without what is remembered of a place that gets a new value.

        Unreadable text there is dropped, and inside it choices, row ids and retained values. The branch
        chosen at the place itself stays.
        """
        parent, _, key = place.rpartition("/")
        outside: dict[str, Any] = {
            name: {k: each for k, each in getattr(self, name).items() if not is_within(place, k)}
            for name in ("unreadable", "invalid_keys", "items")
        }
        retained = {
            where: each
            for where, each in self.retained.items()
            if not is_within(place, where[0]) and where != (parent, decode_key(key))
        }
        return replace(
            self,
            **outside,
            retained=retained if place else {},
            implied=frozenset(
                k for k in self.implied if not is_within(place, k.removesuffix(WAS_NULL))
            ),
            choices={
                k: v
                for k, v in self.choices.items()
                if not (_is_inside(place, k) or _is_locked(place, k))
            },
            inactive={k: v for k, v in self.inactive.items() if not _is_inside(place, k)},
            branch_memory={
                k: v for k, v in self.branch_memory.items() if not is_within(place, place_of(k))
            },
            extras=frozenset(k for k in self.extras if not is_within(place, k)),
        )

    def rename(self, old: str, new: str) -> Self:
        """Return the state with everything remembered of one field under the id of another."""

        def moved(key: str) -> str:
            inside = key == old or key.startswith((f"{old}/", f"{old}|"))
            return new + key[len(old) :] if inside else key

        renamed: dict[str, Any] = {
            name: {moved(key): each for key, each in getattr(self, name).items()}
            for name in ("unreadable", "invalid_keys", "items", "choices", "inactive")
        }
        for name in ("extras", "implied", "touched", "restructured"):
            renamed[name] = frozenset(map(moved, getattr(self, name)))
        renamed["retained"] = {
            (moved(at), key): each.moved(moved) for (at, key), each in self.retained.items()
        }
        renamed["branch_memory"] = {
            moved(key): each.moved(moved) for key, each in self.branch_memory.items()
        }
        return replace(self, **renamed)

    def duplicate(self, old: str, new: str) -> Self:
        """Return the state with what is remembered of one field remembered of another as well.

        What was touched there was not touched here.
        """
        twin = self.rename(old, new)
        names = ("retained", "unreadable", "items", "choices", "inactive", "branch_memory")
        both: dict[str, Any] = {
            name: {**getattr(self, name), **getattr(twin, name)} for name in names
        }
        return replace(
            self, **both, extras=self.extras | twin.extras, implied=self.implied | twin.implied
        )

    def to_json(self) -> dict[str, JsonValue]:
        """Write the state as JSON, for a saved draft; the names of an earlier version are kept."""
        out: dict[str, Any] = {
            "choices": dict(self.choices),
            "aside": [[p, k, *a.to_json()] for (p, k), a in self.retained.items()],
            "parked": {at: a.to_json() for at, a in self.inactive.items()},
            "strays": sorted(self.extras),
            "left": {at: left.to_json() for at, left in self.branch_memory.items()},
            "drafts": {place: [d.text, d.reason] for place, d in self.unreadable.items()},
            "misnamed": {place: [d.text, d.reason] for place, d in self.invalid_keys.items()},
            "items": {place: list(ids) for place, ids in self.items.items()},
            "next_item": self.next_item,
            "made": sorted(self.implied),
            "touched": sorted(self.touched),
            "arranged": sorted(self.restructured),
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
            retained={(p, k): RetainedValue.from_json(kept) for p, k, *kept in saved["aside"]},
            inactive={
                at: RetainedValue.from_json(kept) for at, kept in saved.get("parked", {}).items()
            },
            extras=frozenset(saved.get("strays", ())),
            branch_memory={
                at: BranchMemory.from_json(left) for at, left in saved.get("left", {}).items()
            },
            unreadable={place: UnreadableText(*pair) for place, pair in saved["drafts"].items()},
            invalid_keys={
                at: UnreadableText(*pair) for at, pair in saved.get("misnamed", {}).items()
            },
            items={place: tuple(ids) for place, ids in saved["items"].items()},
            next_item=saved["next_item"],
            implied=frozenset(saved.get("made", ())),
            touched=frozenset(saved["touched"]),
            restructured=frozenset(saved.get("arranged", ())),
            submitted=saved["submitted"],
            epoch=epoch,
        )


def _is_inside(place: str, key: str) -> bool:
    """Tell whether such a key belongs to a place inside another."""
    return place_of(key).startswith(f"{place}/")


def _is_locked(place: str, key: str) -> bool:
    return key.endswith(LOCKED) and place_of(key) == place


def differing_places(state: State, other: State) -> Iterator[str]:
    """List the places that have other choices or rows in another state, and those around them."""
    for mine, its in ((state.choices, other.choices), (state.items, other.items)):
        for key in mine.keys() | its.keys():
            if mine.get(key) != its.get(key):
                yield from self_and_ancestors(place_of(key))


def place_id(state: State, path: JsonPath) -> str:
    """Return the id of the place at `path`; it stays the same when rows above it move."""
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
            path.append(decode_key(part))
        at, value = f"{at}/{part}", get(value, (path[-1],))
    return cast(JsonPath, tuple(path))
