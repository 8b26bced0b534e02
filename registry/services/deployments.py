"""What can be done with deployments: they are records, and nothing is started."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any

from registry.domain.coercion import coerce_parameters
from registry.domain.deployment import Deployment, DeploymentInput
from registry.domain.model import Model
from registry.errors import Invalid, NotFound
from registry.services.entity_service import EntityService
from registry.services.parameter_schemas import PARAMETERS
from registry.services.records import (
    DEPLOYMENTS,
    MODELS,
    ServiceContext,
    body,
    reference,
    refuse_used,
    validate_input,
)
from registry.services.template_binding import TemplateBinding
from registry.store.base import Transaction
from registry.store.batch_query import BatchQuery, by_id
from registry.store.records import Compare, Filter, Record
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation import SecretNames, unmask

Given = DeploymentInput | Mapping[str, Any]

_TABLE = DEPLOYMENTS.table
MODEL_ID = body("model_id")


class Deployments(EntityService[Deployment]):
    """Where models are meant to be served; each belongs to one model and its workspace."""

    kind = DEPLOYMENTS

    def __init__(self, context: ServiceContext, binding: TemplateBinding) -> None:
        super().__init__(context)
        self._binding = binding

    def create(self, model_id: str, given: Given, *, actor: str) -> Deployment:
        """Add a deployment of a model.

        Its parameters override the model's; together they must satisfy the template's schema, in
        the version that the model is pinned to.

        Raises:
            Invalid: a field or a parameter is wrong, or a required one is missing.
            NotFound: there is no such model.
            AlreadyExists: another deployment of the model has the name.
        """
        wanted = validate_input(DeploymentInput, given, DEPLOYMENTS.noun)
        model = self._model(model_id)
        self._check(model, wanted)
        more = {"model_id": model.id, "created_by_user_id": actor}
        deployment = self._context.make(DEPLOYMENTS, dict(wanted), model.workspace, **more)
        with self._context.changing(actor, called=wanted.name) as change:
            change.get(MODELS.table, model.id)
            change.insert(DEPLOYMENTS.write(deployment))
        return deployment

    def change(self, id: str, given: Given, *, expected: int, actor: str) -> Deployment:
        """Make a new revision with a whole new content, unless nothing differs.

        A masked secret that comes back untouched keeps what is stored.

        Raises:
            Invalid: a field or a parameter is wrong, or a required one is missing.
            NotFound: there is no such deployment.
            StaleRevision: someone else changed it meanwhile.
            AlreadyExists: another deployment of the model has the new name.
        """
        wanted = validate_input(DeploymentInput, given, DEPLOYMENTS.noun)
        current = self.get_at(id, expected)
        parameters = unmask(wanted.model_creation_parameters, current.model_creation_parameters)
        wanted = wanted.model_copy(update={PARAMETERS: parameters})
        if parameters != current.model_creation_parameters:
            self._check(self._model(current.model_id), wanted)
        return self._context.update(DEPLOYMENTS, current, dict(wanted), actor, called=wanted.name)

    def delete(self, id: str, *, actor: str) -> None:
        """Remove a deployment. Raises NotFound."""
        with self._context.changing(actor) as change:
            change.delete(_TABLE, id)

    def get_of(self, model_id: str, id: str) -> Deployment:
        """Return a deployment of a model. Raises NotFound."""
        return _of(model_id, self.records.get(id))

    def view(self, id: str, model_id: str) -> Deployment:
        """Return a copy of a model's deployment for people to look at. Raises NotFound."""
        record, (found,) = self.records.get_with(id, by_id(MODELS.table, model_id))
        deployment = _of(model_id, record)
        if not deployment.model_creation_parameters:
            return deployment
        return self._hide(deployment, *map(MODELS.read, found.records))

    def of_models(self, ids: Collection[str]) -> tuple[Record, ...]:
        """Return the deployments of some models, the oldest first."""
        return self._query(Compare(MODEL_ID, "in", list(ids)))

    def counts(self, ids: Collection[str] | None = None) -> Counter[str]:
        """Return how many deployments each of some models has, or of all models."""
        return count_by_model(self._query(None) if ids is None else self.of_models(ids))

    def read_loosely(self, model_id: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return parameters read as Scale's clients write them. Raises NotFound."""
        template = self._binding.template_of(self._model(model_id))
        declared = template.model_creation_parameters_schema if template else None
        return coerce_parameters(declared, parameters)

    def effective(self, deployment: Deployment) -> dict[str, Any]:
        """Return the parameters that the deployment has with its model's. Raises NotFound."""
        return _overlay(self._model(deployment.model_id), deployment)

    def mask(self, deployment: Deployment, model: Model | None = None) -> Deployment:
        """Return a copy to show, its secrets masked."""
        if not deployment.model_creation_parameters:
            return deployment
        if model is None:
            with suppress(NotFound):
                model = self._model(deployment.model_id)
        return self._hide(deployment, model)

    def _hide(self, deployment: Deployment, model: Model | None = None) -> Deployment:
        """Mask what the model's template declares secret; everything where there is no model."""
        given = deployment.model_creation_parameters or {}
        names = self._binding.secrets_of(model) if model else SecretNames(frozenset(given))
        return deployment.model_copy(update={PARAMETERS: names.mask(given)})

    def _query(self, where: Filter | None) -> tuple[Record, ...]:
        (found,) = self._context.store.query_many(BatchQuery(_TABLE, where))
        return found.records

    def _model(self, id: str) -> Model:
        with self._context.reading() as store:
            return MODELS.read(store.get(MODELS.table, id))

    def _check(self, model: Model, wanted: DeploymentInput) -> None:
        problems = self._binding.check(model, _overlay(model, wanted))
        given = {PARAMETERS: wanted.model_creation_parameters}
        message = "expected the secret, got the mask that is shown in its place; type it again"
        problems += [
            Problem(place, "mask", message)
            for place in self._binding.secrets_of(model).find_masks(given)
        ]
        if problems:
            raise Invalid(DEPLOYMENTS.noun, problems)


def _overlay(model: Model, given: DeploymentInput) -> dict[str, Any]:
    """Return the model's parameters with the deployment's over them."""
    own = given.model_creation_parameters or {}
    return {**(model.model_creation_parameters or {}), **own}


def of_model(id: str, *, counted: bool) -> BatchQuery:
    """Ask for the deployments of a model, or how many they are."""
    return BatchQuery(_TABLE, Compare(MODEL_ID, "eq", id), counted)


def count_by_model(deployments: Iterable[Record]) -> Counter[str]:
    """Return how many of some deployments each model has."""
    return Counter(str(record.body["model_id"]) for record in deployments)


def _of(model_id: str, record: Record) -> Deployment:
    """Return a deployment of a model. Raises NotFound, DamagedRecord."""
    deployment = DEPLOYMENTS.read(record)
    if model_id != deployment.model_id:
        hint = f"it belongs to another model than {model_id!r}"
        raise NotFound(DEPLOYMENTS.noun, record.id, hint)
    return deployment


def refuse_deployed(change: Transaction, model: Record) -> None:
    """Raise InUse if there are deployments of a model."""
    refuse_used(
        change,
        MODELS.noun,
        reference(model),
        Compare(MODEL_ID, "eq", model.id),
        (_TABLE,),
        lambda record: f"deployment {record.body['name']}",
    )
