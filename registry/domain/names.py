r"""Names and other short texts whose form is a rule.

The rules are those of NeMo's models service; its `\w` is meant, and written here, in ASCII, so that
two names that look alike are alike.
"""

from typing import Annotated

from pydantic import StringConstraints

from registry.domain.freeform import strict_text

NAME_PATTERN = r"^[A-Za-z0-9_.\-]+$"
PROJECT_PATTERN = r"^[A-Za-z0-9_.\-/]+$"
MAX_NAME = 255
MAX_DESCRIPTION = 1000

Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME, pattern=NAME_PATTERN)]
"""1 to 255 ASCII letters, digits, underscores, hyphens and dots."""

Project = Annotated[str, StringConstraints(max_length=MAX_NAME, pattern=PROJECT_PATTERN)]
"""A project's path: as a name, with slashes."""

Description = Annotated[str, StringConstraints(max_length=MAX_DESCRIPTION), strict_text]
"""At most 1,000 characters."""
