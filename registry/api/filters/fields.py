"""The fields that a filter may name, and the store's filter for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from registry.api.filters.operators import (
    EVERYTHING,
    NOTHING,
    Rule,
    constant,
    either,
    flag,
    free,
    has,
    instant,
    is_flag,
    presence,
    text,
)
from registry.api.filters.tree import BadFilter, Condition, ConditionGroup, Node
from registry.api.payloads.nemo.adapter import NemoAdapter
from registry.api.payloads.nemo.model import ModelEntity
from registry.store.records import AllOf, AnyOf, Compare, Filter, Not

EVERYWHERE: Final = "-"
"""The workspace that stands for all of them."""

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


def _body(name: str) -> Rule:
    return text(("body", name))


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
            **_COLUMNS,
            "entity_type": constant("model"),
            "description": _body("description"),
            "project": _body("project"),
            "fileset": _body("fileset"),
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
        **_COLUMNS,
        "entity_type": constant("adapter"),
        "description": _body("description"),
        "project": _body("project"),
        "fileset": _body("fileset"),
        "model": _body("model"),
        "finetuning_type": _body("finetuning_type"),
        "enabled": flag(("body", "enabled")),
    },
    data=frozenset(NemoAdapter.model_fields) - frozenset(_COLUMNS),
)
"""What fields of adapters mean; they belong to no project."""

PROMPTS: Final = FilterFields(
    rules={
        **_COLUMNS,
        "entity_type": constant("prompt"),
        "description": _body("description"),
        "project": _body("project"),
    },
    data=frozenset(("messages", "input_variables", "tags", "inference_params")),
)
"""What fields of prompts mean."""

FILESETS: Final = FilterFields(
    rules={
        **_COLUMNS,
        "entity_type": constant("fileset"),
        "description": _body("description"),
        "project": _body("project"),
        "purpose": _body("purpose"),
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
    """Return the workspace that a part puts in the place of the path's."""
    if isinstance(node, Condition) and (node.field, node.operator) == (_WORKSPACE, "$eq"):
        return node.value if isinstance(node.value, str) else None
    return None


_GROUPS: Final[Mapping[str, Callable[[tuple[Filter, ...]], Filter]]] = {
    "$and": AllOf,
    "$or": AnyOf,
    "$not": lambda parts: Not(parts[0]),
}
