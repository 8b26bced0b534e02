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
