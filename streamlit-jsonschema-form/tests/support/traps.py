"""Values that form engines are known to change, each with its schema."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "form_traps.json"
TRAPS: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
IDS = [trap["id"] for trap in TRAPS]
UNDECIDED = {"ref:missing", "ref:self"}  # their `valid` is none: no validator can tell


def value_of(trap: dict[str, Any]) -> Any:
    """Read a trap's value anew."""
    return json.loads(trap["instance_text"])


def beside(trap: dict[str, Any]) -> dict[str, Any]:
    """Make a schema of the trap as a field, beside another field."""
    inner = trap["schema"]
    if isinstance(inner, dict):
        inner = {"$id": "https://example.org/trap", **inner}
    return {"type": "object", "properties": {"other": {"type": "string"}, "trap": inner}}


def widgets() -> tuple[dict[str, Any], dict[str, Any]]:
    """Gather every trap of one field into one schema and one value, by the trap's name."""
    fields = {trap["id"]: trap for trap in TRAPS if _is_field(trap)}
    schemas = {name: trap["schema"]["properties"]["x"] for name, trap in fields.items()}
    values = {name: value_of(trap)["x"] for name, trap in fields.items()}
    properties = {"other": {"type": "string"}, **schemas}
    return {"type": "object", "properties": properties}, {"other": "x", **values}


def _is_field(trap: dict[str, Any]) -> bool:
    schema = trap["schema"]
    alone = isinstance(schema, dict) and list(schema.get("properties", {})) == ["x"]
    return alone and "$ref" not in json.dumps(schema) and value_of(trap).keys() == {"x"}
