"""Lists that are tables, and a schema for them."""

TEXT = {"type": "string"}
SCHEMA = {
    "type": "object",
    "properties": {
        "big": {"type": "integer"},
        "people": {
            "type": "array",
            "ui:widget": "table",
            "items": {
                "type": "object",
                "required": ["name", "active"],
                "properties": {
                    "name": {**TEXT, "minLength": 2},
                    "age": {"type": "integer"},
                    "score": {"type": "number"},
                    "active": {"type": "boolean"},
                    "role": {"enum": ["dev", 1, "1"]},
                },
            },
        },
        "tags": {"type": "array", "ui:widget": "table", "items": TEXT},
        "other": TEXT,
    },
}
VALUE = {
    "big": 2**60 + 1,
    "people": [
        {"name": "Ada", "age": 2**60 + 1, "score": 1.0, "active": True, "role": "1"},
        {"score": 1, "name": " Bo ", "active": False},
        {"name": "", "score": 1e-7, "active": True, "role": 1},
    ],
    "tags": ["a", "", "1"],
    "other": "x",
}
