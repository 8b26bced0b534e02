"""Amounts of memory: written as Kubernetes does, read by Docker."""

import re
from decimal import Decimal

_QUANTITY = re.compile(
    r"(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E)?"
)
_UNITS = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_DOCKER_UNITS = (("g", 1024**3), ("m", 1024**2), ("k", 1024))


def read_bytes(quantity: str) -> int | None:
    """Return the bytes of a Kubernetes quantity (`8Gi`, `512M`, `1e9`), None if it is not one."""
    found = _QUANTITY.fullmatch(quantity.strip())
    if not found or (found[2] and found[3]):
        return None
    return int(Decimal(found[1] + (found[2] or "")) * _UNITS[found[3] or ""])


def write_for_docker(size: int) -> str:
    """Write bytes in Docker's units, which are powers of 1024: `8g`."""
    for unit, factor in _DOCKER_UNITS:
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return f"{size}b"
