r"""Names and other short texts whose form is a rule.

The rules are those of NeMo's models service; its `\w` is meant, and written here, in ASCII, so that
two names that look alike are alike.
"""

from typing import Annotated

from pydantic import StringConstraints, WithJsonSchema

from registry.domain.freeform import strict_text

NAME_PATTERN = r"^[A-Za-z0-9_.\-]+$"
PROJECT_PATTERN = r"^[A-Za-z0-9_.\-/]+$"
MAX_NAME = 255
MAX_DESCRIPTION = 1000

_NAME_RULE = "use ASCII letters, digits, underscores, hyphens and dots only, without spaces"
_PROJECT_RULE = "use ASCII letters, digits, underscores, hyphens, dots and slashes only"

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_NAME, pattern=NAME_PATTERN),
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

Description = Annotated[str, StringConstraints(max_length=MAX_DESCRIPTION), strict_text]
"""At most 1,000 characters."""
