"""The tree that a form draws: one node a place, made only where someone looks.

A plan takes from the one before what did not change: a place that is ruled by the same, holds the very same
value, and has the same choices and rows inside, is the same node.
"""

import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from streamlit_jsonschema_form.model import declarations
from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.text import RAW
from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.declarations import item_declaration, item_schemas
from streamlit_jsonschema_form.model.field_info import FieldInfo, humanize_key
from streamlit_jsonschema_form.model.node_kind import (
    BRANCH_TYPES,
    TYPE_UNION,
    Kind,
    Union,
    kind_of,
    type_union,
)
from streamlit_jsonschema_form.model.scope import (
    NO_SCOPE,
    AppliedSchema,
    Branching,
    Collector,
    Declaration,
    Scope,
    enter,
    is_standalone,
)
from streamlit_jsonschema_form.model.state import (
    LOCKED,
    NOWHERE,
    ROOT,
    State,
    child_id,
    differing_places,
)
from streamlit_jsonschema_form.model.unions import (
    branch_labels,
    choose_branch,
    discriminator_fields,
    is_null,
    selectable_branches,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonPath, JsonValue


class NodeCache:
    """The nodes inside a node, made when they are first asked for.

    Attributes:
        nodes: by the last part of their path; None until they are asked for.
        previous: the node that had this place in an earlier tree: unchanged nodes are taken from it.
        parent: what the place says of the nodes inside it.
        required: the keys that must be there.
        verified_by: the last factory that would make the same node with the same nodes inside; None
            for the factory that made it.
    """

    __slots__ = ("nodes", "parent", "previous", "required", "verified_by")

    def __init__(self) -> None:
        self.parent: ParentInfo | None = None
        self.nodes: Mapping[str | int, Node] | None = None
        self.previous: Node | None = None
        self.required: dict[str, None] | None = None
        self.verified_by: NodeFactory | None = None


@dataclass(frozen=True, slots=True)
class ParentInfo:
    """What the object or list around a place says of it, whatever its value is.

    Attributes:
        info: of the object or list.
        scope: what rules the rows of a list; empty for an object.
    """

    info: FieldInfo
    scope: Scope


@dataclass(frozen=True, slots=True)
class Node:
    """One place of one value, and everything needed to draw it.

    Attributes:
        id: stable while rows above it move.
        path: where it is now.
        kind: what to draw.
        info: what is known of it.
        value: what is there.
        required: its absence is an error.
        declaration: what declares it.
        codec: how its value is shown, for kinds that are one widget.
        scope: the subschemas in force.
        unions: the choices to offer, outer ones first; the choice of a type is the last.
        factory: makes the places inside it.
        parent: what the object or list around it says of it; None for the whole value.
        hidden: a hint hides it now; its value is kept.
        condition_met: the condition of `x-ui.when` holds, or there is none.
        cache: the nodes inside it, once they are made.
    """

    id: str
    path: JsonPath
    kind: Kind
    info: FieldInfo
    value: Value
    required: bool
    declaration: Declaration = field(repr=False)
    codec: Codec
    scope: Scope = field(repr=False)
    unions: tuple[Union, ...]
    factory: "NodeFactory" = field(repr=False)
    parent: ParentInfo | None = field(default=None, repr=False, compare=False)
    hidden: bool = False
    condition_met: bool = True
    cache: NodeCache = field(default_factory=NodeCache, init=False, repr=False, compare=False)

    @property
    def label(self) -> str:
        """Return its title, or the words of its key; a key of a person's own stands as it is."""
        if self.info.title or not self.path:
            return self.info.title or "Value"
        key = self.path[-1]
        return str(key) if self.is_custom and key else humanize_key(key)

    @property
    def origin(self) -> str:
        """Tell how it is declared.

        `property`, `pattern`, `additional`, `undeclared`; or `item` for a row of a list, `position` for
        one that has a rule of its own.
        """
        return self.declaration.origin

    @property
    def union(self) -> Union | None:
        """Return the first choice to offer, if there is one."""
        return self.unions[0] if self.unions else None

    @property
    def is_item(self) -> bool:
        """Tell whether it is in a list, where it cannot be absent."""
        return self.origin in ("item", "position")

    @property
    def is_custom(self) -> bool:
        """Tell whether its key is of a person's own choosing."""
        return self.origin in ("pattern", "additional", "undeclared")

    @property
    def is_added(self) -> bool:
        """Tell whether it is only there while it holds a value: a row, or a key of one's own."""
        return self.is_item or self.is_custom

    def children(self) -> tuple["Node", ...]:
        """Return the places inside: declared ones, then further keys that are there; or the items."""
        if self.cache.nodes is None:
            self.cache.nodes = self.factory.children(self)
            self.cache.previous = None
        return tuple(self.cache.nodes.values())

    def entry(self, key: str) -> "Node":
        """Return the place that `key` has, or would have, in this object."""
        return self.factory.property(self, key)

    def item(self, index: int) -> "Node":
        """Return the item at an index of this list, or the one that would follow the last."""
        return self.factory.item(self, index)

    def child(self, part: str | int) -> "Node":
        """Return the field of a key of this object, or of an index of this list."""
        return self.entry(part) if isinstance(part, str) else self.item(part)

    def along(self, path: JsonPath) -> Iterator["Node"]:
        """Walk from this field to the one at a path, both included."""
        node = self
        yield node
        for part in path:
            node = node.child(part)
            yield node

    def at(self, path: JsonPath) -> "Node":
        """Return the field that a path leads to from here, whether or not it has a value."""
        *_, node = self.along(path)
        return node

    def reuse(self, before: "Node") -> "Node":
        """Take over from the node that had this place before, so that what is the same stays."""
        self.cache.parent = self._like(before.cache.parent)
        known = before.cache.nodes is not None
        self.cache.previous = before if known else before.cache.previous
        return self

    def with_path(self, path: JsonPath) -> "Node":
        """Return the same place where rows above it came or went."""
        if self.path == path:
            return self
        moved = replace(self, path=path).reuse(self)
        moved.cache.verified_by = self.cache.verified_by
        return moved

    @property
    def required_keys(self) -> Mapping[str, None]:
        """Return the keys that must be in this object, in the order of the schema."""
        if self.cache.required is None:
            self.cache.required = dict.fromkeys(declarations.required_keys(self.scope, self.value))
        return self.cache.required

    @property
    def previous_children(self) -> Mapping[str | int, "Node"]:
        """Return the places that were inside it in an earlier plan, by the last part of their path."""
        before = self.cache.previous
        return {} if before is None else before.cache.nodes or {}

    @property
    def as_parent(self) -> ParentInfo:
        """Return what it says of the places inside it; the same as before as long as it says the same."""
        known = self.cache.parent
        if known is None:
            known = self.cache.parent = self._like(None)
        return known

    def _like(self, known: ParentInfo | None) -> ParentInfo:
        scope = self.scope if self.kind in (Kind.ARRAY, Kind.TUPLE) else NO_SCOPE
        same = known is not None and known.scope is scope and known.info == self.info
        return known if same and known else ParentInfo(self.info, scope)

    @property
    def extendable(self) -> bool:
        """Tell whether keys of a person's own choosing are meant to be added."""
        if self.kind is Kind.MAP:
            invited = not declarations.is_closed(self.scope)
        else:
            invited = self.kind is Kind.OBJECT and declarations.describes_extra_keys(self.scope)
        return invited and self.info.permits("addable", "expandable")

    @property
    def is_unremovable(self) -> bool:
        """Tell whether hints of its list or map say that it cannot be taken away."""
        return (
            self.is_added and self.parent is not None and not self.parent.info.permits("removable")
        )


def is_drawn(root: Node, path: JsonPath) -> bool:
    """Tell whether a place is drawn as a field: described or there, and not inside a JSON text."""
    node = root
    for part in path:
        if isinstance(part, int):
            if node.kind not in (Kind.ARRAY, Kind.TUPLE) or not isinstance(node.value, list):
                return False
            if not 0 <= part < len(node.value):
                return False
            node = node.item(part)
        else:
            if node.kind not in (Kind.OBJECT, Kind.MAP):
                return False
            node = node.entry(part)
            if node.value is ABSENT and node.origin not in ("property", "pattern"):
                return False
    return node.kind is not Kind.NEVER


def walk_keys(node: Node) -> Iterator[tuple[str, JsonPath, bool]]:
    """Walk every key that is present: its id, its path, and whether anything describes it."""
    if isinstance(node.value, list):
        for row in _rows(node, node.value):
            yield from walk_keys(row)
    elif isinstance(node.value, dict):
        for key, child in node.value.items():
            known = declarations.is_described(declarations.property_declaration(node.scope, key))
            yield child_id(node.id, key), (*node.path, key), known
            if known and isinstance(child, (dict, list)):
                yield from walk_keys(node.entry(key))


def _rows(node: Node, items: list[JsonValue]) -> Iterable[Node]:
    """Return the rows of a list that hold others, however it is drawn."""
    if node.kind in (Kind.ARRAY, Kind.TUPLE):
        return node.children()
    return (node.item(at) for at, each in enumerate(items) if isinstance(each, (dict, list)))


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
        other = node.cache.verified_by or node.factory
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
        declared = declarations.ordered(
            declarations.declared_keys(node.scope), node.info.ui.get("order")
        )
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
        for each in discriminator_fields(self._context, scope) if scope.unions else ():
            if each.key == key:
                return each.declaration
        return declarations.property_declaration(scope, key)

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


def apply_visibility(context: FormContext, node: Node, parent: Node) -> Node:
    """Return a place as hints want it: hidden, locked, or as it is.

    What is in a locked place is locked too, unless its own `readonly` is false.

    Args:
        context: the compiled schema.
        node: the place.
        parent: the object or list that it is in.
    """
    ui = node.info.ui
    if not (ui or node.info.deprecated or parent.info.read_only):
        return node
    locked = parent.info.read_only and ui.get("readonly") is not False
    hidden = ui.get("widget") == "hidden"
    if node.info.deprecated:
        hidden |= ui.get("deprecatedHandling") == "hide"
        locked |= ui.get("deprecatedHandling") == "disable"
    allowed = condition_holds(context, ui, parent.value)
    if not allowed:
        locked |= _is_lock(ui["when"])
        hidden |= not _is_lock(ui["when"])
    info = node.info
    if locked and not info.read_only:
        info = replace(info, read_only=True)
    if allowed and not hidden and info is node.info:
        return node
    return replace(node, info=info, hidden=hidden, condition_met=allowed)


def condition_holds(context: FormContext, ui: Mapping[str, Any], parent: Value) -> bool:
    """Tell whether what `when` asks for holds, or nothing is asked for."""
    if "when" not in ui:
        return True
    when = ui["when"]
    rule = when["enable"] if _is_lock(when) else when
    return context.matches_rule(rule, {} if parent is ABSENT else parent)


def _is_lock(when: dict[str, Any]) -> bool:
    return when.keys() == {"enable"} and isinstance(when["enable"], (bool, dict))
