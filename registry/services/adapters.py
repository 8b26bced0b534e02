"""What can be done with adapters.

An adapter is a record of its own, and its model tells it, too, so that a model is read at once. Both
are written together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from registry.domain.adapter import Adapter, AdapterInput, KeptAdapter
from registry.errors import AlreadyExists
from registry.services.record_reader import Shelf
from registry.services.records import (
    ADAPTERS,
    MODELS,
    Ground,
    accept,
    check_name,
    is_same,
    reference,
    require_revision,
    require_workspace,
)
from registry.services.retry import change_newest
from registry.store.base import Transaction
from registry.store.records import Compare, Filter, Query, Record, Sort
from streamlit_jsonschema_form.problems import JsonValue

_TABLE = ADAPTERS.table
_MOST = 2**31 - 1
_TOLD = "adapters"


class Adapters:
    """Small weights, each of one model; names are unique in a workspace across all models.

    Attributes:
        shelf: their records, as they are kept.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.shelf = Shelf(ground, ADAPTERS)

    def create(
        self,
        given: AdapterInput | Mapping[str, Any],
        *,
        workspace: str,
        model: tuple[str, str],
        actor: str,
    ) -> KeptAdapter:
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
        wanted = accept(AdapterInput, given, ADAPTERS.noun)
        with self._ground.changing(actor) as change:
            require_workspace(change, workspace)
            parent = change.find(MODELS.table, *model)
            place = {"model": reference(parent), "model_id": parent.id}
            adapter = self._ground.make(ADAPTERS, dict(wanted), workspace, **place)
            change.insert(ADAPTERS.write(adapter))
            told = [_told(adapter), *_adapters_of(parent)]
            _tell(change, parent, told, f"adapter {reference_of(adapter)} added")
        return adapter

    def check_new(self, name: str, *, workspace: str, model: tuple[str, str]) -> None:
        """Raise what `create` would, for a model that is missing and a name that is taken."""
        with self._ground.reading() as store:
            store.find(MODELS.table, *model)
            if check_name(store, _TABLE, workspace, name, None):
                raise AlreadyExists(_TABLE, workspace, name)

    def change(
        self, workspace: str, name: str, changes: Mapping[str, Any], *, actor: str
    ) -> KeptAdapter:
        """Change some fields of an adapter as it is now. Raises NotFound, Invalid."""
        return change_newest(
            lambda: self.get(workspace, name),
            lambda current: self._replace(current, changes, actor),
        )

    def delete(self, workspace: str, name: str, *, actor: str) -> None:
        """Remove an adapter. Raises NotFound."""
        with self._ground.changing(actor) as change:
            record = change.find(_TABLE, workspace, name)
            change.delete(_TABLE, record.id)
            parent = change.get(MODELS.table, str(record.body["model_id"]))
            told = [each for each in _adapters_of(parent) if not _is(each, workspace, name)]
            _tell(change, parent, told, f"adapter {reference(record)} removed")

    def get(self, workspace: str, name: str) -> KeptAdapter:
        """Return an adapter. Raises NotFound."""
        with self._ground.reading() as store:
            return ADAPTERS.read(store.find(_TABLE, workspace, name))

    def find_models(self, where: Filter) -> list[str]:
        """Return the ids of the models that have an adapter for which the filter is true."""
        page = self._ground.store.page(_TABLE, Query(where, Sort(("id",)), _MOST, count_to=None))
        return list({str(record.body["model_id"]): None for record in page.records})

    def _replace(self, current: KeptAdapter, changes: Mapping[str, Any], actor: str) -> KeptAdapter:
        wanted = accept(
            AdapterInput, {**dict(AdapterInput.take(current)), **changes}, ADAPTERS.noun
        )
        columns = {"revision": current.revision + 1, "updated_at": self._ground.clock()}
        changed = current.model_copy(update={**dict(wanted), **columns})
        if is_same(ADAPTERS.write(changed), ADAPTERS.write(current)):
            return current
        with self._ground.changing(actor) as change:
            record = change.get(_TABLE, current.id)
            require_revision(record, current.revision)
            change.replace(ADAPTERS.write(changed), expected=current.revision)
            parent = change.get(MODELS.table, current.model_id)
            place = (current.workspace, current.name)
            told = [_told(changed) if _is(each, *place) else each for each in _adapters_of(parent)]
            _tell(change, parent, told, f"adapter {reference(record)} changed")
        return changed


def drop_adapters(change: Transaction, parent: Record) -> None:
    """Remove the adapters of a model that is about to go, in every workspace."""
    for record in _records_of(change, parent):
        change.delete(_TABLE, record.id)


def follow_name(change: Transaction, parent: Record, renamed: Record) -> Record:
    """Let the adapters of a model that is about to be renamed name it rightly.

    Returns:
        The renamed model's record, which tells its adapters under the new name.
    """
    if reference(parent) == reference(renamed):
        return renamed
    for record in _records_of(change, parent):
        body: dict[str, JsonValue] = {**record.body, "model": reference(renamed)}
        moved = replace(record, body=body, revision=record.revision + 1)
        change.replace(moved, expected=record.revision)
    told: list[JsonValue] = [
        {**each, "model": reference(renamed)} for each in _adapters_of(renamed)
    ]
    return replace(renamed, body={**renamed.body, _TOLD: told})


def reference_of(adapter: Adapter) -> str:
    """Write `workspace/name`."""
    return f"{adapter.workspace}/{adapter.name}"


def _told(adapter: KeptAdapter) -> dict[str, JsonValue]:
    return Adapter.take(adapter).to_json()


def _is(told: Mapping[str, JsonValue], workspace: str, name: str) -> bool:
    return (told["workspace"], told["name"]) == (workspace, name)


def _adapters_of(parent: Record) -> list[dict[str, JsonValue]]:
    told = parent.body.get(_TOLD)
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def _records_of(change: Transaction, parent: Record) -> Iterable[Record]:
    if not _adapters_of(parent):
        return ()
    where = Compare(("body", "model_id"), "eq", parent.id)
    return change.page(_TABLE, Query(where, Sort(("id",)), _MOST, count_to=None)).records


def _tell(change: Transaction, parent: Record, told: list[dict[str, JsonValue]], note: str) -> None:
    """Write the model anew with its adapters; when its own content changed stays as it was."""
    body: dict[str, JsonValue] = {**parent.body, _TOLD: list(told)}
    written = replace(parent, body=body, revision=parent.revision + 1)
    change.replace(written, expected=parent.revision, action="adapters", note=note)
