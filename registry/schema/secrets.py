"""Which values are secrets, as a schema declares them."""

from registry.schema.dialect import Value, children
from registry.schema.document import SchemaDocument

_DEFINITIONS = ("$defs", "definitions")
_NAMED = ("properties", *_DEFINITIONS)


def is_secret(schema: object) -> bool:
    """Tell whether a subschema itself says that its value is a secret."""
    return isinstance(schema, dict) and (
        schema.get("writeOnly") is True or schema.get("format") == "password"
    )


def secret_names(document: SchemaDocument) -> frozenset[str]:
    """Return the names of the fields, at any depth, whose value is or holds a secret.

    A name counts wherever it occurs: better one value too many masked than one shown.
    """
    return frozenset(
        str(path[1])
        for sub in document.subschemas
        for path, each in children(sub.schema)
        if path[0] == "properties" and holds_secret(each, document)
    )


def holds_secret(schema: Value, document: SchemaDocument, *, deep: bool = False) -> bool:
    """Tell whether a value of this subschema is a secret, or a list or map of secrets.

    Looks through references, branches and items; at other named fields only when `deep`.
    """
    passed = _DEFINITIONS if deep else _NAMED
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        current = waiting.pop()
        if is_secret(current):
            return True
        if id(current) not in seen:
            seen.add(id(current))
            waiting += document.targets_of(current)
            waiting += [each for path, each in children(current) if path[0] not in passed]
    return False
