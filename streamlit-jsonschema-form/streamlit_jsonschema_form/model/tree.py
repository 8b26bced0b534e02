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
from streamlit_jsonschema_form.model.discriminator_fields import discriminator_fields
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.ids import LOCKED, NOWHERE, ROOT, child_id
from streamlit_jsonschema_form.model.items import item_declaration, item_schemas
from streamlit_jsonschema_form.model.node import Node, ParentInfo
from streamlit_jsonschema_form.model.node_kind import (
    BRANCH_TYPES,
    TYPE_UNION,
    Kind,
    Union,
    kind_of,
    type_union,
)
from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Branching,
    Collector,
    Declaration,
    Scope,
    enter,
    is_standalone,
)
from streamlit_jsonschema_form.model.state import State, differing_places
from streamlit_jsonschema_form.model.unions import (
    branch_labels,
    choose_branch,
    is_null,
    selectable_branches,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.model.visibility import apply_visibility, condition_holds
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
        self._differences: weakref.WeakKeyDictionary[NodeFactory, frozenset[str]] = (
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

    def _is_current(self, node: Node) -> bool:
        """Tell whether a node was made with the same choices and rows for its place and all inside."""
        other = cast(NodeFactory, node.cache.verified_by or node.factory)  # no one else makes nodes
        if other is self:
            return True
        if other not in self._differences:
            self._differences[other] = frozenset(differing_places(self._state, other._state))
        if node.id in self._differences[other]:
            return False
        node.cache.verified_by = self
        return True

    def root(self, value: Value, before: Node | None) -> Node:
        """Return the node of the whole value; JSON text when the schema cannot be used at all."""
        node = self.node(ROOT, (), self._context.root, value, required=True)
        if not self._context.document.usable:
            return replace(node, kind=Kind.RAW, codec=RAW, unions=())
        return node if before is None else node.reuse(before)

    def node(
        self,
        place: str,
        path: JsonPath,
        declaration: Declaration,
        value: Value,
        *,
        required: bool,
        parent: ParentInfo | None = None,
    ) -> Node:
        """Return the node of one place, ruled by what declares it."""
        scope = self._context.alone(declaration) or self.scope(place, declaration.subs, value)
        info = self._context.info(scope)
        unions: tuple[Union, ...] = ()
        if scope.unions:
            unions, info = self._united(scope, info)
        if info.options is None and len(info.types) != 1:
            unions, info = self._typed(place, unions, info, value)
        info = self._selectable(scope, info)
        kind, codec = kind_of(scope, info, value, unions, required=required)
        return Node(
            place,
            path,
            kind,
            info,
            value,
            required,
            declaration,
            codec,
            scope,
            unions,
            self,
            parent,
        )

    def replaced(self, node: Node, declaration: Declaration, value: Value) -> Node:
        """Return a node for the place of another, with another declaration and value."""
        return self.node(node.id, node.path, declaration, value, required=True)

    def scope(self, place: str, subs: tuple[AppliedSchema, ...], value: Value) -> Scope:
        """Collect the subschemas in force at a place, branches chosen as the person sees them."""
        if len(subs) == 1 and is_standalone(subs[0]):
            return self._context.interned(Scope((enter(self._context.document, subs[0]),)))

        def chooser(branching: Branching) -> int | None:
            stored, key = self._state.choices, f"{place}|{branching.index}"
            locked = stored.get(f"{key}{LOCKED}")
            return choose_branch(self._context, branching, value, stored.get(key), locked)

        return self._context.interned(
            Collector(self._context.document, value, chooser).collect(subs)
        )

    def _united(self, scope: Scope, info: FieldInfo) -> tuple[tuple[Union, ...], FieldInfo]:
        """Offer the choices of a place; a branch may allow null, and its title names itself alone."""
        branchings = [branching for branching, _ in scope.unions]
        if any(is_null(branch) for branching in branchings for branch in branching.branches):
            info = replace(info, nullable=bool(info.types or info.options))
        offers = (
            (branching, chosen, selectable_branches(branching))
            for branching, chosen in scope.unions
        )
        by_field = {field.index for field in discriminator_fields(self._context, scope)}
        unions = tuple(
            Union(b.index, b.keyword, branch_labels(self._context, b, branches), chosen)
            for b, chosen, branches in offers
            if len(branches) > 1 and b.index not in by_field
        )
        if unions or by_field:
            info = replace(info, title=self._context.info(Scope(_own(scope))).title)
        return unions, info

    def _typed(
        self, place: str, unions: tuple[Union, ...], info: FieldInfo, value: Value
    ) -> tuple[tuple[Union, ...], FieldInfo]:
        """Offer a choice of types once every other choice is made, and narrow the facts to it."""
        if any(union.chosen is None for union in unions):
            return unions, info
        union = type_union(info, value, self._state.choices.get(f"{place}|{TYPE_UNION}"))
        if union is None:
            return unions, info
        narrowed = info.types if union.chosen is None else {BRANCH_TYPES[union.chosen]}
        nullable = info.nullable or not info.types
        return (*unions, union), replace(info, types=frozenset(narrowed), nullable=nullable)

    def _selectable(self, scope: Scope, info: FieldInfo) -> FieldInfo:
        """Note what may be picked where a list holds distinct values of a given few."""
        if info.types != _LIST:
            return info
        keywords = [sub.keywords for sub in scope.subs]
        if not any(k.get("uniqueItems") is True for k in keywords):
            return info
        if any("prefixItems" in k or isinstance(k.get("items"), list) for k in keywords):
            return info
        items = self._context.info(self.scope(NOWHERE, item_schemas(scope, 0), ABSENT))
        return replace(info, item_options=items.options)

    def children(self, node: Node) -> Mapping[str | int, Node]:
        """Make the nodes inside an object or a list."""
        if node.kind in (Kind.ARRAY, Kind.TUPLE):
            return dict(enumerate(self._items(node)))
        if node.kind in (Kind.OBJECT, Kind.MAP):
            return {key: n for key, n in self._entries(node) if n.kind is not Kind.NEVER}
        return {}

    def _entries(self, node: Node) -> Iterator[tuple[str, Node]]:
        declared = rules.ordered(rules.declared_keys(node.scope), node.info.ui.get("order"))
        present = node.value if isinstance(node.value, dict) else {}
        before = node.previous_children
        for key in dict.fromkeys((*declared, *node.required_keys, *present)):
            yield key, self._property(node, key, before.get(key))

    def _items(self, node: Node) -> Iterator[Node]:
        values = node.value if isinstance(node.value, list) else []
        before = {row.id: row for row in node.previous_children.values()}
        for index, row in enumerate(self._state.item_ids(node.id, len(values))):
            yield self._item(node, index, row, values[index], before)

    def item(self, node: Node, index: int) -> Node:
        """Make the node of one item of a list, or of the one that would follow the last."""
        values = node.value if isinstance(node.value, list) else []
        if 0 <= index < len(values):
            if node.cache.nodes:
                return node.cache.nodes[index]
            row = self._state.item_ids(node.id, len(values))[index]
            before = {each.id: each for each in node.previous_children.values()}
            return self._item(node, index, row, values[index], before)
        return self._item(node, index, self._state.next_item + index, ABSENT, {})

    def _item(
        self, node: Node, index: int, row: int, value: Value, before: Mapping[str, Node]
    ) -> Node:
        place, declaration = child_id(node.id, row), item_declaration(node.scope, index)
        old = before.get(place)
        if old is not None and self._is_reusable(old, declaration, value, node, required=True):
            return old.with_path((*node.path, index))
        return self._make(node, (place, index), declaration, value, old, required=True)

    def property(self, node: Node, key: str) -> Node:
        """Make the node of one key of an object."""
        known = node.cache.nodes
        if known is not None and key in known:
            return known[key]
        return self._property(node, key, node.previous_children.get(key))

    def _property(self, node: Node, key: str, old: Node | None) -> Node:
        fields = node.value if isinstance(node.value, dict) else {}
        declaration, value = self._declaration(node.scope, key), fields.get(key, ABSENT)
        needed = key in node.required_keys
        if old is not None and self._is_reusable(old, declaration, value, node, required=needed):
            return old.with_path((*node.path, key))
        return self._make(
            node, (child_id(node.id, key), key), declaration, value, old, required=needed
        )

    def _declaration(self, scope: Scope, key: str) -> Declaration:
        """Return what declares a key; where that key chooses a branch, the branch does not."""
        for field in discriminator_fields(self._context, scope) if scope.unions else ():
            if field.key == key:
                return field.declaration
        return rules.property_declaration(scope, key)

    def _make(
        self,
        parent: Node,
        place: tuple[str, str | int],
        declaration: Declaration,
        value: Value,
        old: Node | None,
        *,
        required: bool,
    ) -> Node:
        id, part = place
        made = self.node(
            id, (*parent.path, part), declaration, value, required=required, parent=parent.as_parent
        )
        made = apply_visibility(self._context, made, parent)
        return made if old is None else made.reuse(old)

    def _is_reusable(
        self, old: Node, declaration: Declaration, value: Value, parent: Node, *, required: bool
    ) -> bool:
        """Tell whether the node that a place had before would be made again now, its path aside."""
        if old.value is not value or old.required is not required:
            return False
        if not self._is_current(old):
            return False
        if old.parent is not parent.as_parent:
            return False
        if old.declaration is not declaration and not old.declaration.is_same(declaration):
            return False
        ui = old.info.ui
        return "when" not in ui or old.condition_met is condition_holds(
            self._context, ui, parent.value
        )


_LIST: Final = frozenset(("array",))


def _own(scope: Scope) -> tuple[AppliedSchema, ...]:
    """Return what is in force at a place whichever of its branches is chosen."""
    return tuple(sub for sub in scope.subs if not any(b.introduced(sub) for b, _ in scope.unions))
