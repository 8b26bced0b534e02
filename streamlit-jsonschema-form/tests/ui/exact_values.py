"""Values that widgets like to change, and a schema for them."""

TEXT = {"type": "string"}
SCHEMA = {
    "type": "object",
    "properties": {
        "other": TEXT,
        "big": {"type": "integer"},
        "small": {"type": "number"},
        "minus": {"type": "number"},
        "moment": {**TEXT, "format": "time"},
        "day": {**TEXT, "format": "date-time"},
        "lines": TEXT,
        "area": TEXT,
        "long": TEXT,
        "odd": {"enum": [1, "1", True, 1.0]},
        "flag": {"type": "boolean"},
        "many": {"type": "array", "uniqueItems": True, "items": {"enum": [1, "1", True]}},
        "stranger": {"enum": ["a"]},
    },
}
VALUE = {
    "stranger": "zzz",
    "big": 2**60 + 1,
    "small": 1e-7,
    "minus": -0.0,
    "moment": "12:34:56.789012Z",
    "day": "2020-01-02T03:04:05.678901+05:30",
    "lines": "a\r\nb\rc",
    "area": "a\nb\n",
    "long": "0123456789" * 500,
    "odd": True,
    "flag": False,
    "many": [True, "1"],
    "undeclared": {"deep": [1, 1.0, None]},
    "other": "x",
}
