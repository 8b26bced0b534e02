"""The texts of a field: label, help, placeholder, the names of options, and Markdown in them."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.codecs.choices import boolean_options, choices
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option, display_text
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.validation.messages import join

_MARKDOWN = re.compile(
    r"[\\\\`|]|\*(?=\S)|(?<=\S)\*|(?<!\w)_|_(?!\w)|~(?=~)|\[(?=[^]]*\]\()|<(?=\w)|\$|"
    r"(?<!\w):(?=\w[\w/-]*[:\[])|^[#>+-](?=\s)|(?<=^\d)\.(?=\s)"
)
_IMAGE = re.compile(r"!(?=\[)")
_NO_PLACEHOLDER = ("date", "time", "datetime", "start", "checks")
"""Codecs whose widgets have no placeholder to show the default in."""

_PIXEL = (
    "data:image/svg+xml;base64,"
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxIiBoZWlnaHQ9IjEiLz4="
)


def escape_markdown(text: str) -> str:
    """Escape what Streamlit would read as Markdown, and no more: screen readers read labels as written."""
    return without_images(_MARKDOWN.sub(r"\\\g<0>", text))


def without_images(text: str) -> str:
    """Keep Markdown from a schema or a document but its images, so that nothing is fetched for it."""
    return _IMAGE.sub(r"\\!", text)


def inline_code(text: str) -> str:
    """Format text as code on one line; every character is shown and none is Markdown."""
    text = text.replace("\r", "␍").replace("\n", "⏎")
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def icon_label(text: str) -> str:
    """Return a label for screen readers alone, for a button that shows only its icon."""
    plain = re.sub(r"[\[\]\\]", "", text)
    return f"![{plain}]({_PIXEL})"


def label(node: Node, note: str = "") -> str:
    """Return a field's label: its title, unit, a note, and a star when it is required."""
    parts = [escape_markdown(node.label)]
    parts += [f"({escape_markdown(each)})" for each in (node.info.ui.get("unit"), note) if each]
    if node.info.deprecated:
        parts.append("— deprecated")
    if node.required and not node.is_item:
        parts.append("*")
    return " ".join(parts)


def help_text(node: Node) -> str | None:
    """Return a field's help: description, range, limits, examples and key."""
    info = node.info
    lines = [without_images(info.description or ""), _range(info), *describe_limits(node)]
    if info.examples and not info.secret:
        lines.append(
            "For example " + ", ".join(inline_code(display_text(e)) for e in info.examples[:3])
        )
    if node.codec.name in _NO_PLACEHOLDER and info.default is not ABSENT:
        lines.append(f"Default: {inline_code(_shortened(info.default))}")
    if isinstance(hint := info.ui.get("help"), str):
        lines.append(without_images(hint))
    if node.path and isinstance(node.path[-1], str) and not node.is_custom:
        lines.append(inline_code(node.path[-1]) + ("" if node.required else " · optional"))
    return "\n\n".join(line for line in lines if line) or None


def _range(info: FieldInfo) -> str:
    low = info.low and f"{'more than' if info.low.open else 'at least'} {info.low.value}"
    high = info.high and f"{'less than' if info.high.open else 'at most'} {info.high.value}"
    text = " and ".join(bound for bound in (low, high) if bound)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def placeholder(node: Node) -> str | None:
    """Return what an empty box shows: null, the hint `placeholder`, or the default."""
    info = node.info
    if node.value is None:
        return "null"
    if isinstance(hint := info.ui.get("placeholder"), str):
        return hint
    if info.default is not ABSENT and not info.secret:
        return "not set" if info.default is None else f"default: {_shortened(info.default)}"
    return None


def _shortened(value: Value) -> str:
    text = "" if value is ABSENT else display_text(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def count_text(number: int, noun: str) -> str:
    """Return a number with its noun: `1 value`, `2 values`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def option_labels(options: tuple[Option, ...]) -> list[str]:
    """Return labels of options, no two alike: browsers tell options apart by their labels."""
    names = [option.label for option in options]
    if max(Counter(names).values(), default=0) > 1:
        names = [f"{o.label} · {write_json(o.value)}" for o in options]
    return _distinct(names)


def _distinct(names: list[str]) -> list[str]:
    counts = Counter(names)
    return [
        name if counts[name] == 1 else f"{name} ({names[: at + 1].count(name)})"
        for at, name in enumerate(names)
    ]


def optional_boolean_labels(info: FieldInfo) -> list[str]:
    """Return labels of an optional boolean: not set, yes, no, and null where it is allowed."""
    names = {option.value: option.label for option in boolean_options(info)}
    values = [names.get(True, "Yes"), names.get(False, "No")]
    default = ""
    if isinstance(info.default, bool):
        name = values[not info.default]
        default = f" ({name.lower() if name in ('Yes', 'No') else name})"
    return _distinct([f"Not set{default}", *values, *(["Null"] if info.nullable else [])])


def select_labels(node: Node) -> list[str]:
    """Return labels of what a select offers for a field and its value."""
    return option_labels(choices(node.value, node.info))


_SIZES: Final = {
    "string": ("Length", "character"),
    "array": ("Items", "item"),
    "object": ("Properties", "entry"),
}
_PLURALS: Final = {"entry": "entries"}

FORMATS: Final = {
    "date": "A date such as `2024-12-31`.",
    "time": "A time with its offset, such as `12:30:00Z`.",
    "date-time": "A date and time with its offset, such as `2024-12-31T12:30:00Z`.",
    "duration": "A duration such as `P3DT12H`.",
    "email": "An e-mail address.",
    "hostname": "A host name.",
    "ipv4": "An IPv4 address such as `192.0.2.1`.",
    "ipv6": "An IPv6 address such as `2001:db8::1`.",
    "uri": "An address such as `https://example.org/path`.",
    "uuid": "A UUID.",
    "regex": "A regular expression.",
    "json-pointer": "A JSON pointer such as `/a/0`.",
}


def describe_limits(node: Node) -> Iterator[str]:
    """Describe the step, size, pattern and format that a value must have."""
    if node.info.steps:
        yield f"A multiple of {join(map(str, node.info.steps), 'and')}."
    for kind in sorted(node.info.types):
        if kind in _SIZES and (size := _size(node, *_SIZES[kind])):
            yield size
    keywords = [sub.keywords for sub in node.scope.subs]
    if any(k.get("uniqueItems") is True for k in keywords):
        yield "No two items alike."
    for pattern in dict.fromkeys(str(k["pattern"]) for k in keywords if "pattern" in k):
        yield f"Matches `{pattern}`."
    if node.info.format in FORMATS:
        yield FORMATS[node.info.format]


def _size(node: Node, word: str, one: str) -> str:
    low = max(_numbers(node, f"min{word}"), default=0)
    high = min(_numbers(node, f"max{word}"), default=None)
    if high is None:
        return f"At least {_count(low, one)}." if low else ""
    if low == high:
        return f"Exactly {_count(low, one)}."
    return f"{low} to {_count(high, one)}." if low else f"At most {_count(high, one)}."


def _numbers(node: Node, keyword: str) -> list[int]:
    found = (sub.keywords.get(keyword) for sub in node.scope.subs)
    return [int(n) for n in found if isinstance(n, (int, float)) and not isinstance(n, bool)]


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else _PLURALS.get(one, one + 's')}"
