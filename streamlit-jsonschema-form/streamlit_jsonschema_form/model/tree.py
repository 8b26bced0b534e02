"""The tree that a form draws: one node a place, made only where someone looks.

A plan takes from the one before what did not change: a place that is ruled by the same, holds the very same
value, and has the same choices and rows inside, is the same node.
"""

import weakref
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from streamlit_jsonschema_form.model import keys as rules
from streamlit_jsonschema_form.model.codecs.raw import RAW
from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.discriminator_fields import steerings
from streamlit_jsonschema_form.model.field_info import Facts
from streamlit_jsonschema_form.model.ids import HELD, NOWHERE, ROOT, child_id
from streamlit_jsonschema_form.model.items import items_of, row_of
from streamlit_jsonschema_form.model.node import Holder, Node
from streamlit_jsonschema_form.model.node_kind import (
    BRANCH_TYPES,
    TYPE_UNION,
    Kind,
    Union,
    kind_of,
    type_union,
)
from streamlit_jsonschema_form.model.scope import (
    Branching,
    Collector,
    Property,
    Scope,
    Sub,
    enter,
    is_alone,
)
from streamlit_jsonschema_form.model.state import State, apart
from streamlit_jsonschema_form.model.unions import branch_labels, choose, is_null, offered
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.model.visibility import is_allowed, obey
from streamlit_jsonschema_form.problems import JsonPath


def build_tree(context: FormContext, state: State) -> Node:
    """Return the root of the tree of a state; JSON text when the schema cannot be used at all.

    What did not change since the last tree in this line of states is reused.
    """
    last: NodeFactory | None = state.memo.factory
    known = last if last is not None and last.is_of(context) else None
    before: Node | None = state.memo.root if known else None
    factory = known if known and known.is_for(state) else NodeFactory(context, state)
    if before is not None and before.factory is factory and before.value is state.value:
        return before
    state.memo.root, state.memo.factory = factory.root(state.value, before), factory
    root: Node = state.memo.root
    return root


class NodeFactory:
    """Makes the nodes of all states that have the same choices and rows; those nobody asks for never."""

    def __init__(self, context: FormContext, state: State) -> None:
        self._context = context  # of the state, only what nodes depend on is held
        self._state = State(
            ABSENT, choices=state.choices, items=state.items, next_item=state.next_item
        )
        self._apart: weakref.WeakKeyDictionary[NodeFactory, frozenset[str]] = (
            weakref.WeakKeyDictionary()
        )

    def is_of(self, context: FormContext) -> bool:
        """Tell whether it makes the nodes of a form."""
        return self._context is context

    def is_for(self, state: State) -> bool:
        """Tell whether it makes the nodes of a state of its form."""
        own = self._state
        return (
            own.next_item == state.next_item
            and own.choices == state.choices
            and own.items == state.items
        )

    def _agrees(self, node: Node) -> bool:
        """Tell whether a node was made with the same choices and rows for its place and all inside."""
        other = cast(NodeFactory, node.inside.agreed or node.factory)  # no one else makes nodes
        if other is self:
            return True
        if other not in self._apart:
            self._apart[other] = frozenset(apart(self._state, other._state))
        if node.id in self._apart[other]:
            return False
        node.inside.agreed = self
        return True

    def root(self, value: Value, before: Node | None) -> Node:
        """Return the node of the whole value; JSON text when the schema cannot be used at all."""
        node = self.node(ROOT, (), self._context.root, value, required=True)
        if not self._context.document.usable:
            return replace(node, kind=Kind.RAW, codec=RAW, unions=())
        return node if before is None else node.succeed(before)

    def node(
        self,
        place: str,
        path: JsonPath,
        by: Property,
        value: Value,
        *,
        required: bool,
        holder: Holder | None = None,
    ) -> Node:
        """Return the node of one place, ruled by what declares it."""
        scope = self._context.alone(by) or self.scope(place, by.subs, value)
        facts = self._context.facts(scope)
        unions: tuple[Union, ...] = ()
        if scope.unions:
            unions, facts = self._united(scope, facts)
        if facts.options is None and len(facts.types) != 1:
            unions, facts = self._typed(place, unions, facts, value)
        facts = self._selectable(scope, facts)
        kind, codec = kind_of(scope, facts, value, unions, required=required)
        return Node(
            place, path, kind, facts, value, required, by, codec, scope, unions, self, holder
        )

    def replaced(self, node: Node, by: Property, value: Value) -> Node:
        """Return a node for the place of another, with another declaration and value."""
        return self.node(node.id, node.path, by, value, required=True)

    def scope(self, place: str, subs: tuple[Sub, ...], value: Value) -> Scope:
        """Collect the subschemas in force at a place, branches chosen as the person sees them."""
        if len(subs) == 1 and is_alone(subs[0]):
            return self._context.interned(Scope((enter(self._context.document, subs[0]),)))

        def chooser(branching: Branching) -> int | None:
            stored, key = self._state.choices, f"{place}|{branching.index}"
            held = stored.get(f"{key}{HELD}")
            return choose(self._context, branching, value, stored.get(key), held)

        return self._context.interned(
            Collector(self._context.document, value, chooser).collect(subs)
        )

    def _united(self, scope: Scope, facts: Facts) -> tuple[tuple[Union, ...], Facts]:
        """Offer the choices of a place; a branch may allow null, and its title names itself alone."""
        branchings = [branching for branching, _ in scope.unions]
        if any(is_null(branch) for branching in branchings for branch in branching.branches):
            facts = replace(facts, nullable=bool(facts.types or facts.options))
        offers = ((branching, chosen, offered(branching)) for branching, chosen in scope.unions)
        steered = {steering.index for steering in steerings(self._context, scope)}
        unions = tuple(
            Union(b.index, b.keyword, branch_labels(self._context, b, branches), chosen)
            for b, chosen, branches in offers
            if len(branches) > 1 and b.index not in steered
        )
        if unions or steered:
            facts = replace(facts, title=self._context.facts(Scope(_own(scope))).title)
        return unions, facts

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
        if facts.types != _LIST:
            return facts
        keywords = [sub.keywords for sub in scope.subs]
        if not any(k.get("uniqueItems") is True for k in keywords):
            return facts
        if any("prefixItems" in k or isinstance(k.get("items"), list) for k in keywords):
            return facts
        items = self._context.facts(self.scope(NOWHERE, items_of(scope, 0), ABSENT))
        return replace(facts, picks=items.options)

    def children(self, node: Node) -> Mapping[str | int, Node]:
        """Make the nodes inside an object or a list."""
        if node.kind in (Kind.ARRAY, Kind.TUPLE):
            return dict(enumerate(self._items(node)))
        if node.kind in (Kind.OBJECT, Kind.MAP):
            return {key: n for key, n in self._entries(node) if n.kind is not Kind.NEVER}
        return {}

    def _entries(self, node: Node) -> Iterator[tuple[str, Node]]:
        declared = rules.ordered(rules.declared_keys(node.scope), node.facts.ui.get("order"))
        present = node.value if isinstance(node.value, dict) else {}
        before = node.predecessors
        for key in dict.fromkeys((*declared, *node.required_keys, *present)):
            yield key, self._property(node, key, before.get(key))

    def _items(self, node: Node) -> Iterator[Node]:
        values = node.value if isinstance(node.value, list) else []
        before = {row.id: row for row in node.predecessors.values()}
        for index, row in enumerate(self._state.item_ids(node.id, len(values))):
            yield self._item(node, index, row, values[index], before)

    def item(self, node: Node, index: int) -> Node:
        """Make the node of one item of a list, or of the one that would follow the last."""
        values = node.value if isinstance(node.value, list) else []
        if 0 <= index < len(values):
            if node.inside.nodes:
                return node.inside.nodes[index]
            row = self._state.item_ids(node.id, len(values))[index]
            before = {each.id: each for each in node.predecessors.values()}
            return self._item(node, index, row, values[index], before)
        return self._item(node, index, self._state.next_item + index, ABSENT, {})

    def _item(
        self, node: Node, index: int, row: int, value: Value, before: Mapping[str, Node]
    ) -> Node:
        place, by = child_id(node.id, row), row_of(node.scope, index)
        old = before.get(place)
        if old is not None and self._stays(old, by, value, node, required=True):
            return old.moved((*node.path, index))
        return self._made(node, (place, index), by, value, old, required=True)

    def property(self, node: Node, key: str) -> Node:
        """Make the node of one key of an object."""
        known = node.inside.nodes
        if known is not None and key in known:
            return known[key]
        return self._property(node, key, node.predecessors.get(key))

    def _property(self, node: Node, key: str, old: Node | None) -> Node:
        fields = node.value if isinstance(node.value, dict) else {}
        by, value = self._declaration(node.scope, key), fields.get(key, ABSENT)
        needed = key in node.required_keys
        if old is not None and self._stays(old, by, value, node, required=needed):
            return old.moved((*node.path, key))
        return self._made(node, (child_id(node.id, key), key), by, value, old, required=needed)

    def _declaration(self, scope: Scope, key: str) -> Property:
        """Return what declares a key; where that key chooses a branch, the branch does not."""
        for steering in steerings(self._context, scope) if scope.unions else ():
            if steering.key == key:
                return steering.by
        return rules.property_of(scope, key)

    def _made(
        self,
        holder: Node,
        place: tuple[str, str | int],
        by: Property,
        value: Value,
        old: Node | None,
        *,
        required: bool,
    ) -> Node:
        id, part = place
        made = self.node(
            id, (*holder.path, part), by, value, required=required, holder=holder.as_holder
        )
        made = obey(self._context, made, holder)
        return made if old is None else made.succeed(old)

    def _stays(
        self, old: Node, by: Property, value: Value, holder: Node, *, required: bool
    ) -> bool:
        """Tell whether the node that a place had before would be made again now, its path aside."""
        if old.value is not value or old.required is not required:
            return False
        if not self._agrees(old):
            return False
        if old.holder is not holder.as_holder:
            return False
        if old.by is not by and not old.by.means(by):
            return False
        ui = old.facts.ui
        return "when" not in ui or old.allowed is is_allowed(self._context, ui, holder.value)


_LIST: Final = frozenset(("array",))


def _own(scope: Scope) -> tuple[Sub, ...]:
    """Return what is in force at a place whichever of its branches is chosen."""
    return tuple(sub for sub in scope.subs if not any(b.brought(sub) for b, _ in scope.unions))
