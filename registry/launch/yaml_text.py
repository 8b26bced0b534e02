"""YAML as strict JSON: read as version 1.2, written so that readers of 1.1 and 1.2 agree.

Timestamps stay texts when read, and what JSON cannot hold is refused. A text is written without quotes
only when no reader could take it for anything else: `yes`, `on`, `0o14`, `1e3`, `12:30`, `~`, `=` and
all that holds a character with a meaning in YAML are quoted.
"""

import io
import json
import math
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from registry.domain.freeform import MAX_BITS
from registry.errors import Invalid
from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.problems import Problem

LARGEST = 1_000_000
_TEXT = "tag:yaml.org,2002:str"
_MERGE = "tag:yaml.org,2002:merge"


def read_yaml(text: str) -> Any:
    """Read one YAML document.

    Raises:
        Invalid: it is no YAML, or holds what JSON cannot: keys that are no text, infinities, tags
            of its own, more than one document, aliases or merges that never end or blow up.
    """
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Constructor
    try:
        value = reader.load(text)
    except (YAMLError, RecursionError, ValueError) as error:
        raise Invalid("the YAML", [Problem((), "yaml", _reason(error))]) from error
    if _size(value, {}) > LARGEST:
        reason = "its aliases expand without end, or to more than a million values"
        raise Invalid("the YAML", [Problem((), "yaml", reason)])
    try:  # aliases become copies, so that changing one place changes no other
        return read_json(json.dumps(value))
    except InvalidText as error:
        raise Invalid("the YAML", [Problem((), "yaml", str(error))]) from error


class _Constructor(SafeConstructor):
    """Builds what JSON can hold and refuses the rest at its place."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._sizes: dict[int, float] = {}
        self._merged = 0.0

    def flatten_mapping(self, node: Any) -> None:
        merged = [_merged_size(value, self._sizes) for key, value in node.value if _is_merge(key)]
        self._merged += sum(merged)
        if self._merged > LARGEST:
            raise _refuse("its merges expand without end, or to more than a million keys", node)
        super().flatten_mapping(node)

    def construct_mapping(self, node: Any, deep: Any = None) -> Any:
        if isinstance(node, MappingNode):
            for key, _ in node.value:
                if key.tag not in (_TEXT, _MERGE):
                    raise _refuse("a key must be a text; quote it", key)
        return super().construct_mapping(node, deep=bool(deep))

    def construct_yaml_float(self, node: Any) -> Any:
        number = super().construct_yaml_float(node)
        if not math.isfinite(number):
            raise _refuse("is not a finite number; use null or a text instead", node)
        return number

    def construct_yaml_int(self, node: Any) -> Any:
        number = super().construct_yaml_int(node)
        if number.bit_length() > MAX_BITS:
            raise _refuse("has more than 4,300 digits; write it as a text", node)
        return number

    def construct_text(self, node: ScalarNode) -> Any:
        return self.construct_scalar(node)

    def construct_foreign(self, node: Any) -> Any:
        raise _refuse(f"the tag {node.tag} has no meaning in JSON; remove it", node)


_Constructor.add_constructor("tag:yaml.org,2002:float", _Constructor.construct_yaml_float)
_Constructor.add_constructor("tag:yaml.org,2002:int", _Constructor.construct_yaml_int)
_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_text)
for _kind in ("binary", "omap", "pairs", "set"):
    _Constructor.add_constructor(f"tag:yaml.org,2002:{_kind}", _Constructor.construct_foreign)
_Constructor.add_constructor(None, _Constructor.construct_foreign)


def _is_merge(key: Any) -> bool:
    return bool(key.tag == _MERGE)


def _merged_size(node: Any, known: dict[int, float]) -> float:
    """Count the keys that a mapping, or a list of mappings, brings into the one that merges it."""
    if isinstance(node, SequenceNode):
        return sum(_merged_size(each, known) for each in node.value)
    if not isinstance(node, MappingNode):
        return 0
    if id(node) not in known:
        known[id(node)] = math.inf
        known[id(node)] = sum(
            _merged_size(value, known) if _is_merge(key) else 1 for key, value in node.value
        )
    return known[id(node)]


def _refuse(reason: str, node: Any) -> ConstructorError:
    return ConstructorError(None, None, reason, node.start_mark)


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if isinstance(error, MarkedYAMLError) and mark:
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return str(error)


def _size(value: Any, known: dict[int, float]) -> float:
    """Count the values once aliases are copied; infinite for one that contains itself."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = math.inf
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(each, known) for each in inner)
    return known[id(value)]


# Letters first, and no word that a reader knows: YAML 1.1 §10.3, YAML 1.2 §10.3.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")
_TAKEN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def write_yaml(document: Any) -> str:
    """Write JSON-like data as YAML, keys in their order."""
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
