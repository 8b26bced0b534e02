"""Python text: values and calls as a person would write them, whatever characters are in them."""

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 88
_INDENT: Final = 4


class Expression(str):
    """Python code that is written into a call unquoted."""

    __slots__ = ()


def write_call(begin: str, *given: object, **named: object) -> str:
    """Write a call, one argument a line where it is too long for one.

    Args:
        begin: the text before the parenthesis, such as `model = client.models.create`.
        given: positional arguments: `Expression`, bytes, or what JSON has.
        named: keyword arguments, likewise.
    """
    parts = [("", each) for each in given]
    parts += [(f"{name}=", value) for name, value in named.items()]
    flat = f"{begin}({', '.join(name + _flat(value) for name, value in parts)})"
    return flat if len(flat) <= WIDTH else _explode(f"{begin}(", parts, ")", 0)


def write_text(text: str) -> str:
    """Write a text, in double quotes if that needs no escape; what cannot be seen is escaped."""
    plain = repr(text)
    return plain if '"' in plain else f'"{plain[1:-1]}"'


def _write(value: object, indent: int, taken: int) -> str:
    """Write a value in a line that is indented, and has `taken` further characters."""
    flat = _flat(value)
    if indent + taken + len(flat) <= WIDTH or not value:
        return flat
    if isinstance(value, dict):
        items = [(f"{write_text(key)}: ", each) for key, each in value.items()]
        return _explode("{", items, "}", indent)
    if isinstance(value, list):
        return _explode("[", [("", each) for each in value], "]", indent)
    return flat


def _explode(begin: str, parts: Sequence[tuple[str, object]], end: str, indent: int) -> str:
    inner = indent + _INDENT
    lines = (
        f"{' ' * inner}{name}{_write(value, inner, len(name) + 1)},\n" for name, value in parts
    )
    return f"{begin}\n{''.join(lines)}{' ' * indent}{end}"


def _flat(value: object) -> str:
    if isinstance(value, dict):
        items = (f"{write_text(key)}: {_flat(each)}" for key, each in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flat, value))}]"
    if isinstance(value, Expression):
        return str(value)
    return write_text(value) if isinstance(value, str) else repr(value)
