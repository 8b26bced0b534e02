"""Files as JSON texts: `data:` URLs, or bare base64 where the schema says `contentEncoding: base64`.

A `data:` URL is that of RFC 2397 with the file's name among its parameters, as react-jsonschema-form
writes it. A file is only read for showing it. Its text is written anew when another file takes its
place, and never otherwise, so whatever was there comes back byte for byte.
"""

import base64
import binascii
import mimetypes
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, unquote_to_bytes

from streamlit_jsonschema_form.model.codecs.base import Codec, is_unset
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.validation.masking import MASK

ANY_TYPE: Final = "application/octet-stream"
_ASKING: Final = frozenset(("file", "files"))
_HEAD: Final = re.compile(
    r"data:(?P<type>[^;,]*)(?P<parameters>(;[^;,]*)*?)(?P<coded>;base64)?,", re.I
)


@dataclass(frozen=True, slots=True)
class File:
    """What a text says of a file.

    Attributes:
        name: None where the text names none.
        media_type: such as `image/png`.
        content: its bytes.
    """

    name: str | None
    media_type: str
    content: bytes


def wants_file(info: FieldInfo) -> bool:
    """Tell whether a place holds files: it says so, or its hint does; another widget's hint wins."""
    widget = info.ui.get("widget")
    if widget is None:
        return info.format == "data-url" or info.encoding == "base64"
    return widget in _ASKING


def read_file(text: str, info: FieldInfo) -> File | None:
    """Read the file that a text is; None when it is not one."""
    return _read_bare(text, info) if _is_bare(info) else _read_url(text)


def write_file(name: str, media_type: str, content: bytes, info: FieldInfo) -> str:
    """Write a file as the text that its place takes."""
    coded = base64.b64encode(content).decode("ascii")
    if _is_bare(info):
        return coded
    return f"data:{media_type or ANY_TYPE};name={quote(name, safe='')};base64,{coded}"


def accepted(info: FieldInfo) -> list[str] | None:
    """List the endings and media types of the files that a place takes; None for any.

    The hint `accept` is written as in HTML: `.pdf,.png` or `image/*`.
    """
    hint = info.ui.get("accept")
    listed = hint.split(",") if isinstance(hint, str) else hint
    if listed is None and info.media_type not in (None, ANY_TYPE):
        return _endings(str(info.media_type))
    return [each.strip() for each in listed or () if each.strip()] or None


def _endings(media_type: str) -> list[str] | None:
    """List the type and its endings; None for a type that browsers cannot know, which would bar all."""
    endings = mimetypes.guess_all_extensions(media_type)
    return [media_type, *endings] if endings else None


def file_name(file: File, key: str) -> str:
    """Name a file for its download: as it is called, else by its place and its type."""
    return file.name or f"{key}{mimetypes.guess_extension(file.media_type) or ''}"


def _is_bare(info: FieldInfo) -> bool:
    return info.encoding == "base64" and info.format != "data-url"


def _read_bare(text: str, info: FieldInfo) -> File | None:
    content = _decoded(text)
    return None if content is None else File(None, info.media_type or ANY_TYPE, content)


def _read_url(text: str) -> File | None:
    head = _HEAD.match(text)
    if head is None:
        return None
    body = text[head.end() :]
    content = _decoded(body) if head["coded"] else _unquoted(body)
    if content is None:
        return None
    return File(_named(head["parameters"]), head["type"] or "text/plain", content)


def _named(parameters: str) -> str | None:
    pairs = (each.partition("=") for each in parameters.split(";"))
    return next((unquote(name) for key, _, name in pairs if key == "name" and name), None)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):  # ValueError: a character beyond ASCII
        return None


def _unquoted(text: str) -> bytes | None:
    return unquote_to_bytes(text) if text.isascii() else None


def _is_file(value: Value, info: FieldInfo) -> bool:
    if not wants_file(info):
        return False
    if is_unset(value, info) or (info.secret and value == MASK):
        return True
    return isinstance(value, str) and read_file(value, info) is not None


FILE: Final = Codec("file", _is_file, lambda value, _: value, lambda raw, _: raw)
