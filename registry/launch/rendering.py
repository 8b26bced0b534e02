"""What every format shares: the result of a renderer, names, notes about secrets."""

import hashlib
import re
from dataclasses import dataclass

from registry.launch.plan import Launch

_DNS_ILLEGAL = re.compile(r"[^a-z0-9]+")
_DOCKER_ILLEGAL = re.compile(r"[^A-Za-z0-9_.-]+")
DNS_LONGEST = 63


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text to copy or save, and what its reader must know.

    Attributes:
        text: ends with a line break.
        notes: one sentence or two each, for people.
    """

    text: str
    notes: tuple[str, ...] = ()


def dns_name(name: str) -> str:
    """Return a label of RFC 1123: lower case, digits and hyphens, at most 63 characters."""
    plain = _DNS_ILLEGAL.sub("-", name.lower()).strip("-") or "model"
    if len(plain) <= DNS_LONGEST:
        return plain
    # Two long names must not become one.
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain[: DNS_LONGEST - 9].rstrip('-')}-{digest}"


def container_name(name: str) -> str:
    """Return a name that Docker takes: two characters or more, the first a letter or digit."""
    plain = _DOCKER_ILLEGAL.sub("-", name).lstrip("_.-")
    return plain if len(plain) > 1 else f"model-{plain}".rstrip("-")


def secret_notes(launch: Launch) -> tuple[str, ...]:
    """Say for each secret what to export before running."""
    return tuple(
        f"{name} is a secret and is not written here: export {name} before you run this."
        for name in launch.secrets
    )


def hardware_notes(launch: Launch) -> tuple[str, ...]:
    """Say which machine is needed, where the format cannot."""
    kind = launch.resources.gpu_type
    if launch.resources.gpus and kind:
        return (f"The template asks for GPUs of the type {kind}; run this on a machine with them.",)
    return ()
