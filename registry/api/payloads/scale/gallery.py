"""Models with what Scale's dialect shows beside them: templates, groups and deployments."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from registry.api.answer import write
from registry.api.payloads.scale.base import Json
from registry.api.payloads.scale.deployments import show_deployment
from registry.api.payloads.scale.groups import show_group
from registry.api.payloads.scale.models import show_model
from registry.api.texts import Texts
from registry.domain.group import Group
from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.services.errors import DamagedRecord
from registry.services.records import MODELS
from registry.store.base import Record

VIEWS = ("Deployments", "ModelGroup")
"""What can be shown with models."""

_TEXTS = Texts()


class Gallery:
    """Shows models, and reads once what several of them share."""

    def __init__(
        self,
        services: Services,
        views: Collection[str] = (),
        narrow: Callable[[Json], Json] | None = None,
    ) -> None:
        """Take what to show with the models, and what to leave out for clients that are strict."""
        self._services = services
        self._views = [_ADDED[view] for view in views]
        self._narrow = narrow
        self._group = cache(services.groups.get)

    def write(self, record: Record) -> bytes:
        """Write one model's record as JSON. Raises DamagedRecord when it cannot be read."""
        if self._views:
            return write(self.show_one(MODELS.read(record)))
        return self._write_bare(record, self._services.deployments.counts([record.id]))

    def write_readable(self, records: Sequence[Record]) -> Iterator[bytes]:
        """Yield the JSON of those that can be read."""
        if self._views:
            yield from map(write, self.show(list(_read(records))))
            return
        counts = self._services.deployments.counts([record.id for record in records])
        for record in records:
            with suppress(DamagedRecord):
                yield self._write_bare(record, counts)

    def show(self, models: Sequence[Model]) -> list[Json]:
        """Show models, their secrets masked."""
        counts = self._services.deployments.counts([model.id for model in models])
        shown = [self._show(model, self._template(model), counts[model.id]) for model in models]
        for add in self._views:
            add(self, models, shown)
        return shown

    def show_one(self, model: Model) -> Json:
        """Show one model."""
        return self.show([model])[0]

    def _write_bare(self, record: Record, counts: Mapping[str, int]) -> bytes:
        """Write a model without what `view` adds, unless it was written just so before.

        The version of a template never changes; so does what is written of a model that is pinned
        to one.
        """
        way, beside = self._narrow, (self._services.models, counts[record.id])
        text = _TEXTS.find(record, way, beside)
        if text is None:
            model = MODELS.read(record)
            template = self._template(model)
            text = write(self._show(model, template, counts[record.id]))
            pinned = model.model_template_version if template else model.model_template_id is None
            if pinned:
                _TEXTS.keep(record, way, text, beside)
        return text

    def _show(self, model: Model, template: Template | None, count: int) -> Json:
        view = show_model(self._services.models.mask_parameters(model), template, count)
        return self._narrow(view) if self._narrow else view

    def _template(self, model: Model) -> Template | None:
        """Return the template; a model is shown even if somebody took it away by hand."""
        try:
            return self._services.models.template_of(model)
        except (NotFound, DamagedRecord):
            return None

    def add_deployments(self, models: Sequence[Model], shown: list[Json]) -> None:
        """Add the deployments of each model."""
        by_id = {model.id: model for model in models}
        written: dict[str, list[Any]] = {id: [] for id in by_id}
        deployments = self._services.deployments
        for each in deployments.of_models(list(by_id)):
            masked = deployments.mask(each, by_id[each.model_id])
            written[each.model_id].append(show_deployment(masked))
        for view in shown:
            view["deployments"] = written[view["id"]]

    def add_group(self, models: Sequence[Model], shown: list[Json]) -> None:
        """Add the group that each model is in."""
        for model, view in zip(models, shown, strict=True):
            group = self._find_group(model.model_group_id)
            view["model_group"] = group and show_group(group)

    def _find_group(self, id: str | None) -> Group | None:
        try:
            return None if id is None else self._group(id)
        except NotFound:
            return None


def _read(records: Iterable[Record]) -> Iterator[Model]:
    for record in records:
        with suppress(DamagedRecord):
            yield MODELS.read(record)


_ADDED: dict[str, Callable[[Gallery, Sequence[Model], list[Json]], None]] = {
    "Deployments": Gallery.add_deployments,
    "ModelGroup": Gallery.add_group,
}
