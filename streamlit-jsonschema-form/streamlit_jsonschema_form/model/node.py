"""One place of one value, and everything needed to draw it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.field_info import FieldInfo, humanize_key
from streamlit_jsonschema_form.model.keys import describes_extra_keys, is_closed, required_keys
from streamlit_jsonschema_form.model.node_kind import Kind, Union
from streamlit_jsonschema_form.model.scope import NO_SCOPE, Declaration, Scope
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonPath


class NodeSource(Protocol):
    """Makes the nodes inside a node."""

    def children(self, node: "Node") -> Mapping[str | int, "Node"]:
        """Return the nodes inside an object or a list, by the last part of their path."""
        ...

    def property(self, node: "Node", key: str) -> "Node":
        """Return the node of one key of an object."""
        ...

    def item(self, node: "Node", index: int) -> "Node":
        """Return the node of one item of a list, or of the one that would follow the last."""
        ...

    def replaced(self, node: "Node", declaration: Declaration, value: Value) -> "Node":
        """Return a node for the place of another, with another declaration and value."""
        ...


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
        self.verified_by: NodeSource | None = None


def _lets(info: FieldInfo, hints: Iterable[str]) -> bool:
    return not any(info.ui.get(hint) is False for hint in hints)


@dataclass(frozen=True, slots=True)
class ParentInfo:
    """What the object or list around a place says of it, whatever its value is.

    Attributes:
        info: of the object or list.
        scope: what rules the rows of a list; empty for an object.
    """

    info: FieldInfo
    scope: Scope

    def permits(self, *hints: str) -> bool:
        """Tell whether hints let its rows or keys be changed so, as `Node.lets` does."""
        return _lets(self.info, hints)


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
    factory: NodeSource = field(repr=False)
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

    def at(self, path: JsonPath) -> "Node":
        """Return the place that a path leads to from here, whether or not anything is there."""
        node = self
        for part in path:
            node = node.entry(part) if isinstance(part, str) else node.item(part)
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
            self.cache.required = dict.fromkeys(required_keys(self.scope, self.value))
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
            return self.permits("addable", "expandable") and not is_closed(self.scope)
        invited = self.kind is Kind.OBJECT and describes_extra_keys(self.scope)
        return invited and self.permits("addable", "expandable")

    def permits(self, *hints: str) -> bool:
        """Tell whether hints of a list or map let its rows or keys be changed so.

        Args:
            hints: such as `addable`, `orderable`, `copyable`, `removable`; none of them may be false.
        """
        return _lets(self.info, hints)

    @property
    def is_unremovable(self) -> bool:
        """Tell whether hints of its list or map say that it cannot be taken away."""
        return self.is_added and self.parent is not None and not self.parent.permits("removable")


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
