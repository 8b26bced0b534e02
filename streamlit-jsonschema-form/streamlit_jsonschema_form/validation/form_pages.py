"""Several schemas as the pages of one form, as Backstage's templates have them.

The list is `{"parameters": [{"title", "description", "properties", …}]}`. Each entry is a schema of
the same value, so the whole is their `allOf`.
"""

from collections.abc import Iterator
from typing import Any

from streamlit_jsonschema_form.validation.dialect import APPLIED_IN_PLACE, children

_APPLIED_IN_PLACE = APPLIED_IN_PLACE | {"dependencies"}


def is_pages(document: object) -> bool:
    """Tell whether a document is a list of pages and not a JSON Schema."""
    if not isinstance(document, dict) or {"properties", "type", "allOf"} & document.keys():
        return False
    entries = document.get("parameters")
    return isinstance(entries, list) and bool(entries) and all(map(_is_page, entries))


def _is_page(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("properties"), dict)


def join_pages(document: dict[str, Any]) -> dict[str, Any]:
    """Return the one schema of a list of pages; what else the document says stays beside them."""
    entries = document["parameters"]
    rest = {key: value for key, value in document.items() if key != "parameters"}
    hints = rest.get("x-ui")
    pages = [_page(at, entry) for at, entry in enumerate(entries)]
    return {
        **rest,
        "type": "object",
        "allOf": entries,
        "x-ui": {**(hints if isinstance(hints, dict) else {}), "pages": pages},
    }


def _page(at: int, entry: dict[str, Any]) -> dict[str, Any]:
    title, description = entry.get("title"), entry.get("description")
    return {
        "title": title if isinstance(title, str) and title else f"Page {at + 1}",
        "description": description if isinstance(description, str) else "",
        "fields": _ordered(list(dict.fromkeys(_names(entry))), entry.get("ui:order")),
    }


def _ordered(names: list[str], order: object) -> list[str]:
    """Put names in the order of the page's `ui:order`; `*` stands for the others."""
    requested = order if isinstance(order, list) else []
    split = requested.index("*") if "*" in requested else len(requested)
    first = [name for name in requested[:split] if name in names]
    last = [name for name in requested[split:] if name in names and name not in first]
    return [*first, *(name for name in names if name not in first and name not in last), *last]


def _names(schema: Any) -> Iterator[str]:
    """Yield the keys that a schema of an object declares, those of conditions last."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for path, each in children(schema):
            if path[0] in _APPLIED_IN_PLACE:
                yield from _names(each)
