"""Models with what Scale's dialect shows beside them: templates, groups and deployments."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from registry.api.body_cache import BodyCache
from registry.api.payloads.scale.base import JsonObject
from registry.api.payloads.scale.models import show_deployment, show_group, show_model
from registry.api.response import write
from registry.domain.entity import Entity
from registry.domain.group import Group
from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.services.deployments import count_by_model, of_model
from registry.services.records import DEPLOYMENTS, GROUPS, MODELS, DamagedRecord, EntityKind
from registry.store.batch_query import BatchQuery
from registry.store.records import Record

E = TypeVar("E", bound=Entity)

VIEWS = ("Deployments", "ModelGroup")
"""What can be shown with models."""

_CACHE = BodyCache()
_ITS_GROUP = BatchQuery(GROUPS.table, named_by=("body", "model_group_id"))


class ModelViewBuilder:
    """Shows models, and reads once what several of them share."""

    def __init__(
        self,
        services: Services,
        views: Collection[str] = (),
        narrow: Callable[[JsonObject], JsonObject] | None = None,
    ) -> None:
        """Take what to show with the models, and what to leave out for clients that are strict."""
        self._services = services
        self._views = [_ADDED[view] for view in views]
        self._narrow = narrow
        self._groups: dict[str, Group | None] = {}

    def write(self, id: str) -> bytes:
        """Write one model as JSON. Raises NotFound, and DamagedRecord when it cannot be read."""
        extra = [of_model(id, counted=not self._views)]
        if ModelViewBuilder.add_group in self._views:
            extra.append(_ITS_GROUP)
        record, (found, *groups) = self._services.models.records.get_with(id, *extra)
        if not self._views:
            return self._write_bare(record, found.total)
        model = MODELS.read(record)
        for reply in groups:
            self._groups[str(model.model_group_id)] = next(_read(GROUPS, reply.records), None)
        return write(self.show([model], found.records)[0])

    def write_readable(self, records: Sequence[Record]) -> Iterator[bytes]:
        """Yield the JSON of those that can be read."""
        if self._views:
            yield from map(write, self.show(list(_read(MODELS, records))))
            return
        counts = self._services.deployments.counts([record.id for record in records])
        for record in records:
            with suppress(DamagedRecord):
                yield self._write_bare(record, counts[record.id])

    def show(
        self, models: Sequence[Model], deployments: Sequence[Record] | None = None
    ) -> list[JsonObject]:
        """Show models, their secrets masked; their deployments are read unless they are given."""
        if deployments is None:
            deployments = self._services.deployments.of_models([model.id for model in models])
        counts = count_by_model(deployments)
        shown = [self._show(model, self._template(model), counts[model.id]) for model in models]
        for add in self._views:
            add(self, models, shown, deployments)
        return shown

    def build_one(self, model: Model) -> JsonObject:
        """Show one model."""
        return self.show([model])[0]

    def _write_bare(self, record: Record, count: int) -> bytes:
        """Write a model without what `view` adds, unless it was written just so before.

        The version of a template never changes; so does what is written of a model that is pinned
        to one.
        """
        variant, extra = self._narrow, (self._services.models, count)
        text = _CACHE.get(record, variant, extra)
        if text is None:
            model = MODELS.read(record)
            template = self._template(model)
            text = write(self._show(model, template, count))
            pinned = model.model_template_version if template else model.model_template_id is None
            if pinned:
                _CACHE.put(record, variant, text, extra)
        return text

    def _show(self, model: Model, template: Template | None, count: int) -> JsonObject:
        view = show_model(self._services.models.mask_parameters(model), template, count)
        return self._narrow(view) if self._narrow else view

    def _template(self, model: Model) -> Template | None:
        """Return the template; a model is shown even if somebody took it away by hand."""
        try:
            return self._services.models.template_of(model)
        except (NotFound, DamagedRecord):
            return None

    def add_deployments(
        self, models: Sequence[Model], shown: list[JsonObject], deployments: Sequence[Record]
    ) -> None:
        """Add the deployments of each model."""
        by_id = {model.id: model for model in models}
        written: dict[str, list[Any]] = {id: [] for id in by_id}
        for each in _read(DEPLOYMENTS, deployments):
            masked = self._services.deployments.mask(each, by_id[each.model_id])
            written[each.model_id].append(show_deployment(masked))
        for view in shown:
            view["deployments"] = written[view["id"]]

    def add_group(
        self, models: Sequence[Model], shown: list[JsonObject], _: Sequence[Record]
    ) -> None:
        """Add the group that each model is in."""
        for model, view in zip(models, shown, strict=True):
            group = self._find_group(model.model_group_id)
            view["model_group"] = group and show_group(group)

    def _find_group(self, id: str | None) -> Group | None:
        if id is None:
            return None
        if id not in self._groups:
            self._groups[id] = self._get_group(id)
        return self._groups[id]

    def _get_group(self, id: str) -> Group | None:
        try:
            return self._services.groups.get(id)
        except NotFound:
            return None


def _read(kind: EntityKind[E], records: Iterable[Record]) -> Iterator[E]:
    for record in records:
        with suppress(DamagedRecord):
            yield kind.read(record)


_ADDED: dict[
    str, Callable[[ModelViewBuilder, Sequence[Model], list[JsonObject], Sequence[Record]], None]
] = {
    "Deployments": ModelViewBuilder.add_deployments,
    "ModelGroup": ModelViewBuilder.add_group,
}
