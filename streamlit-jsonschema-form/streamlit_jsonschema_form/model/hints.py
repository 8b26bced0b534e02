"""Hints: what a schema's author asks of the form, which says nothing about what is valid.

A hint is `ui:NAME` or a key of `ui:options`, as in react-jsonschema-form, or a key of `x-ui`. It stands
in the schema, or at the same place of a `uiSchema` beside it, which is carried along as the plan goes
down: the schema itself is never rewritten.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.validation.equality import equal

Block = Mapping[str, Any]
_NOTHING: Final[Block] = {}


@dataclass(frozen=True, slots=True)
class Hints:
    """The parts of a `uiSchema` that speak of one place.

    A `uiSchema` has the shape of the value: a key of an object leads to that key wherever it is
    declared, behind `$ref`, in `allOf`, in a condition or in a branch.

    Attributes:
        blocks: the nearest first: those of a chosen branch before those of its place.
        root: the whole `uiSchema`, for `ui:definitions` and `ui:globalOptions`.
    """

    blocks: tuple[Block, ...] = ()
    root: Block = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, ui: Block) -> Self:
        """Return the hints of the whole value."""
        return cls((ui,), ui) if ui else cls()

    @property
    def identity(self) -> tuple[int, ...]:
        """Return what tells these hints from others of the same `uiSchema`."""
        return tuple(map(id, self.blocks))

    def of_property(self, key: str, origin: str) -> Self:
        """Return the hints of a key; `additionalProperties` speaks of keys of a person's own."""
        if not self.root:
            return self
        names = (key,) if origin == "property" else (key, "additionalProperties")
        return self._at(next((b[n] for n in names if n in b), None) for b in self.blocks)

    def of_item(self, index: int) -> Self:
        """Return the hints of an item, in both meanings of `items`."""
        return self._at(_item(block, index) for block in self.blocks) if self.root else self

    def of_step(self, step: str) -> Self:
        """Return the hints of this place when a branch such as `oneOf/1` is in force there."""
        keyword, _, number = step.partition("/")
        if not self.root or not number.isdecimal():
            return self
        inner = self._at(_nth(block.get(keyword), int(number)) for block in self.blocks)
        return replace(self, blocks=inner.blocks + self.blocks)

    def of_reference(self, reference: str) -> Self:
        """Return the hints of this place behind a `$ref` that `ui:definitions` speaks of."""
        if not self.root:
            return self
        definition = as_block(self.root.get("ui:definitions")).get(reference)
        return replace(self, blocks=self.blocks + self._at([definition]).blocks)

    def _at(self, blocks: Iterator[Any] | Sequence[Any]) -> Self:
        return replace(self, blocks=tuple(b for b in blocks if isinstance(b, Mapping)))


NO_HINTS: Final = Hints()


def _item(block: Block, index: int) -> Any:
    positional = block.get("prefixItems", block.get("items"))
    if not isinstance(positional, list):
        return block.get("items")
    return positional[index] if index < len(positional) else block.get("additionalItems")


def _nth(blocks: Any, number: int) -> Any:
    return blocks[number] if isinstance(blocks, list) and number < len(blocks) else None


def as_block(value: Any) -> Block:
    """Return a mapping of hints; empty where there is none."""
    return value if type(value) is dict or isinstance(value, Mapping) else _NOTHING


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in kinds


def _is_between(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _is_titled(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and isinstance(each.get("title"), str) for each in value
    )


def _is_accept(value: Any) -> bool:
    listed = value if isinstance(value, list) else [value]
    return all(isinstance(each, str) for each in listed)


_TEXTS: Final = (
    *("title", "description", "help", "placeholder", "unit", "widget", "field"),
    *("autocomplete", "inputType", "section"),
)
_FLAGS: Final = (
    *("multiline", "readonly", "disabled", "inline", "collapsed", "tabs", "log"),
    *("addable", "removable", "orderable", "copyable", "expandable"),
)
HINTS: Final[Mapping[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(_TEXTS, _is(str)),
    **dict.fromkeys(_FLAGS, _is(bool)),
    **dict.fromkeys(("enumNames", "enumOrder", "enumDisabled", "order"), _is(list)),
    **dict.fromkeys(("sections", "pages"), _is_titled),
    **dict.fromkeys(("message", "source"), _is(str, dict)),
    **dict.fromkeys(("emptyValue", "fill"), lambda _: True),
    "rows": _is_between(2, 40),
    "columns": _is_between(1, 6),
    "accept": _is_accept,
    "deprecatedHandling": lambda value: value in ("hide", "disable", "label"),
    "when": _is(dict),
}
"""Every hint that forms know, and what its value must be; others are kept for whoever asks for them."""


def offer(values: Sequence[JsonValue], ui: Block) -> list[tuple[int, str | None]]:
    """Arrange the options of a choice: which to offer, in which order, and their own words.

    Args:
        values: what the schema allows.
        ui: `enumNames`, `enumOrder` and `enumDisabled`, by value, are read.

    Returns:
        The index of each in `values`, and its label where the hints give one.
    """
    names = ui.get("enumNames", ())
    words = map(str, names) if len(names) == len(values) else [None] * len(values)
    disabled, order = ui.get("enumDisabled", ()), ui.get("enumOrder", ())
    enabled = [each for each in enumerate(words) if not _among(values[each[0]], disabled)]
    named = [each for value in order for each in enabled if equal(values[each[0]], value)]
    rest = [each for each in enabled if each not in named]
    split = len(order) - order[::-1].index("*") if "*" in order else len(order)
    last = [each for each in named if _among(values[each[0]], order[split:])]
    first = [each for each in named if each not in last]
    return list(dict.fromkeys([*first, *rest, *last]))


def _among(value: JsonValue, values: Sequence[JsonValue]) -> bool:
    return any(equal(value, each) for each in values)
