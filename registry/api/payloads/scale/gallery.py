"""Models with what Scale's dialect shows beside them: templates, groups and deployments."""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any

from registry.api.payloads.scale.base import Json
from registry.api.payloads.scale.deployments import show_deployment
from registry.api.payloads.scale.groups import show_group
from registry.api.payloads.scale.models import show_model
from registry.domain.group import Group
from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.services.errors import DamagedRecord

VIEWS = ("Deployments", "ModelGroup")
"""What can be shown with models."""


class Gallery:
    """Shows models, and reads once what several of them share."""

    def __init__(self, services: Services, views: Collection[str] = ()) -> None:
        self._services = services
        self._views = [_ADDED[view] for view in views]
        self._group = cache(services.groups.get)

    def show(self, models: Sequence[Model]) -> list[Json]:
        """Write models, their secrets masked."""
        counts = self._services.deployments.counts([model.id for model in models])
        shown = [self._write(model, counts[model.id]) for model in models]
        for add in self._views:
            add(self, models, shown)
        return shown

    def show_one(self, model: Model) -> Json:
        """Write one model."""
        return self.show([model])[0]

    def _write(self, model: Model, count: int) -> Json:
        masked = self._services.models.mask_parameters(model)
        return show_model(masked, self._template(model), count)

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


_ADDED: dict[str, Callable[[Gallery, Sequence[Model], list[Json]], None]] = {
    "Deployments": Gallery.add_deployments,
    "ModelGroup": Gallery.add_group,
}
