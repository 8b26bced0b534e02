"""The names of schemas in the OpenAPI document.

A schema has the name of its class. A class whose published name differs says so with `__qualname__`
and `title`, since a name stands for one class in the code.
"""

import json
import re
from typing import Any, Final

_PLACE: Final = "#/components/schemas/"
_REFERENCE: Final = re.compile(f'"{_PLACE}([^"]+)"')
_PAGE: Final = re.compile(r"PageOf_(\w+)_")
_DIALECTS: Final = {"domain": "", "nemo": "Nemo", "scale": "Scale"}
"""What the name of a class begins with whose name is another one's, too, by its package."""


def rename_schemas(document: dict[str, Any]) -> None:
    """Give schemas, in place, the names of their classes, with a dialect's where two have one.

    Raises:
        ValueError: two would have the same name.
    """
    schemas = document["components"]["schemas"]
    names = {name: _rename(name) for name in schemas}
    if len(set(names.values())) < len(names):
        message = f"expected a name of its own for each schema, got {sorted(names.values())}"
        raise ValueError(message)
    text = _REFERENCE.sub(lambda found: f'"{_PLACE}{names[found[1]]}"', json.dumps(document))
    document.update(json.loads(text))
    renamed = document["components"]["schemas"]
    document["components"]["schemas"] = {names[name]: schema for name, schema in renamed.items()}


def _rename(name: str) -> str:
    *path, own = name.split("__")
    return _DIALECTS[path[-2]] + own if path else _PAGE.sub(r"\1Page", own)
