"""Finding places in a form: by their words, and by what is asked of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.state import ROOT
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT

Wanted = Callable[[Node], bool]

_HOLDERS: Final = frozenset((Kind.OBJECT, Kind.MAP, Kind.ARRAY, Kind.TUPLE))
_EMPTY_AT_MOST: Final = 500  # objects that are not there are looked into this often


@dataclass(frozen=True, slots=True)
class Found:
    """The places that were found.

    Attributes:
        hits: ids of the places themselves; everything inside them shows as well.
        ways: ids of the places that lead to one.
    """

    hits: frozenset[str]
    ways: frozenset[str]

    def shows(self, place: str) -> bool:
        """Tell whether a place is to be drawn: found, inside something found, or on the way to it."""
        return place in self.ways or not self.hits.isdisjoint(_line(place))


def _line(place: str) -> list[str]:
    """List the ids of a place and of all that it is inside of, the whole value aside."""
    parts = place.split("/")
    return ["/".join(parts[: n + 1]) for n in range(1, len(parts))]


def find(root: Node, *, named: Wanted | None, wanted: Wanted | None, unseen: bool = False) -> Found:
    """Find the places below `root`.

    Args:
        root: the node of the whole value.
        named: tells whether a place has the words looked for; they count for all inside it.
        wanted: what a place must be besides; None for any.
        unseen: whether places count that hints hide: what is wrong with those is told where they are.
    """
    hits = {
        node.id
        for node, line in _places(root, (root,), [_EMPTY_AT_MOST])
        if (unseen or not any(each.hidden for each in line))
        and (named is None or any(map(named, line)))
        and (wanted is None or wanted(node))
    }
    ways = {way for hit in hits for way in _line(hit)}
    return Found(frozenset(hits), frozenset(ways | {ROOT}))


Line = tuple[Node, ...]


def _places(node: Node, line: Line, budget: list[int]) -> Iterator[tuple[Node, Line]]:
    """Walk the places inside a node, each with the line of nodes that ends in it.

    What is not there has its places too; but an object that could hold itself has no end, so it is
    looked into once.
    """
    for child in node.children():
        here = (*line, child)
        yield child, here
        if child.kind not in _HOLDERS:
            continue
        if child.value is ABSENT:
            if budget[0] == 0 or _recurs(child, line):
                continue
            budget[0] -= 1
        yield from _places(child, here, budget)


def _recurs(node: Node, line: Line) -> bool:
    own = {id(sub.schema) for sub in node.scope.subs if isinstance(sub.schema, dict)}
    return any(id(sub.schema) in own for above in line for sub in above.scope.subs)


def is_long(root: Node, fields: int) -> bool:
    """Tell whether a form has more fields than this, without looking at them all."""
    places = _places(root, (root,), [_EMPTY_AT_MOST])
    leaves = (node for node, _ in places if node.kind not in _HOLDERS)
    return next(islice(leaves, fields, None), None) is not None
