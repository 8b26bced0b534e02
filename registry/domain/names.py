r"""Names and other short texts whose form is a rule.

The rules are those of NeMo's models service; its `\w` is meant, and written here, in ASCII, so that
two names that look alike are alike.
"""

import re
import unicodedata
from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from registry.domain.freeform import strict_text

NAME_PATTERN = r"^[A-Za-z0-9_.\-]+$"
PROJECT_PATTERN = r"^[A-Za-z0-9_.\-/]+$"
MAX_NAME = 255
MAX_DESCRIPTION = 1000

_NAME_RULE = "use ASCII letters, digits, underscores, hyphens and dots only, without spaces"
_PROJECT_RULE = "use ASCII letters, digits, underscores, hyphens, dots and slashes only"

_FOLDERS = (".", "..")


def _refuse_folders(name: str) -> str:
    """Refuse what a path of an address cannot name (RFC 3986 §5.2.4)."""
    if name in _FOLDERS:
        message = "expected a name other than . and .., which addresses cannot hold; choose another"
        raise PydanticCustomError("value_error", message)
    return name


Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_NAME, pattern=NAME_PATTERN),
    AfterValidator(_refuse_folders),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_NAME,
            "pattern": NAME_PATTERN,
            "ui:message": {"pattern": _NAME_RULE},
        }
    ),
]
"""1 to 255 ASCII letters, digits, underscores, hyphens and dots."""

Project = Annotated[
    str,
    StringConstraints(max_length=MAX_NAME, pattern=PROJECT_PATTERN),
    WithJsonSchema(
        {
            "type": "string",
            "maxLength": MAX_NAME,
            "pattern": PROJECT_PATTERN,
            "ui:message": {"pattern": _PROJECT_RULE},
        }
    ),
]
"""A project's path: as a name, with slashes."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME), strict_text]
"""The name of something that no address names: 1 to 255 characters of any kind."""

Description = Annotated[str, StringConstraints(max_length=MAX_DESCRIPTION), strict_text]
"""At most 1,000 characters."""

_ILLEGAL = re.compile(r"[^A-Za-z0-9_.\-]+")
_MARK = 8


def derive_name(given: str) -> str:
    """Return a legal name for any text: the text itself if it is one.

    Else what can be read of it, and a mark of 8 hexadecimal digits that only this text has, so that
    the same text always gives the same name and two texts never do.
    """
    if len(given) <= MAX_NAME and given not in _FOLDERS and re.fullmatch(NAME_PATTERN[1:-1], given):
        return given
    plain = unicodedata.normalize("NFKD", given).encode("ascii", "ignore").decode()
    readable = _ILLEGAL.sub("-", plain).strip("-.")[: MAX_NAME - _MARK - 1]
    mark = sha256(given.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]
    return "-".join(part for part in (readable, mark) if part)
