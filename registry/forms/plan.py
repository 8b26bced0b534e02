"""The tree that a form draws: one node a place, made only where someone looks."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from registry.errors import Path
from registry.forms import keys as rules
from registry.forms.codecs import RAW, Codec
from registry.forms.facts import Facts, words
from registry.forms.items import items_of, positions
from registry.forms.keys import Property
from registry.forms.kinds import BRANCH_TYPES, TYPE_UNION, Kind, Union, kind_of, type_union
from registry.forms.rules import obey
from registry.forms.scope import Branching, Collector, Scope, Sub, is_alone
from registry.forms.state import HELD, ROOT, State, child_id
from registry.forms.unions import choose, is_null, offered
from registry.forms.values import ABSENT, Value

if TYPE_CHECKING:
    from registry.forms.form import Form

__all__ = ["Kind", "Node", "Planner", "Union", "ordered", "words"]


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
        origin: how it is declared: `property`, `pattern`, `additional`, `undeclared`; or `item` for
            a row of a list, `position` for one that has a rule of its own.
        codec: how its value is shown, for kinds that are one widget.
        scope: the subschemas in force.
        unions: the choices to offer, outer ones first; the choice of a type is the last.
        holder: the object or list that it is in; None of the whole value.
        hidden: a hint says that it is not shown now; its value is kept.
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
    unions: tuple[Union, ...]
    planner: "Planner" = field(repr=False)
    holder: "Node | None" = field(default=None, repr=False, compare=False)
    hidden: bool = False

    @property
    def label(self) -> str:
        """Return its title, or the words of its key; a key of a person's own stands as it is."""
        if self.facts.title or not self.path:
            return self.facts.title or "Value"
        key = self.path[-1]
        return str(key) if self.is_own and key else words(key)

    @property
    def union(self) -> Union | None:
        """Return the first choice to offer, if there is one."""
        return self.unions[0] if self.unions else None

    @property
    def is_row(self) -> bool:
        """Tell whether it is in a list, where it cannot be absent."""
        return self.origin in ("item", "position")

    @property
    def is_own(self) -> bool:
        """Tell whether its key is of a person's own choosing."""
        return self.origin in ("pattern", "additional", "undeclared")

    @property
    def enduring(self) -> bool:
        """Tell whether it is only there while it holds a value: a row, or a key of one's own."""
        return self.is_row or self.is_own

    def children(self) -> tuple["Node", ...]:
        """Return the places inside: declared ones, then further keys that are there; or the items."""
        return tuple(self.planner.children(self))

    def entry(self, key: str) -> "Node":
        """Return the place that `key` has, or would have, in this object."""
        return self.planner.property(self, key)

    @property
    def extendable(self) -> bool:
        """Tell whether keys of a person's own choosing are meant to be added."""
        if self.kind is Kind.MAP:
            return self.lets("addable", "expandable") and not rules.is_closed(self.scope)
        invited = self.kind is Kind.OBJECT and rules.invites(self.scope)
        return invited and self.lets("addable", "expandable")

    def lets(self, *hints: str) -> bool:
        """Tell whether hints of a list or map let its rows or keys be changed so.

        Args:
            hints: such as `addable`, `orderable`, `copyable`, `removable`; none of them may be false.
        """
        return not any(self.facts.ui.get(hint) is False for hint in hints)

    @property
    def lasting(self) -> bool:
        """Tell whether hints of its list or map say that it cannot be taken away."""
        held = self.enduring and self.holder is not None
        return held and not self.holder.lets("removable")  # type: ignore[union-attr]


class Planner:
    """Makes the nodes of one state; places that nobody asks for are never made."""

    def __init__(self, form: "Form", state: State) -> None:
        self._form, self._state = form, state

    def root(self) -> Node:
        """Return the node of the whole value; JSON text when the schema cannot be used at all."""
        document = self._form.document
        schema = document.schema if document.usable else True
        sub = Sub(schema, document.resolver, entered=True, hints=self._form.hints)
        by = Property((sub,), "property")
        node = self.node(ROOT, (), by, self._state.value, required=True)
        return node if document.usable else replace(node, kind=Kind.RAW, codec=RAW, unions=())

    def at(self, path: Path) -> Node:
        """Return the node of one place, whether or not anything is there."""
        node = self.root()
        for part in path:
            node = self.property(node, part) if isinstance(part, str) else self.item(node, part)
        return node

    def node(
        self,
        place: str,
        path: Path,
        by: Property,
        value: Value,
        *,
        required: bool,
        holder: Node | None = None,
    ) -> Node:
        """Return the node of one place, ruled by what declares it."""
        scope = self._form.alone(by.subs) or self.scope(place, by.subs, value)
        facts = self._form.facts(scope)
        if scope.unions and any(
            is_null(b) for branching, _ in scope.unions for b in branching.branches
        ):
            facts = replace(facts, nullable=bool(facts.types or facts.options))
        unions = self._unions(scope)
        if unions:  # a branch's title names the branch, not the place
            facts = replace(facts, title=self._form.facts(Scope(_own(scope))).title)
        unions, facts = self._typed(place, unions, facts, value)
        facts = self._selectable(scope, facts)
        kind, codec = kind_of(scope, facts, value, unions, required=required)
        return Node(
            place, path, kind, facts, value, required, by.origin, codec, scope, unions, self, holder
        )

    def scope(self, place: str, subs: tuple[Sub, ...], value: Value) -> Scope:
        """Collect the subschemas in force at a place, branches chosen as the person sees them."""
        if len(subs) == 1 and is_alone(subs[0]):
            return Scope(subs)

        def chooser(branching: Branching) -> int | None:
            stored, key = self._state.choices, f"{place}|{branching.index}"
            held = stored.get(f"{key}{HELD}")
            return choose(self._form, branching, value, stored.get(key), held)

        return Collector(self._form.document, value, chooser).collect(subs)

    def _unions(self, scope: Scope) -> tuple[Union, ...]:
        offers = ((branching, chosen, offered(branching)) for branching, chosen in scope.unions)
        return tuple(
            Union(b.index, b.keyword, self._form.labels(b, branches), chosen)
            for b, chosen, branches in offers
            if len(branches) > 1
        )

    def _typed(
        self, place: str, unions: tuple[Union, ...], facts: Facts, value: Value
    ) -> tuple[tuple[Union, ...], Facts]:
        """Offer a choice of types once every other choice is made, and narrow the facts to it."""
        if any(union.chosen is None for union in unions):
            return unions, facts
        union = type_union(facts, value, self._state.choices.get(f"{place}|{TYPE_UNION}"))
        if union is None:
            return unions, facts
        narrowed = facts.types if union.chosen is None else {BRANCH_TYPES[union.chosen]}
        nullable = facts.nullable or not facts.types
        return (*unions, union), replace(facts, types=frozenset(narrowed), nullable=nullable)

    def _selectable(self, scope: Scope, facts: Facts) -> Facts:
        """Note what may be picked where a list holds distinct values of a given few."""
        if facts.types != {"array"}:
            return facts
        keywords = [sub.keywords for sub in scope.subs]
        if not any(k.get("uniqueItems") is True for k in keywords):
            return facts
        if any("prefixItems" in k or isinstance(k.get("items"), list) for k in keywords):
            return facts
        items = self._form.facts(self.scope("", items_of(scope, 0), ABSENT))
        return replace(facts, picks=items.options)

    def children(self, node: Node) -> Iterator[Node]:
        """Make the nodes inside an object or a list."""
        if node.kind in (Kind.ARRAY, Kind.TUPLE):
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
        origin = "position" if index < positions(node.scope) else "item"
        by = Property(items_of(node.scope, index), origin)
        place, path = child_id(node.id, row), (*node.path, index)
        row_node = self.node(place, path, by, value, required=True, holder=node)
        return obey(self._form, row_node, node)

    def property(self, node: Node, key: str) -> Node:
        """Make the node of one key of an object."""
        return self._property(node, key, rules.required_keys(node.scope, node.value))

    def _property(self, node: Node, key: str, required: Container[str]) -> Node:
        fields = node.value if isinstance(node.value, dict) else {}
        child = self.node(
            child_id(node.id, key),
            (*node.path, key),
            rules.property_of(node.scope, key),
            fields.get(key, ABSENT),
            required=key in required,
            holder=node,
        )
        return obey(self._form, child, node)

    def is_drawn(self, path: Path) -> bool:
        """Tell whether a place is drawn as fields now: described or there, under nothing else's JSON."""
        node = self.root()
        for part in path:
            if isinstance(part, int):
                if node.kind not in (Kind.ARRAY, Kind.TUPLE) or not isinstance(node.value, list):
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
