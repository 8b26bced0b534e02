"""What can be done with adapters.

An adapter is a record of its own, and its model's record has a summary of it, so that a model is read
in one step. Both are written together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from registry.domain.adapter import Adapter, AdapterInput, StoredAdapter
from registry.errors import AlreadyExists
from registry.services.entity_service import EntityService
from registry.services.records import (
    ADAPTERS,
    MODELS,
    check_name,
    reference,
    require_workspace,
    retry_on_stale,
    validate_input,
)
from registry.store.base import Transaction
from registry.store.records import Compare, Filter, Query, Record, Sort
from streamlit_jsonschema_form.problems import JsonValue

_TABLE = ADAPTERS.table
_MOST = 2**31 - 1
_FIELD = "adapters"


class Adapters(EntityService[StoredAdapter]):
    """Small weights, each of one model; names are unique in a workspace across all models."""

    kind = ADAPTERS

    def create(
        self,
        given: AdapterInput | Mapping[str, Any],
        *,
        workspace: str,
        model: tuple[str, str],
        actor: str,
    ) -> StoredAdapter:
        """Add an adapter to a model, which may be in another workspace.

        Args:
            given: its fields.
            workspace: where it lives.
            model: workspace and name of the model.
            actor: who adds it.

        Raises:
            Invalid: a field is wrong.
            NoWorkspace: there is no such workspace.
            NotFound: there is no such model.
            AlreadyExists: the name is taken.
        """
        wanted = validate_input(AdapterInput, given, ADAPTERS.noun)
        with self._context.changing(actor) as change:
            require_workspace(change, workspace)
            parent = change.find(MODELS.table, *model)
            of_model = {"model": reference(parent), "model_id": parent.id}
            adapter = self._context.make(ADAPTERS, dict(wanted), workspace, **of_model)
            change.insert(ADAPTERS.write(adapter))
            summaries = [_summary(adapter), *_adapters_of(parent)]
            _write_summaries(change, parent, summaries, f"adapter {reference_of(adapter)} added")
        return adapter

    def check_new(self, name: str, *, workspace: str, model: tuple[str, str]) -> None:
        """Raise what `create` would, for a model that is missing and a name that is taken."""
        with self._context.reading() as store:
            store.find(MODELS.table, *model)
            if check_name(store, _TABLE, workspace, name, None):
                raise AlreadyExists(_TABLE, workspace, name)

    def change(
        self, workspace: str, name: str, changes: Mapping[str, Any], *, actor: str
    ) -> StoredAdapter:
        """Change some fields of an adapter as it is now. Raises NotFound, Invalid."""
        return retry_on_stale(
            lambda: self.find(workspace, name),
            lambda current: self._replace(current, changes, actor),
        )

    def delete(self, workspace: str, name: str, *, actor: str) -> None:
        """Remove an adapter. Raises NotFound."""
        with self._context.changing(actor) as change:
            record = change.find(_TABLE, workspace, name)
            change.delete(_TABLE, record.id)
            parent = change.get(MODELS.table, str(record.body["model_id"]))
            removed = reference(record)
            summaries = [each for each in _adapters_of(parent) if _reference(each) != removed]
            _write_summaries(change, parent, summaries, f"adapter {removed} removed")

    def find_models(self, where: Filter) -> list[str]:
        """Return the ids of the models that have an adapter for which the filter is true."""
        page = self._context.store.page(_TABLE, Query(where, Sort(("id",)), _MOST, count_to=None))
        return list({str(record.body["model_id"]): None for record in page.records})

    def _replace(
        self, current: StoredAdapter, changes: Mapping[str, Any], actor: str
    ) -> StoredAdapter:
        wanted = validate_input(
            AdapterInput, {**dict(AdapterInput.take(current)), **changes}, ADAPTERS.noun
        )
        changed = self._context.revise(ADAPTERS, current, dict(wanted))
        if changed is current:
            return current
        name = reference_of(current)
        with self._context.changing(actor) as change:
            change.replace(ADAPTERS.write(changed), expected=current.revision)
            parent = change.get(MODELS.table, current.model_id)
            summaries = [
                _summary(changed) if _reference(each) == name else each
                for each in _adapters_of(parent)
            ]
            _write_summaries(change, parent, summaries, f"adapter {name} changed")
        return changed


def drop_adapters(change: Transaction, parent: Record) -> None:
    """Remove the adapters of a model that is about to go, in every workspace."""
    for record in _records_of(change, parent):
        change.delete(_TABLE, record.id)


def follow_name(change: Transaction, parent: Record, renamed: Record) -> Record:
    """Write the new name of a model that is about to be renamed into its adapters.

    Returns:
        The renamed model's record, whose summaries of adapters have the new name.
    """
    if reference(parent) == reference(renamed):
        return renamed
    for record in _records_of(change, parent):
        body: dict[str, JsonValue] = {**record.body, "model": reference(renamed)}
        moved = replace(record, body=body, revision=record.revision + 1)
        change.replace(moved, expected=record.revision)
    summaries: list[JsonValue] = [
        {**each, "model": reference(renamed)} for each in _adapters_of(renamed)
    ]
    return replace(renamed, body={**renamed.body, _FIELD: summaries})


def reference_of(adapter: Adapter) -> str:
    """Write `workspace/name`."""
    return f"{adapter.workspace}/{adapter.name}"


def _summary(adapter: StoredAdapter) -> dict[str, JsonValue]:
    return Adapter.take(adapter).to_json()


def _reference(summary: Mapping[str, JsonValue]) -> str:
    return f"{summary['workspace']}/{summary['name']}"


def _adapters_of(parent: Record) -> list[dict[str, JsonValue]]:
    summaries = parent.body.get(_FIELD)
    return (
        [each for each in summaries if isinstance(each, dict)]
        if isinstance(summaries, list)
        else []
    )


def _records_of(change: Transaction, parent: Record) -> Iterable[Record]:
    if not _adapters_of(parent):
        return ()
    where = Compare(("body", "model_id"), "eq", parent.id)
    return change.page(_TABLE, Query(where, Sort(("id",)), _MOST, count_to=None)).records


def _write_summaries(
    change: Transaction, parent: Record, summaries: list[dict[str, JsonValue]], note: str
) -> None:
    """Write the model with the summaries of its adapters; its `updated_at` stays."""
    body: dict[str, JsonValue] = {**parent.body, _FIELD: list(summaries)}
    written = replace(parent, body=body, revision=parent.revision + 1)
    change.replace(written, expected=parent.revision, action="adapters", note=note)
