"""Who acts, as events record it."""

import getpass
import os
from typing import Final

UNKNOWN: Final = "unknown"
MAX_ACTOR: Final = 255


def choose_actor(configured: str | None, *, trusting: bool, named: str = "") -> str:
    """Return who acts: whom the proxy names, else the setting, else the operating system's user.

    Where a proxy is trusted to name people and named no one, the server's own user did not act either.

    Args:
        configured: the setting, if it is set.
        trusting: whether a proxy is trusted to name people.
        named: what its header says.
    """
    if trusting:
        return named.strip().replace("\0", "")[:MAX_ACTOR] or configured or UNKNOWN
    return configured or _system_user()


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return f"uid {os.getuid()}"
