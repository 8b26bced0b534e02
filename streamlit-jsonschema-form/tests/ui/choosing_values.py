"""Values of several types, choices, numbers that are only written, and keys that are listed."""

WHOLE, NUMBER = {"type": "integer"}, {"type": "number"}
SCHEMA = {
    "type": "object",
    "required": ["due", "level"],
    "properties": {
        "other": {"type": "string"},
        "mixed": {"type": ["string", "integer", "boolean"]},
        "any": {},
        "way": {"enum": [1, "1", True, "fast"], "ui:widget": "radio"},
        "pin": {**WHOLE, "writeOnly": True},
        "limits": {
            "type": "object",
            "additionalProperties": NUMBER,
            "propertyNames": {"enum": ["cpu", "memory", "disk"]},
        },
        "due": {"type": "string", "format": "date"},
        "level": {**NUMBER, "minimum": 0, "maximum": 1, "ui:widget": "range"},
    },
}
VALUE = {
    "mixed": "7",
    "any": 2.0,
    "way": "1",
    "pin": 2**60 + 1,
    "limits": {"memory": 1e-7, "unlisted": 3.0},
    "other": "x",
}
