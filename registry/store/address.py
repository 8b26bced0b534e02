"""Store URLs as text."""

import re
from typing import Final

POSTGRES: Final = "postgresql+psycopg"
"""How the URLs begin that name a PostgreSQL."""

_SECRETS: Final = (re.compile(r"(://[^:/?#]*:).*(?=@)"), re.compile(r"([?&]password=)[^&]*"))


def hide_password(url: str) -> str:
    """Return a URL as it may be shown."""
    for secret in _SECRETS:
        url = secret.sub(r"\1***", url)
    return url
