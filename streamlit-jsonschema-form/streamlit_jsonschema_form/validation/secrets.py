"""Which values are secrets, as a schema declares them."""

from dataclasses import dataclass
from typing import Any, Final

SECRECY: Final = {"widget": "password", "inputType": "password", "field": "Secret"}
"""The hints that make a text a secret; the last is Backstage's."""


def is_secret(schema: object) -> bool:
    """Tell whether a subschema itself says that its value is a secret, be it by a hint."""
    return isinstance(schema, dict) and (
        schema.get("writeOnly") is True
        or schema.get("format") == "password"
        or asks_for_secrecy(schema)
    )


def asks_for_secrecy(hinted: dict[str, Any]) -> bool:
    """Tell whether hints ask for a password box: those of a subschema, or of a part of a `uiSchema`."""
    blocks = (hinted.get("ui:options"), hinted.get("x-ui"))
    return any(
        hinted.get(f"ui:{name}") == value
        or any(isinstance(hints, dict) and hints.get(name) == value for hints in blocks)
        for name, value in SECRECY.items()
    )


@dataclass(frozen=True, slots=True)
class SecretNames:
    """The names of fields that are secrets: some, or all that the schema does not declare too.

    A name counts wherever it occurs: better one value too many masked than one shown.

    Attributes:
        named: declared fields that are or hold secrets.
        open: declared fields that are none; None when only declared fields can be secrets.
    """

    named: frozenset[str]
    open: frozenset[str] | None = None

    def __contains__(self, name: object) -> bool:
        return name in self.named or (
            self.open is not None and isinstance(name, str) and name not in self.open
        )

    def __bool__(self) -> bool:
        return bool(self.named) or self.open is not None
