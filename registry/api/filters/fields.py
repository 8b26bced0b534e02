"""The fields that a filter may name, and the store's filter for each operator and value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from registry.api.filters.tree import BadFilter, Condition, ConditionGroup, Node
from registry.api.payloads.nemo.adapter import NemoAdapter
from registry.api.payloads.nemo.model import ModelEntity
from registry.store.records import AllOf, AnyOf, Compare, Field, Filter, Not, Operator
from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.problems import JsonValue

Rule = Callable[[str, JsonValue], Filter]
"""Makes a question to the store from an operator and a value. Raises BadFilter."""

NOTHING: Final[Filter] = AnyOf()
EVERYTHING: Final[Filter] = AllOf()

_ORDERS: Final[Mapping[str, Operator]] = {"$gt": "gt", "$gte": "ge", "$lt": "lt", "$lte": "le"}


def text(field: Field) -> Rule:
    """Compare texts; null stands for absent."""
    return lambda operator, value: _TEXT[operator](field, value)


def free(field: Field) -> Rule:
    """Compare JSON; a text that looks like a number or a truth stands for that, too."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator in ("$in", "$nin"):
            values = [reading for each in _list(value) for reading in _readings(each)]
            return _TEXT[operator](field, values)
        return AnyOf(tuple(_TEXT[operator](field, each) for each in _readings(value)))

    return build


def flag(field: Field) -> Rule:
    """Compare truths."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator in ("$in", "$nin"):
            return _TEXT[operator](field, [_flag(each) for each in _list(value)])
        if operator != "$eq":
            raise _unsupported_operator(operator, "$eq, $in, $nin")
        return Compare(field, "eq", None if value is None else _flag(value))

    return build


def presence(field: Field) -> Rule:
    """Compare presence: true for what is there, false and null for what is not."""
    return has(Compare(field, "exists", value=True))


def has(present: Filter) -> Rule:
    """Ask for what is present with true, for what is not with false."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator not in ("$eq", "$exists"):
            raise _unsupported_operator(operator, "$eq, $exists")
        return present if value is not None and _flag(value) else Not(present)

    return build


def either(first: Rule, other: Rule) -> Rule:
    """Ask the first for a truth, the other for anything else."""

    def build(operator: str, value: JsonValue) -> Filter:
        return (first if operator == "$eq" and is_flag(value) else other)(operator, value)

    return build


def instant(field: Field) -> Rule:
    """Compare times: ISO 8601, in UTC unless it names a zone."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator in ("$in", "$nin"):
            chosen = AnyOf(tuple(Compare(field, "eq", _instant(each)) for each in _list(value)))
            return Not(chosen) if operator == "$nin" else chosen
        if operator == "$eq":
            return Compare(field, "eq", None if value is None else _instant(value))
        if operator not in _ORDERS:
            raise _unsupported_operator(operator, ", ".join(("$eq", *_ORDERS)))
        return Compare(field, _ORDERS[operator], _instant(value))

    return build


def constant(actual: str) -> Rule:
    """Compare with what is the same everywhere."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator == "$eq":
            return EVERYTHING if value == actual else NOTHING
        if operator in ("$in", "$nin"):
            return EVERYTHING if (actual in _list(value)) == (operator == "$in") else NOTHING
        raise _unsupported_operator(operator, "$eq, $in, $nin")

    return build


def is_flag(value: JsonValue) -> bool:
    """Tell whether a value is a truth, or a text that says one."""
    return isinstance(value, bool) or (
        isinstance(value, str) and value.lower() in ("true", "false")
    )


def _flag(value: JsonValue) -> bool:
    if not is_flag(value):
        raise BadFilter(f"expected true or false in the filter, got {str(value)[:60]!r}")
    return value if isinstance(value, bool) else str(value).lower() == "true"


def _list(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, list):
        return value
    return list(value.split(",")) if isinstance(value, str) else [value]


def _instant(value: JsonValue) -> datetime:
    try:
        read = datetime.fromisoformat(value if isinstance(value, str) else "")
        return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        example = "2026-01-31T12:00:00"
        raise BadFilter(
            f"expected a time such as {example} in the filter, got {str(value)[:60]!r}"
        ) from error


def _readings(value: JsonValue) -> tuple[JsonValue, ...]:
    """Return a value, and what its text says as JSON if that is a number or a truth."""
    if not isinstance(value, str):
        return (value,)
    try:
        read = read_json(value)
    except InvalidText:
        return (value,)
    return (value, read) if isinstance(read, bool | int | float) else (value,)


def _eq(field: Field, value: JsonValue) -> Filter:
    return Compare(field, "eq", value)


def _in(field: Field, value: JsonValue) -> Filter:
    return Compare(field, "in", _list(value))


def _nin(field: Field, value: JsonValue) -> Filter:
    return Not(_in(field, value))


def _like(field: Field, value: JsonValue) -> Filter:
    if isinstance(value, list | dict | None):
        raise BadFilter(f"expected a text for $like, got {str(value)[:60]}")
    part = str(value)
    if "%" in part or "_" in part:
        return Compare(field, "matches", f"%{part}%")
    return Compare(field, "like", part)


def _exists(field: Field, value: JsonValue) -> Filter:
    return Compare(field, "exists", _flag(value))


def _contains(field: Field, value: JsonValue) -> Filter:
    return AnyOf(tuple(Compare(field, "contains", each) for each in _readings(value)))


def _order(operator: Operator) -> Callable[[Field, JsonValue], Filter]:
    return lambda field, value: Compare(field, operator, value)


_TEXT: Final[Mapping[str, Callable[[Field, JsonValue], Filter]]] = {
    "$eq": _eq,
    "$in": _in,
    "$nin": _nin,
    "$like": _like,
    "$exists": _exists,
    "$contains": _contains,
    **{name: _order(operator) for name, operator in _ORDERS.items()},
}


def _unsupported_operator(operator: str, known: str) -> BadFilter:
    return BadFilter(f"{operator} does not go with this field; expected {known}")


EVERYWHERE: Final = "-"
"""The name that means all workspaces."""

_DATA = "data."
_LORA = "lora_enabled"
_WORKSPACE = "workspace"
_COLUMNS: Final[Mapping[str, Rule]] = {
    "id": text(("id",)),
    "name": text(("name",)),
    _WORKSPACE: text((_WORKSPACE,)),
    "created_at": instant(("created_at",)),
    "updated_at": instant(("updated_at",)),
}


@dataclass(frozen=True, slots=True)
class FilterQuery:
    """A filter of the store, and the workspace that it is limited to.

    Attributes:
        workspace: None means all.
        where: which entities; those of the workspace alone, if there is one.
    """

    workspace: str | None
    where: Filter


@dataclass(frozen=True, slots=True)
class FilterFields:
    """The fields of one kind of entity.

    Attributes:
        rules: what each field means.
        data: where `data.…` may lead.
    """

    rules: Mapping[str, Rule]
    data: frozenset[str]

    def read(self, workspace: str, node: Node | None) -> FilterQuery:
        """Return the question of a filter, in the workspace of the path or in the one it names.

        Raises:
            BadFilter: there is no such field, or an operator or a value does not go with it.
        """
        tops = _tops(node)
        scopes = [scope for scope in map(_scope, tops) if scope is not None]
        scope = scopes[-1] if scopes else workspace
        parts = [self._build_top(part) for part in tops if _scope(part) is None]
        if scope == EVERYWHERE:
            return FilterQuery(None, AllOf(tuple(parts)))
        return FilterQuery(scope, AllOf((Compare((_WORKSPACE,), "eq", scope), *parts)))

    def _build_top(self, node: Node) -> Filter:
        if isinstance(node, Condition) and node.field == _LORA and _LORA in self.rules:
            return self.rules[_LORA](node.operator, node.value)
        return self._build(node)

    def _build(self, node: Node) -> Filter:
        if isinstance(node, ConditionGroup):
            return _GROUPS[node.operator](tuple(self._build(part) for part in node.parts))
        if node.field == _LORA:
            raise BadFilter(
                f"{_LORA} is only supported as a top-level equality filter; remove it from $or, "
                "$not, or nested expressions."
            )
        return self._rule(node.field)(node.operator, node.value)

    def _rule(self, field: str) -> Rule:
        if field in self.rules:
            return self.rules[field]
        first, *rest = field.removeprefix(_DATA).split(".")
        if field.startswith(_DATA) and first in self.data:
            return free(("body", first, *rest))
        known = sorted(name for name in self.rules if "." not in name)
        raise BadFilter(f"Unknown filter field {field[:60]!r}. Valid fields: {known}")


def _rules(entity_type: str, *texts: str) -> dict[str, Rule]:
    """Return the rules of columns, and of texts in the body."""
    rules = {name: text(("body", name)) for name in texts}
    return {**_COLUMNS, "entity_type": constant(entity_type), **rules}


def model_filter_fields(trained: Callable[[Filter], Sequence[str]]) -> FilterFields:
    """Return what fields of models mean.

    Args:
        trained: returns the ids of the models that have an adapter for which a filter is true.
    """
    has_adapters = AllOf(
        (
            Compare(("body", "adapters"), "exists", value=True),
            Not(Compare(("body", "adapters"), "eq", [])),
        )
    )

    def with_adapter(operator: str, value: Any) -> Filter:
        wanted = text(("body", "finetuning_type"))(operator, value)
        return Compare(("id",), "in", list(trained(wanted)))

    base_model, trained_by = ("body", "base_model"), ("body", "finetuning_type")
    return FilterFields(
        rules={
            **_rules("model", "description", "project", "fileset"),
            "base_model": either(presence(base_model), text(base_model)),
            "base_model.name": text(base_model),
            "finetuning_type": either(presence(trained_by), text(trained_by)),
            "adapters": has(has_adapters),
            "adapters.finetuning_type": with_adapter,
            "prompt": presence(("body", "prompt")),
            _LORA: _lora_filter,
        },
        data=frozenset(ModelEntity.model_fields) - frozenset(_COLUMNS),
    )


ADAPTERS: Final = FilterFields(
    rules={
        **_rules("adapter", "description", "project", "fileset", "model", "finetuning_type"),
        "enabled": flag(("body", "enabled")),
    },
    data=frozenset(NemoAdapter.model_fields) - frozenset(_COLUMNS),
)
"""What fields of adapters mean; they belong to no project."""

PROMPTS: Final = FilterFields(
    rules=_rules("prompt", "description", "project"),
    data=frozenset(("messages", "input_variables", "tags", "inference_params")),
)
"""What fields of prompts mean."""

FILESETS: Final = FilterFields(
    rules={
        **_rules("fileset", "description", "project", "purpose"),
        "storage_type": text(("body", "storage", "type")),
    },
    data=frozenset(("metadata", "custom_fields", "storage")),
)
"""What fields of filesets mean."""


def _lora_filter(operator: str, value: Any) -> Filter:
    """Ask whether a deployment configuration has LoRA on: there are none here, so none has."""
    if operator != "$eq" or not is_flag(value):
        raise BadFilter(f"{_LORA} is only supported as a top-level equality filter: true or false")
    return NOTHING if str(value).lower() == "true" else EVERYTHING


def _tops(node: Node | None) -> tuple[Node, ...]:
    """Return what must hold all together."""
    if node is None:
        return ()
    if isinstance(node, ConditionGroup) and node.operator == "$and":
        return tuple(top for part in node.parts for top in _tops(part))
    return (node,)


def _scope(node: Node) -> str | None:
    """Return the workspace that a part names instead of the path's."""
    if isinstance(node, Condition) and (node.field, node.operator) == (_WORKSPACE, "$eq"):
        return node.value if isinstance(node.value, str) else None
    return None


_GROUPS: Final[Mapping[str, Callable[[tuple[Filter, ...]], Filter]]] = {
    "$and": AllOf,
    "$or": AnyOf,
    "$not": lambda parts: Not(parts[0]),
}
