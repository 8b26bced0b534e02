"""A page for pictures of forms: `?form=` names which; see tests/browser/form_pictures.py."""

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
PROBE = {
    "type": "object",
    "properties": {
        "path": {**TEXT, "description": "What is asked for.", "default": "/health"},
        "period": {**WHOLE, "minimum": 1, "x-ui": {"unit": "s"}},
        "failures": {**WHOLE, "minimum": 1, "title": "Failures allowed"},
    },
    "required": ["path"],
}
NESTED = {
    "type": "object",
    "required": ["name", "deployment"],
    "properties": {
        "name": {**TEXT, "title": "Name", "pattern": "^[a-z-]+$"},
        "deployment": {
            "type": "object",
            "description": "How many copies run, and what each of them is.",
            "required": ["container"],
            "properties": {
                "replicas": {**WHOLE, "minimum": 0, "default": 1},
                "strategy": {"enum": ["rolling", "recreate"], "default": "rolling"},
                "container": {
                    "type": "object",
                    "required": ["image"],
                    "properties": {
                        "image": {**TEXT, "examples": ["vllm/vllm-openai:v0.9.1"]},
                        "pull": {"enum": ["always", "if missing", "never"], "title": "Pull"},
                        "resources": {
                            "type": "object",
                            "description": "What each copy asks for.",
                            "properties": {
                                "cpu": {**NUMBER, "exclusiveMinimum": 0, "title": "CPUs"},
                                "memory": {**WHOLE, "title": "Memory", "x-ui": {"unit": "GiB"}},
                                "gpus": {**WHOLE, "minimum": 0, "maximum": 8, "title": "GPUs"},
                            },
                        },
                        "probe": PROBE,
                    },
                },
            },
        },
    },
}
DEPLOYED = {
    "name": "llama-chat",
    "deployment": {
        "replicas": 2,
        "container": {
            "image": "vllm/vllm-openai:v0.9.1",
            "resources": {"cpu": 4, "memory": 32, "gpus": 1},
            "probe": {"path": "/health", "period": 10},
        },
    },
}
CONDITIONS = {
    "type": "object",
    "required": ["device", "weights"],
    "properties": {
        "device": {"enum": ["cpu", "gpu"], "description": "Where the model runs."},
        "weights": {"enum": ["full", "quantised"]},
        "token": {**TEXT, "format": "password", "description": "For gated models only."},
    },
    "allOf": [
        {
            "if": {"properties": {"device": {"const": "gpu"}}, "required": ["device"]},
            "then": {
                "required": ["gpus"],
                "properties": {
                    "gpus": {**WHOLE, "minimum": 1, "maximum": 8, "title": "GPUs"},
                    "share": {**NUMBER, "maximum": 0.95, "title": "Share of the memory"},
                },
            },
            "else": {"properties": {"threads": {**WHOLE, "minimum": 1}}},
        },
        {
            "if": {"properties": {"weights": {"const": "quantised"}}, "required": ["weights"]},
            "then": {"properties": {"bits": {"enum": [2, 3, 4, 5, 8]}}},
        },
    ],
}
STORES = {
    "title": "Where results go",
    "oneOf": [
        {
            "title": "A folder",
            "required": ["kind", "path"],
            "properties": {"kind": {"const": "folder"}, "path": TEXT},
        },
        {
            "title": "A bucket",
            "required": ["kind", "bucket", "region"],
            "properties": {
                "kind": {"const": "bucket"},
                "bucket": {**TEXT, "minLength": 3},
                "region": {"enum": ["eu-central", "us-east"]},
                "prefix": {**TEXT, "description": "Put before each name."},
            },
        },
        {
            "title": "A database",
            "required": ["kind", "address"],
            "properties": {"kind": {"const": "database"}, "address": {**TEXT, "format": "uri"}},
        },
    ],
}
OBJECTS = {
    "type": "object",
    "properties": {
        "mounts": {
            "type": "array",
            "description": "Folders of the machine that the container sees.",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["source", "target"],
                "properties": {
                    "source": TEXT,
                    "target": {**TEXT, "pattern": "^/"},
                    "readOnly": {"type": "boolean"},
                    "size": {**WHOLE, "x-ui": {"unit": "MiB"}},
                },
            },
        }
    },
}
MOUNTS = [
    {"source": "/srv/weights", "target": "/models", "readOnly": True},
    {"source": "/srv/cache", "target": "/cache", "size": 2048},
]
TABLE = {
    "type": "object",
    "properties": {
        "servers": {
            "type": "array",
            "description": "What listens, and how much each may take.",
            "ui:widget": "table",
            "items": {
                "type": "object",
                "required": ["name", "public"],
                "properties": {
                    "name": TEXT,
                    "port": {**WHOLE, "maximum": 65535},
                    "share": NUMBER,
                    "protocol": {"enum": ["http", "grpc"]},
                    "public": {"type": "boolean"},
                },
            },
        },
        "tags": {"type": "array", "ui:widget": "table", "items": TEXT},
        "notes": {"type": "array", "ui:widget": "table", "items": TEXT},
    },
}
SERVERS = [
    {"name": "chat", "port": 8000, "share": 0.9, "protocol": "http", "public": True},
    {"name": "metrics", "port": 9100, "public": False},
    {"name": "embed", "port": 80010, "share": 1e-3, "protocol": "grpc", "public": False},
]
FILE = {**TEXT, "format": "data-url"}
FILES = {
    "type": "object",
    "required": ["card"],
    "properties": {
        "logo": {**FILE, "description": "Shown beside the name.", "ui:options": {"accept": ".png"}},
        "card": {**FILE, "title": "Model card"},
        "samples": {"type": "array", "items": FILE},
        "certificate": {
            **TEXT,
            "contentEncoding": "base64",
            "contentMediaType": "application/pkix-cert",
        },
        "key": {**TEXT, "format": "password", "title": "Private key"},
    },
}
LOADED = {
    "logo": "data:image/png;name=logo.png;base64,iVBORw0KGgo=",
    "samples": ["data:text/csv;name=questions.csv;base64,cSxhCg=="],
    "certificate": "MIIB" * 300,
    "key": "-----BEGIN PRIVATE KEY-----\n" + "c2VjcmV0\n" * 25 + "-----END PRIVATE KEY-----\n",
}
MAP = {
    "type": "object",
    "properties": {
        "environment": {
            "type": "object",
            "description": "What the server finds in its environment.",
            "additionalProperties": TEXT,
        },
        "labels": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
    },
}
RANGE = {"x-ui": {"widget": "range"}}
PICKERS = {
    "type": "object",
    "required": ["start", "temperature"],
    "properties": {
        "start": {**TEXT, "format": "date-time", "description": "When the run begins."},
        "end": {**TEXT, "format": "date-time", "description": "When it is stopped."},
        "day": {**TEXT, "format": "date", "title": "Review on"},
        "hour": {**TEXT, "format": "time", "title": "Report at"},
        "temperature": {**NUMBER, "minimum": 0, "maximum": 2, **RANGE},
        "top_p": {**NUMBER, "exclusiveMinimum": 0, "maximum": 1, "default": 0.95, **RANGE},
        "rate": {
            **NUMBER,
            "title": "Learning rate",
            "minimum": 1e-5,
            "maximum": 1,
            "x-ui": {"widget": "range", "log": True},
        },
        "patience": {**WHOLE, "minimum": 0, "x-ui": {"widget": "updown", "unit": "steps"}},
        "colour": {**TEXT, "format": "color", "title": "Colour in charts"},
        "background": {**TEXT, "format": "color"},
        "stream": {"type": "boolean", "x-ui": {"widget": "checkbox"}},
        "order": {
            "type": "boolean",
            "x-ui": {
                "widget": "radio",
                "inline": True,
                "enumNames": ["Newest first", "Oldest first"],
            },
        },
        "metrics": {
            "type": "array",
            "uniqueItems": True,
            "items": {"enum": ["loss", "accuracy", "perplexity", "latency"]},
            "x-ui": {"widget": "checkboxes", "inline": True},
        },
    },
}
PICKED = {
    "start": "2026-03-01T08:30:00Z",
    "day": "2026-04-01",
    "hour": "17:30:00+01:00",
    "temperature": 0.7,
    "rate": 0.003,
    "patience": 500,
    "colour": "#1f77b4",
    "stream": True,
    "order": True,
    "metrics": ["loss", "latency"],
}
WIDE = {
    "type": "object",
    "x-ui": {"sections": [{"title": f"Part {n}"} for n in range(1, 11)]},
    "properties": {
        f"setting_{n}": {
            **({"type": "boolean"} if n % 5 == 0 else (TEXT, WHOLE, NUMBER)[n % 3]),
            "description": f"What setting {n} does.",
            "x-ui": {"section": f"Part {1 + (n - 1) // 30}"},
        }
        for n in range(1, 301)
    },
}
FORMS = {
    "nested": (NESTED, DEPLOYED),
    "conditions": (CONDITIONS, {"device": "gpu", "weights": "quantised", "gpus": 2}),
    "branches": (
        {"type": "object", "properties": {"store": STORES}},
        {"store": {"kind": "bucket", "bucket": "results", "region": "eu-central"}},
    ),
    "objects": (OBJECTS, {"mounts": MOUNTS}),
    "table": (TABLE, {"servers": SERVERS, "tags": ["gpu", "eu"], "notes": ["one\ntwo"]}),
    "files": (FILES, LOADED),
    "map": (
        MAP,
        {"environment": {"LOG_LEVEL": "info", "HF_HOME": "/cache"}, "labels": {"tier": 1}},
    ),
    "errors": (NESTED, {"name": "Llama Chat", "deployment": {"replicas": -1, "container": {}}}),
    "pickers": (PICKERS, PICKED),
    "wide": (WIDE, {f"setting_{n}": n for n in range(1, 300, 7) if n % 3 == 1 and n % 5}),
}

name = st.query_params.get("form", "nested")
schema, value = FORMS[name]
form(compile(schema), key=name, value=value, submit="Create")
