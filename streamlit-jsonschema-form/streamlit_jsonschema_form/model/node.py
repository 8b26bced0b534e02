"""One place of one value, and everything needed to draw it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.field_info import Facts, words
from streamlit_jsonschema_form.model.keys import invites, is_closed, required_keys
from streamlit_jsonschema_form.model.node_kind import Kind, Union
from streamlit_jsonschema_form.model.scope import NO_SCOPE, Property, Scope
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

    def replaced(self, node: "Node", by: Property, value: Value) -> "Node":
        """Return a node for the place of another, with another declaration and value."""
        ...


class Inside:
    """The places inside one place, made when someone first asks for them.

    Attributes:
        nodes: by the last part of their path; None until someone asks.
        before: who had this place in an earlier plan: what did not change since is taken from there.
        holder: what the place says of those inside it.
        required: the keys that must be there.
        agreed: the last who would make the place and all inside it the same; None: who did make it.
    """

    __slots__ = ("agreed", "before", "holder", "nodes", "required")

    def __init__(self) -> None:
        self.holder: Holder | None = None
        self.nodes: Mapping[str | int, Node] | None = None
        self.before: Node | None = None
        self.required: dict[str, None] | None = None
        self.agreed: NodeSource | None = None


def _lets(facts: Facts, hints: Iterable[str]) -> bool:
    return not any(facts.ui.get(hint) is False for hint in hints)


@dataclass(frozen=True, slots=True)
class Holder:
    """What the object or list around a place says of it, whatever its value is.

    Attributes:
        facts: of the object or list.
        scope: what rules the rows of a list; empty for an object.
    """

    facts: Facts
    scope: Scope

    def lets(self, *hints: str) -> bool:
        """Tell whether hints let its rows or keys be changed so, as `Node.lets` does."""
        return _lets(self.facts, hints)


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
        by: what declares it.
        codec: how its value is shown, for kinds that are one widget.
        scope: the subschemas in force.
        unions: the choices to offer, outer ones first; the choice of a type is the last.
        factory: makes the places inside it.
        holder: says what the object or list that it is in says of it; None of the whole value.
        hidden: a hint says that it is not shown now; its value is kept.
        allowed: what `x-ui.when` asks for holds, or nothing is asked for.
        inside: what is known of the places inside it.
    """

    id: str
    path: JsonPath
    kind: Kind
    facts: Facts
    value: Value
    required: bool
    by: Property = field(repr=False)
    codec: Codec
    scope: Scope = field(repr=False)
    unions: tuple[Union, ...]
    factory: NodeSource = field(repr=False)
    holder: Holder | None = field(default=None, repr=False, compare=False)
    hidden: bool = False
    allowed: bool = True
    inside: Inside = field(default_factory=Inside, init=False, repr=False, compare=False)

    @property
    def label(self) -> str:
        """Return its title, or the words of its key; a key of a person's own stands as it is."""
        if self.facts.title or not self.path:
            return self.facts.title or "Value"
        key = self.path[-1]
        return str(key) if self.is_own and key else words(key)

    @property
    def origin(self) -> str:
        """Tell how it is declared.

        `property`, `pattern`, `additional`, `undeclared`; or `item` for a row of a list, `position` for
        one that has a rule of its own.
        """
        return self.by.origin

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
        if self.inside.nodes is None:
            self.inside.nodes = self.factory.children(self)
            self.inside.before = None
        return tuple(self.inside.nodes.values())

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

    def succeed(self, before: "Node") -> "Node":
        """Take over from the node that had this place before, so that what is the same stays."""
        self.inside.holder = self._like(before.inside.holder)
        known = before.inside.nodes is not None
        self.inside.before = before if known else before.inside.before
        return self

    def moved(self, path: JsonPath) -> "Node":
        """Return the same place where rows above it came or went."""
        if self.path == path:
            return self
        moved = replace(self, path=path).succeed(self)
        moved.inside.agreed = self.inside.agreed
        return moved

    @property
    def required_keys(self) -> Mapping[str, None]:
        """Return the keys that must be in this object, in the order of the schema."""
        if self.inside.required is None:
            self.inside.required = dict.fromkeys(required_keys(self.scope, self.value))
        return self.inside.required

    @property
    def predecessors(self) -> Mapping[str | int, "Node"]:
        """Return the places that were inside it in an earlier plan, by the last part of their path."""
        before = self.inside.before
        return {} if before is None else before.inside.nodes or {}

    @property
    def as_holder(self) -> Holder:
        """Return what it says of the places inside it; the same as before as long as it says the same."""
        known = self.inside.holder
        if known is None:
            known = self.inside.holder = self._like(None)
        return known

    def _like(self, known: Holder | None) -> Holder:
        scope = self.scope if self.kind in (Kind.ARRAY, Kind.TUPLE) else NO_SCOPE
        same = known is not None and known.scope is scope and known.facts == self.facts
        return known if same and known else Holder(self.facts, scope)

    @property
    def extendable(self) -> bool:
        """Tell whether keys of a person's own choosing are meant to be added."""
        if self.kind is Kind.MAP:
            return self.lets("addable", "expandable") and not is_closed(self.scope)
        invited = self.kind is Kind.OBJECT and invites(self.scope)
        return invited and self.lets("addable", "expandable")

    def lets(self, *hints: str) -> bool:
        """Tell whether hints of a list or map let its rows or keys be changed so.

        Args:
            hints: such as `addable`, `orderable`, `copyable`, `removable`; none of them may be false.
        """
        return _lets(self.facts, hints)

    @property
    def lasting(self) -> bool:
        """Tell whether hints of its list or map say that it cannot be taken away."""
        return self.enduring and self.holder is not None and not self.holder.lets("removable")


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
