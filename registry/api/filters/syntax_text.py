"""Filters written as words: `name~"llama" AND NOT project:"old"`.

A query is alternatives joined by OR. Each is a row of factors, with AND or a space between them. A
factor is a comparison or a query in parentheses, with NOT or `-` in front to turn it. A comparison
is a field and a value with one of `: ~ > >= < <=` between them, or a field, IN or NOT IN and values
in square brackets. A value is a text in double quotes, a number, `true`, `false` or `null`.
"""

import re
from typing import Final

from registry.api.filters.syntax_json import read_value
from registry.api.filters.tree import MAX_DEPTH, BadFilter, Condition, ConditionGroup, Node, all_of
from streamlit_jsonschema_form.problems import JsonValue

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<word>[A-Za-z_][\w.\-]*)
      | (?P<sign>>=|<=|[:~><()\[\],\-])
    )""",
    re.VERBOSE,
)
_COMPARISONS: Final = {
    ":": "$eq",
    "~": "$like",
    ">": "$gt",
    ">=": "$gte",
    "<": "$lt",
    "<=": "$lte",
}
_NAMED: Final[dict[str, JsonValue]] = {"null": None, "true": True, "false": False}
_KEYWORDS: Final = ("and", "or", "not", "in")


def parse_text(text: str) -> Node:
    """Read a filter. Raises BadFilter, which says where reading failed."""
    reader = _Reader(text)
    node = reader.query()
    reader.expect_end()
    return node


class _Reader:
    """Reads from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = self._start = 0
        self._depth = 0
        self._kind = self._token = ""
        self._advance()

    def query(self) -> Node:
        """Read alternatives."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadFilter(f"expected a filter of at most {MAX_DEPTH} levels; flatten it")
        parts = [self._term()]
        while self._takes("or"):
            parts.append(self._term())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else ConditionGroup("$or", tuple(parts))

    def expect_end(self) -> None:
        """Refuse whatever comes behind the query."""
        if self._kind:
            raise self._unexpected("the end, AND or OR")

    def _term(self) -> Node:
        parts = [self._factor()]
        while self._takes("and") or self._begins_factor():
            parts.append(self._factor())
        return all_of(parts)

    def _begins_factor(self) -> bool:
        is_word = self._kind == "word" and self._token.lower() != "or"
        return is_word or self._token in ("(", "-")

    def _factor(self) -> Node:
        negations = 0
        while self._takes("-") or self._takes("not"):
            negations += 1
        node = self._group() if self._takes("(") else self._comparison()
        return ConditionGroup("$not", (node,)) if negations % 2 else node

    def _group(self) -> Node:
        node = self.query()
        self._require(")")
        return node

    def _comparison(self) -> Node:
        field = self._take_field()
        if self._takes("in"):
            return Condition(field, "$in", self._list())
        if self._takes("not"):
            self._require("in")
            return Condition(field, "$nin", self._list())
        if self._token not in _COMPARISONS:
            raise self._unexpected("one of : ~ > >= < <= IN, NOT IN")
        operator = _COMPARISONS[self._token]
        self._advance()
        return Condition(field, operator, self._value())

    def _take_field(self) -> str:
        if self._kind != "word" or self._token.lower() in _KEYWORDS:
            raise self._unexpected("a field")
        field = self._token
        self._advance()
        return field

    def _list(self) -> list[JsonValue]:
        self._require("[")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        self._require("]")
        return values

    def _value(self) -> JsonValue:
        value: JsonValue
        if self._kind in ("text", "number"):
            value = read_value(self._token)
        elif self._kind == "word" and self._token.lower() in _NAMED:
            value = _NAMED[self._token.lower()]
        else:
            raise self._unexpected("a text in double quotes, a number, true, false or null")
        self._advance()
        return value

    def _takes(self, token: str) -> bool:
        found = self._kind in ("word", "sign") and self._token.lower() == token
        if found:
            self._advance()
        return found

    def _require(self, token: str) -> None:
        if not self._takes(token):
            raise self._unexpected(token.upper())

    def _advance(self) -> None:
        self._start = self._position
        found = _TOKEN.match(self._text, self._position)
        if found:
            self._kind, self._position = str(found.lastgroup), found.end()
            self._token = found[self._kind]
        elif self._text[self._position :].strip():
            raise BadFilter(f"unexpected {self._rest()} in the filter")
        else:
            self._kind = self._token = ""

    def _unexpected(self, wanted: str) -> BadFilter:
        return BadFilter(f"expected {wanted} in the filter, got {self._rest()}")

    def _rest(self) -> str:
        rest = self._text[self._start :].strip()
        return f"{rest[:40]!r} at character {self._start + 1}" if rest else "its end"
