"""Places in bodies that have a column of their own, and the keys that stand in those columns.

A key is a text whose order by code point is the contract's order of values, so that one plain
index serves filters, orders and cursors alike, with numbers, texts and whatever else a body holds.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from registry.errors import Json
from registry.store.encoding import encode
from registry.store.records import Field, Record
from registry.store.row import look_up

PLACES: Final[Mapping[Field, str]] = {
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
    ("body", "actor"): "actor",
    ("body", "purpose"): "purpose",
}
"""What lists filter and sort by, and its column."""

SEARCHED: Final[Mapping[str, tuple[Field, ...]]] = {
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
"""The texts of each kind that lists search, whose words are in the column `words`."""

LONGEST: Final = 600
"""Characters of a key. An index entry holds 2,700 bytes, and a character takes four at most."""

NUMBERS, TEXTS, OTHERS = "2", "3", "5"
"""What the keys of numbers, texts, and lists and objects begin with; booleans' with 1."""

_ZERO_EXPONENT = 50_000
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_ASCII_LOWER = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def key_of(value: object) -> str | None:
    """Return a value's key; None for null.

    Keys are cut at `LONGEST` characters: equal keys of that length may stand for different values.
    """
    if value is None:
        return None
    return _whole_key(value)[:LONGEST]


def _whole_key(value: object) -> str:
    if isinstance(value, bool):
        return "1t" if value else "1f"
    if isinstance(value, str):
        return TEXTS + value
    if isinstance(value, int | float):
        return NUMBERS + _number_key(value)
    return OTHERS + json.dumps(value)


def _number_key(value: float) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number:
        return "1"
    exponent = f"{number.adjusted() + _ZERO_EXPONENT:05d}"
    digits = "".join(map(str, number.as_tuple().digits)).rstrip("0")
    if number > 0:
        return f"2{exponent}{digits}"
    # The further from zero, the earlier: digits count down, and what goes on stands before what ends.
    return f"0{(exponent + digits).translate(_COMPLEMENT)}~"


def columns_of(record: Record, text: str) -> dict[str, Any]:
    """Return an entity's row.

    Args:
        record: the entity.
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
        "words": _words(record),
        **{column: key_of(look_up(record, field)) for field, column in PLACES.items()},
    }


def _words(record: Record) -> str | None:
    fields = SEARCHED.get(record.kind)
    if fields is None:
        return None
    texts = (look_up(record, field) for field in fields)
    return "\n".join(text for text in texts if isinstance(text, str)).lower()


def _fold(record: Record) -> str | None:
    """Return as JSON the lower case of those texts of which a database knows only part of it.

    A database that compares by code point turns A to Z alone into lower case. Most entities have
    no other capitals, so most have nothing here.
    """
    folded: dict[str, Json] = {}
    columns: dict[str, Json] = {
        "id": record.id, "workspace": record.workspace, "name": record.name, "body": record.body,
    }  # fmt: skip
    for path, lower in _find_capitals(columns):
        inner: Any = folded
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = lower
    return encode(folded) if folded else None


def _find_capitals(columns: dict[str, Json]) -> Iterator[tuple[Field, str]]:
    todo: list[tuple[Field, Json]] = [((key,), value) for key, value in columns.items()]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo.extend(((*path, key), child) for key, child in value.items())
        elif isinstance(value, str) and not value.isascii():
            lower = value.lower()
            if lower != value.translate(_ASCII_LOWER):
                yield path, lower
