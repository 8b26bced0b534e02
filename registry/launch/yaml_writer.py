"""YAML that readers of version 1.1 and of version 1.2 take for the same values.

A text is left unquoted only when no reader could take it for anything else. `yes`, `on`, `0o14`,
`1e3`, `12:30`, `~`, `=` and the like are quoted, and so is all that holds a character with a meaning
in YAML.
"""

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

# Letters first, and no word that a reader knows: YAML 1.1 §10.3, YAML 1.2 §10.3.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")
_TAKEN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def write_yaml(document: Any) -> str:
    """Write JSON-like data as YAML, the order of keys kept."""
    writer = YAML(typ="rt", pure=True)
    writer.Representer = _Representer
    writer.width = 2**31
    writer.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    writer.dump(_quoted(document), stream)
    return stream.getvalue()


class _Representer(RoundTripRepresenter):
    """Writes the same list twice instead of pointing at it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {_quoted(key): _quoted(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_quoted(each) for each in value]
    if not isinstance(value, str) or (_PLAIN.fullmatch(value) and value.lower() not in _TAKEN):
        return value
    return DoubleQuotedScalarString(value)
