"""The words around a field: label, help, placeholder, option names."""

import re
from collections import Counter

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.codecs.booleans import boolean_options
from streamlit_jsonschema_form.model.codecs.choices import choices
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option, display_text
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.ui.constraint_text import tell_limits

_MARKDOWN = re.compile(
    r"[\\\\`|]|\*(?=\S)|(?<=\S)\*|(?<!\w)_|_(?!\w)|~(?=~)|\[(?=[^]]*\]\()|<(?=\w)|\$|"
    r"(?<!\w):(?=\w[\w/-]*[:\[])|^[#>+-](?=\s)|(?<=^\d)\.(?=\s)"
)
_IMAGE = re.compile(r"!(?=\[)")
_BARE = ("date", "time", "datetime", "start", "checks")
"""Codecs whose widgets, when empty, have no room to say what holds meanwhile."""

_PIXEL = (
    "data:image/svg+xml;base64,"
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxIiBoZWlnaHQ9IjEiLz4="
)


def escape(text: str) -> str:
    """Escape what Streamlit would read as Markdown, and no more: labels are also read out as written."""
    return prose(_MARKDOWN.sub(r"\\\g<0>", text))


def prose(text: str) -> str:
    """Let Markdown of a schema or a card be read as such, images aside: nothing is fetched for it."""
    return _IMAGE.sub(r"\\!", text)


def literal(text: str) -> str:
    """Write text as code in one line: every character of it is shown, and none is Markdown."""
    text = text.replace("\r", "␍").replace("\n", "⏎")
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def unseen(words: str) -> str:
    """Write a button's name for screen readers alone, to stand beside its icon."""
    plain = re.sub(r"[\[\]\\]", "", words)
    return f"![{plain}]({_PIXEL})"


def label(node: Node, told: str = "") -> str:
    """Write a field's label: its title, unit, what else is told, and a star when it is required."""
    parts = [escape(node.label)]
    parts += [f"({escape(each)})" for each in (node.info.ui.get("unit"), told) if each]
    if node.info.deprecated:
        parts.append("— deprecated")
    if node.required and not node.is_item:
        parts.append("*")
    return " ".join(parts)


def help_text(node: Node) -> str | None:
    """Write what the question mark shows: description, range, examples, and the parameter's name."""
    info = node.info
    lines = [prose(info.description or ""), _range(info), *tell_limits(node)]
    if info.examples and not info.secret:
        lines.append(
            "For example " + ", ".join(literal(display_text(e)) for e in info.examples[:3])
        )
    if node.codec.name in _BARE and info.default is not ABSENT:
        lines.append(f"Default: {literal(_brief(info.default))}")
    if isinstance(hint := info.ui.get("help"), str):
        lines.append(prose(hint))
    if node.path and isinstance(node.path[-1], str) and not node.is_custom:
        lines.append(literal(node.path[-1]) + ("" if node.required else " · optional"))
    return "\n\n".join(line for line in lines if line) or None


def _range(info: FieldInfo) -> str:
    low = info.low and f"{'more than' if info.low.open else 'at least'} {info.low.value}"
    high = info.high and f"{'less than' if info.high.open else 'at most'} {info.high.value}"
    said = " and ".join(bound for bound in (low, high) if bound)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def placeholder(node: Node) -> str | None:
    """Say what holds while a box is empty: null, the default, or an example."""
    info = node.info
    if node.value is None:
        return "null"
    if isinstance(hint := info.ui.get("placeholder"), str):
        return hint
    if info.default is not ABSENT and not info.secret:
        return "not set" if info.default is None else f"default: {_brief(info.default)}"
    return None


def _brief(value: Value) -> str:
    text = "" if value is ABSENT else display_text(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def counted(number: int, thing: str) -> str:
    """Write how many there are: `1 value`, `2 values`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def option_labels(options: tuple[Option, ...]) -> list[str]:
    """Name options so that no two read alike: a browser tells them apart by their words."""
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


def tri_labels(info: FieldInfo) -> list[str]:
    """Name the states of an optional boolean: not set, yes, no, and null where it may be."""
    names = {option.value: option.label for option in boolean_options(info)}
    words = [names.get(True, "Yes"), names.get(False, "No")]
    held = ""
    if isinstance(info.default, bool):
        told = words[not info.default]
        held = f" ({told.lower() if told in ('Yes', 'No') else told})"
    return _distinct([f"Not set{held}", *words, *(["Null"] if info.nullable else [])])


def select_labels(node: Node) -> list[str]:
    """Name what a select offers for this place and value."""
    return option_labels(choices(node.value, node.info))
