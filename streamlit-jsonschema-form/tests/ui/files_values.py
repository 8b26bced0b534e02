"""Files and secrets of several lines, and a schema for them."""

FILE = {"type": "string", "format": "data-url"}
SCHEMA = {
    "type": "object",
    "properties": {
        "big": {"type": "integer"},
        "logo": {**FILE, "description": "Shown beside the name."},
        "notes": {**FILE, "ui:options": {"accept": ".txt"}},
        "samples": {"type": "array", "items": FILE},
        "certificate": {
            "type": "string",
            "contentEncoding": "base64",
            "contentMediaType": "application/pkix-cert",
        },
        "key": {"type": "string", "format": "password", "description": "In PEM."},
        "other": {"type": "string"},
    },
}
VALUE = {
    "big": 2**60 + 1,
    "logo": "data:image/png;name=logo%20old.png;base64,iVBORw0KGgo=",
    "certificate": "MIIB",
    "key": "-----BEGIN KEY-----\nc2VjcmV0\n-----END KEY-----\n",
    "other": "x",
}
