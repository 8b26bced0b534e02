"""What a creation schema says about how each parameter reaches the image (docs/launch.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.validation import SchemaDocument

LIST_STYLES = ("space", "repeat", "comma", "json")
_ILLEGAL = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Hint:
    """The `x-ui` hints of one property that concern launching.

    Attributes:
        env: the variable to set.
        arg: the flag; ends with `=` when its value is joined to it, empty for a positional value.
        off: the flag for false.
        texts: what false and true are written as.
        style: how a list is written, one of `LIST_STYLES`.
        port: whether this is the port that the container listens on.
    """

    env: str | None = None
    arg: str | None = None
    off: str | None = None
    texts: tuple[str, str] | None = None
    style: str | None = None
    port: bool = False

    @property
    def given(self) -> bool:
        """Whether the schema says where the parameter goes."""
        return self.env is not None or self.arg is not None


@dataclass(frozen=True, slots=True)
class LaunchParameter:
    """One value that is injected, found in the schema.

    Attributes:
        path: names of properties from the root.
        facets: every subschema that describes it, through references and branches.
        secret: whether its value must not be written out.
        children: the properties that are injected in place of it, each by its hint.
        hides: whether fields that the schema does not name hold secrets.
    """

    path: JsonPath
    hint: Hint
    facets: tuple[dict[str, Any], ...]
    secret: bool
    children: tuple["LaunchParameter", ...] = ()
    hides: bool = False

    @property
    def variable(self) -> str:
        """The name of its environment variable."""
        return legal_variable(self.hint.env or str(self.path[-1]))

    @property
    def default(self) -> Any:
        """The default of the schema, None without one."""
        return next((facet["default"] for facet in self.facets if "default" in facet), None)

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that the schema names; none when it allows any."""
        return types_of(self.facets)

    @property
    def items(self) -> frozenset[str]:
        """The JSON types of a list's items."""
        inner = [facet["items"] for facet in self.facets if isinstance(facet.get("items"), dict)]
        return types_of(inner)

    def leaves(self) -> Iterator["LaunchParameter"]:
        """Yield the parameters that are injected: itself, or what is inside it."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def given(self, value: Any) -> Iterator[tuple["LaunchParameter", Any]]:
        """Yield what is injected for a value; an undeclared field is injected by itself."""
        if not self.children:
            yield self, value
        elif isinstance(value, dict):
            known = {each.path[-1]: each for each in self.children}
            for name in dict.fromkeys([*known, *value]):
                child = known.get(name) or undeclared((*self.path, name), secret=self.hides)
                yield from child.given(value.get(name))


def legal_variable(name: str) -> str:
    """Make a name legal for an environment variable: `max-len` becomes `max_len`."""
    plain = _ILLEGAL.sub("_", name)
    return f"_{plain}" if not plain or plain[0].isdigit() else plain


def find_parameters(document: SchemaDocument) -> tuple[LaunchParameter, ...]:
    """Return the parameters of a creation schema, in the order of its properties."""
    return _inside((), document.schema, document, frozenset()) if document.usable else ()


def undeclared(path: JsonPath, *, secret: bool) -> LaunchParameter:
    """Return the parameter for a value that the schema does not name."""
    return LaunchParameter(path, Hint(), (), secret)


def types_of(schemas: Any) -> frozenset[str]:
    """Return the types that subschemas name, by `type`, `const` or `enum`."""
    found: set[str] = set()
    for schema in schemas:
        named = schema.get("type", [])
        found |= {named} if isinstance(named, str) else set(named)
        values = [schema["const"]] if "const" in schema else schema.get("enum", [])
        found |= {_JSON_TYPES[type(value)] for value in values if not named}
    return frozenset(found)


_JSON_TYPES: dict[type, str] = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}


def _inside(
    path: JsonPath, schema: Any, document: SchemaDocument, seen: frozenset[int]
) -> tuple[LaunchParameter, ...]:
    """Find the parameters among the properties of an object; `seen` ends recursive schemas."""
    facets = document.applied_in_place(schema)
    if not seen.isdisjoint(map(id, facets)):
        return ()
    names = dict.fromkeys(name for facet in facets for name in facet.get("properties", {}))
    inner = seen.union(map(id, facets))
    return tuple(_parameter((*path, name), facets, document, inner) for name in names)


def _parameter(
    path: JsonPath,
    around: tuple[dict[str, Any], ...],
    document: SchemaDocument,
    seen: frozenset[int],
) -> LaunchParameter:
    declared = [
        each["properties"][path[-1]] for each in around if path[-1] in each.get("properties", {})
    ]
    facets = tuple(facet for schema in declared for facet in document.applied_in_place(schema))
    nested = tuple(each for schema in declared for each in _inside(path, schema, document, seen))
    hinted = any(leaf.hint.given for each in nested for leaf in each.leaves())
    return LaunchParameter(
        path,
        _read_hint(facets),
        facets,
        secret=any(document.holds_secret(schema, deep=True) for schema in declared),
        children=nested if hinted else (),
        hides=any(document.holds_secret(schema) for schema in declared),
    )


def _read_hint(facets: tuple[dict[str, Any], ...]) -> Hint:
    """Merge the hints of the facets, the first that speaks winning; odd ones are passed over."""
    merged: dict[str, Any] = {}
    for facet in reversed(facets):
        hints = facet.get("x-ui")
        merged |= hints if isinstance(hints, dict) else {}
    texts = merged.get("bool")
    style = merged.get("list")
    return Hint(
        env=_text(merged.get("env")) or None,
        arg=_text(merged.get("arg")),
        off=_text(merged.get("off")),
        texts=(str(texts[0]), str(texts[1]))
        if isinstance(texts, list) and len(texts) == 2
        else None,
        style=style if style in LIST_STYLES else None,
        port=merged.get("port") is True,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
