"""The tree that a form draws: one node a place, made only where someone looks."""

import enum
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, cast

from registry.errors import Json, Path
from registry.forms import keys as rules
from registry.forms import scope as scopes
from registry.forms.codecs import RAW, SELECTION, Codec, codec_for
from registry.forms.facts import Facts
from registry.forms.keys import Property
from registry.forms.scope import Branching, Collector, Scope, Sub
from registry.forms.state import ROOT, State, child_id
from registry.forms.unions import choose, is_null, offered
from registry.forms.values import ABSENT, Value, json_type

if TYPE_CHECKING:
    from registry.forms.form import Form


class Kind(enum.StrEnum):
    """What is drawn at a place."""

    OBJECT = "object"
    MAP = "map"
    ARRAY = "array"
    SCALAR = "scalar"
    UNION = "union"
    RAW = "raw"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Union:
    """A choice between branches at a place.

    Attributes:
        index: which of the place's unions it is.
        keyword: `anyOf` or `oneOf`.
        branches: each branch's number in the schema and its words for people.
        chosen: the number of the branch shown; None while nothing is chosen.
    """

    index: int
    keyword: str
    branches: tuple[tuple[int, str], ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Node:
    """One place of one value, and everything needed to draw it.

    Attributes:
        id: stable while rows above it move.
        path: where it is now.
        kind: what to draw.
        facts: what is known of it.
        value: what is there.
        required: its absence is an error.
        origin: how it is declared: `property`, `pattern`, `additional`, `item`, or `undeclared`.
        codec: how its value is shown, for kinds that are one widget.
        scope: the subschemas in force.
        union: the choice to offer, if there is one.
    """

    id: str
    path: Path
    kind: Kind
    facts: Facts
    value: Value
    required: bool
    origin: str
    codec: Codec
    scope: Scope = field(repr=False)
    union: Union | None
    planner: "Planner" = field(repr=False)

    @property
    def label(self) -> str:
        """Return its title, or the words of its key."""
        return self.facts.title or words(self.path[-1] if self.path else "")

    def children(self) -> tuple["Node", ...]:
        """Return the places inside: declared ones, then further keys that are there; or the items."""
        return tuple(self.planner.children(self))

    def entry(self, key: str) -> "Node":
        """Return the place that `key` has, or would have, in this object."""
        return self.planner.property(self, key)

    @property
    def extendable(self) -> bool:
        """Tell whether keys of a person's own choosing are meant to be added."""
        return self.planner.extendable(self)


def words(key: str | int) -> str:
    """Make words of a key: `max_model_len` and `maxModelLen` become `Max model len`; 0 is `Item 1`."""
    if isinstance(key, int):
        return f"Item {key + 1}"
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key).replace("_", " ").replace("-", " ").strip()
    return f"{spaced[:1].upper()}{spaced[1:]}" or "(no name)"


_HOLDERS: Final = {"object": Kind.OBJECT, "array": Kind.ARRAY}


class Planner:
    """Makes the nodes of one state; places that nobody asks for are never made."""

    def __init__(self, form: "Form", state: State) -> None:
        self._form, self._state = form, state

    def root(self) -> Node:
        """Return the node of the whole value; JSON text when the schema cannot be used at all."""
        document = self._form.document
        schema = document.schema if document.usable else True
        sub = Sub(schema, document.resolver, entered=True, hints=self._form.hints)
        return self.node(ROOT, (), Property((sub,), "property"), self._state.value, required=True)

    def at(self, path: Path) -> Node:
        """Return the node of one place, whether or not anything is there."""
        node = self.root()
        for part in path:
            node = self.property(node, part) if isinstance(part, str) else self.item(node, part)
        return node

    def node(self, place: str, path: Path, by: Property, value: Value, *, required: bool) -> Node:
        """Return the node of one place, ruled by what declares it."""
        scope = self._form.alone(by.subs) or self.scope(place, by.subs, value)
        facts = self._form.facts(scope)
        if scope.unions and any(
            is_null(b) for branching, _ in scope.unions for b in branching.branches
        ):
            facts = replace(facts, nullable=bool(facts.types or facts.options))
        union = self._union(scope)
        if union:  # a branch's title names the branch, not the place
            facts = replace(facts, title=self._form.facts(Scope(_own(scope))).title)
        facts = self._selectable(scope, facts)
        kind, codec = self._kind(scope, facts, value, union, required=required)
        return Node(place, path, kind, facts, value, required, by.origin, codec, scope, union, self)

    def scope(self, place: str, subs: tuple[Sub, ...], value: Value) -> Scope:
        """Collect the subschemas in force at a place, branches chosen as the person sees them."""
        if len(subs) == 1 and scopes.is_alone(subs[0]):
            return Scope(subs)

        def chooser(branching: Branching) -> int | None:
            stored = self._state.choices.get(f"{place}|{branching.index}")
            return choose(self._form, branching, value, stored)

        return Collector(self._form.document, value, chooser).collect(subs)

    def _union(self, scope: Scope) -> Union | None:
        for branching, chosen in scope.unions:
            branches = offered(branching)
            if len(branches) > 1:
                labels = self._form.labels(branching, branches)
                return Union(branching.index, branching.keyword, labels, chosen)
        return None

    def _selectable(self, scope: Scope, facts: Facts) -> Facts:
        """Note what may be picked where a list holds distinct values of a given few."""
        if facts.types != {"array"}:
            return facts
        keywords = [sub.keywords for sub in scope.subs]
        if not any(k.get("uniqueItems") is True for k in keywords):
            return facts
        if any("prefixItems" in k or isinstance(k.get("items"), list) for k in keywords):
            return facts
        items = self._form.facts(self.scope("", scopes.items_of(scope, 0), ABSENT))
        return replace(facts, picks=items.options)

    def _kind(
        self, scope: Scope, facts: Facts, value: Value, union: Union | None, *, required: bool
    ) -> tuple[Kind, Codec]:
        if any(sub.schema is False for sub in scope.subs):
            return (Kind.NEVER if value is ABSENT else Kind.RAW), RAW
        if union and union.chosen is None:
            return (Kind.UNION if value is ABSENT or value is None else Kind.RAW), RAW
        if facts.options is None and len(facts.types) == 1:
            (name,) = facts.types
            if name in _HOLDERS:
                return self._holder(name, scope, facts, value)
        codec = codec_for(value, facts, required=required)
        return (Kind.RAW if codec is RAW else Kind.SCALAR), codec

    def _holder(self, name: str, scope: Scope, facts: Facts, value: Value) -> tuple[Kind, Codec]:
        empty = value is ABSENT or (value is None and facts.nullable)
        if not empty and json_type(cast(Json, value)) != name:
            return Kind.RAW, RAW
        if name == "array":
            picked = facts.picks is not None and SELECTION.fits(value, facts)
            return (Kind.SCALAR, SELECTION) if picked else (Kind.ARRAY, RAW)
        if rules.declared_keys(scope):
            return Kind.OBJECT, RAW
        return Kind.MAP, RAW

    def children(self, node: Node) -> Iterator[Node]:
        """Make the nodes inside an object or a list."""
        if node.kind is Kind.ARRAY:
            yield from self._items(node)
        elif node.kind in (Kind.OBJECT, Kind.MAP):
            declared = ordered(rules.declared_keys(node.scope), node.facts)
            present = node.value if isinstance(node.value, dict) else {}
            required = frozenset(rules.required_keys(node.scope, node.value))
            for key in dict.fromkeys((*declared, *present)):
                child = self._property(node, key, required)
                if child.kind is not Kind.NEVER:
                    yield child

    def _items(self, node: Node) -> Iterator[Node]:
        values = node.value if isinstance(node.value, list) else []
        for index, row in enumerate(self._state.item_ids(node.id, len(values))):
            yield self._item(node, index, row, values[index])

    def item(self, node: Node, index: int) -> Node:
        """Make the node of one item of a list, or of the one that would follow the last."""
        values = node.value if isinstance(node.value, list) else []
        if 0 <= index < len(values):
            row = self._state.item_ids(node.id, len(values))[index]
            return self._item(node, index, row, values[index])
        return self._item(node, index, self._state.next_item + index, ABSENT)

    def _item(self, node: Node, index: int, row: int, value: Value) -> Node:
        by = Property(scopes.items_of(node.scope, index), "item")
        return self.node(child_id(node.id, row), (*node.path, index), by, value, required=True)

    def property(self, node: Node, key: str) -> Node:
        """Make the node of one key of an object."""
        return self._property(node, key, rules.required_keys(node.scope, node.value))

    def _property(self, node: Node, key: str, required: Container[str]) -> Node:
        fields = node.value if isinstance(node.value, dict) else {}
        return self.node(
            child_id(node.id, key),
            (*node.path, key),
            rules.property_of(node.scope, key),
            fields.get(key, ABSENT),
            required=key in required,
        )

    def is_drawn(self, path: Path) -> bool:
        """Tell whether a place is drawn as fields now: described or there, under nothing else's JSON."""
        node = self.root()
        for part in path:
            if isinstance(part, int):
                if node.kind is not Kind.ARRAY or not isinstance(node.value, list):
                    return False
                if not 0 <= part < len(node.value):
                    return False
                node = self.item(node, part)
            else:
                if node.kind not in (Kind.OBJECT, Kind.MAP):
                    return False
                node = self.property(node, part)
                if node.value is ABSENT and node.origin not in ("property", "pattern"):
                    return False
        return node.kind is not Kind.NEVER

    def extendable(self, node: Node) -> bool:
        """Tell whether an object is meant to take keys that its schema does not name."""
        if node.kind is Kind.MAP:
            return not any(
                sub.keywords.get("additionalProperties") is False
                and "patternProperties" not in sub.keywords
                for sub in node.scope.subs
            )
        return node.kind is Kind.OBJECT and any(
            isinstance(sub.keywords.get("additionalProperties"), dict)
            or "patternProperties" in sub.keywords
            for sub in node.scope.subs
        )


def _own(scope: Scope) -> tuple[Sub, ...]:
    branch = ("anyOf/", "oneOf/")
    return tuple(sub for sub in scope.subs if not any(s.startswith(branch) for s in sub.via))


def ordered(keys: list[str], facts: Facts) -> list[str]:
    """Put keys in the order that `ui:order` asks for; `*` stands for all it does not name."""
    order = facts.ui.get("order")
    if not isinstance(order, list):
        return keys
    known = frozenset(keys)
    texts = [key for key in order if isinstance(key, str)]
    named = dict.fromkeys(key for key in texts if key in known)
    rest = [key for key in keys if key not in named]
    split = texts.index("*") if "*" in texts else len(texts)
    before = dict.fromkeys(key for key in texts[:split] if key in known)
    return [*before, *rest, *(key for key in named if key not in before)]
