"""Fields of the body that have an indexed column each, and the sort keys in those columns.

A sort key is a text whose order by code point is the contract's order of values, so that one
plain index serves filters, orders and cursors alike, whatever types a body holds.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from registry.store.encoding import encode
from registry.store.records import KINDS_WITHOUT_HISTORY, Field, Record, look_up
from streamlit_jsonschema_form.problems import JsonValue

INDEXED_FIELDS: Final[Mapping[Field, str]] = {
    ("body", "display_name"): "display_name",
    ("body", "model_type"): "model_type",
    ("body", "endpoint_type"): "endpoint_type",
    ("body", "base_model"): "base_model",
    ("body", "fileset"): "fileset",
    ("body", "project"): "project",
    ("body", "review", "state"): "review_state",
    ("body", "updated_by"): "updated_by",
    ("body", "model_template_id"): "model_template_id",
    ("body", "finetuning_type"): "finetuning_type",
    ("body", "model_group_id"): "model_group_id",
    ("body", "model_id"): "model_id",
    ("body", "purpose"): "purpose",
}
"""The fields that lists of entities filter and sort by, each with its column."""

DRAFT_FIELDS: Final[Mapping[Field, str]] = {
    ("body", "actor"): "actor",
    ("body", "purpose"): "purpose",
}
"""The same for kinds without history."""

SEARCHED_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "templates": (
        ("name",),
        ("body", "display_name"),
        ("body", "description"),
        ("body", "vendor_configuration", "bundle_config", "image"),
    ),
    "models": (
        ("name",),
        ("body", "display_name"),
        ("body", "description"),
        ("body", "project"),
        ("body", "base_model"),
        ("body", "fileset"),
    ),
    "adapters": (("name",), ("body", "description"), ("body", "model"), ("body", "fileset")),
    "deployments": (("body", "name"),),
    "filesets": (("name",), ("body", "description"), ("body", "project")),
    "groups": (("name",), ("body", "description")),
    "prompts": (("name",), ("body", "description"), ("body", "project")),
}
"""The texts of each kind that lists search; the column `words` holds them in lower case."""

MAX_KEY_LENGTH: Final = 600
"""Characters. An index entry holds 2,700 bytes, and a character takes four at most."""

NUMBER_PREFIX, TEXT_PREFIX, OTHER_PREFIX = "2", "3", "5"
"""The first character of sort keys: of numbers, of texts, of lists and objects; 1 of booleans."""

_ZERO_EXPONENT = 50_000
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_ASCII_LOWER = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def sort_key(value: object) -> str | None:
    """Return a value's sort key; None for null.

    Keys are cut at `MAX_KEY_LENGTH` characters: different values may share a key of that length.
    """
    if value is None:
        return None
    return _whole_key(value)[:MAX_KEY_LENGTH]


def _whole_key(value: object) -> str:
    if isinstance(value, bool):
        return "1t" if value else "1f"
    if isinstance(value, str):
        return TEXT_PREFIX + value
    if isinstance(value, int | float):
        return NUMBER_PREFIX + _number_key(value)
    return OTHER_PREFIX + json.dumps(value)


def _number_key(value: float) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number:
        return "1"
    exponent = f"{number.adjusted() + _ZERO_EXPONENT:05d}"
    digits = "".join(map(str, number.as_tuple().digits)).rstrip("0")
    if number > 0:
        return f"2{exponent}{digits}"
    # Further from zero sorts first: digits are complemented, and `~` puts longer numbers first.
    return f"0{(exponent + digits).translate(_COMPLEMENT)}~"


def fields_of(kind: str) -> Mapping[Field, str]:
    """Return the indexed fields of a kind, each with its column."""
    return DRAFT_FIELDS if kind in KINDS_WITHOUT_HISTORY else INDEXED_FIELDS


def record_row(record: Record, text: str) -> dict[str, Any]:
    """Return the row of a record in its table.

    Args:
        record: the record.
        text: its body as JSON.
    """
    return {
        "kind": record.kind,
        "id": record.id,
        "workspace": record.workspace,
        "name": record.name,
        "revision": record.revision,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "body": text,
        "folded": _fold(record),
        **({} if record.kind in KINDS_WITHOUT_HISTORY else {"words": _words(record)}),
        **{
            column: sort_key(look_up(record, field))
            for field, column in fields_of(record.kind).items()
        },
    }


def _words(record: Record) -> str | None:
    fields = SEARCHED_FIELDS.get(record.kind)
    if fields is None:
        return None
    texts = (look_up(record, field) for field in fields)
    return "\n".join(text for text in texts if isinstance(text, str)).lower()


def _fold(record: Record) -> str | None:
    """Return as JSON the texts whose lower case PostgreSQL would get wrong, in lower case.

    With the collation C its `lower` changes only A to Z. Most entities have no other capitals, so
    most have nothing here.
    """
    folded: dict[str, JsonValue] = {}
    columns: dict[str, JsonValue] = {
        "id": record.id, "workspace": record.workspace, "name": record.name, "body": record.body,
    }  # fmt: skip
    for path, lower in _find_capitals(columns):
        inner: Any = folded
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = lower
    return encode(folded) if folded else None


def _find_capitals(columns: dict[str, JsonValue]) -> Iterator[tuple[Field, str]]:
    todo: list[tuple[Field, JsonValue]] = [((key,), value) for key, value in columns.items()]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo.extend(((*path, key), child) for key, child in value.items())
        elif isinstance(value, str) and not value.isascii():
            lower = value.lower()
            if lower != value.translate(_ASCII_LOWER):
                yield path, lower
