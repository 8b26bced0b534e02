"""What can be done with models."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from registry.domain.entity import Entity
from registry.domain.model import Model, ModelInput
from registry.domain.review import Review, ReviewState
from registry.domain.template import Template
from registry.domain.validation_messages import read
from registry.errors import Invalid
from registry.services.adapters import drop_adapters, follow_name
from registry.services.deployments import refuse_deployed
from registry.services.entity_service import RevisionedService
from registry.services.parameter_schemas import PARAMETERS
from registry.services.records import (
    MODELS,
    ServiceContext,
    check_name,
    require_workspace,
    unchanged_name,
    validate_input,
)
from registry.services.template_binding import (
    ENDPOINT,
    ENDPOINT_SECRETS,
    TemplateBinding,
    check_group,
    merge_unchanged,
    require_references,
)
from streamlit_jsonschema_form.model import Change, diff, get
from streamlit_jsonschema_form.problems import JsonValue, Problem

Given = Entity | Mapping[str, Any]

_BOOKKEEPING = frozenset(
    {
        "id",
        "workspace",
        "revision",
        "created_at",
        "created_by_user_id",
        "created_by_identity_type",
        "updated_at",
        "updated_by",
    }
)


class Models(RevisionedService[Model]):
    """Every change of a model makes a new revision, whose review starts over.

    A masked secret that comes back untouched keeps what is stored. Without a template version a
    changed model keeps its own, or takes the newest of another template.
    """

    kind = MODELS
    default_sort = "-updated_at"

    def __init__(self, context: ServiceContext, binding: TemplateBinding) -> None:
        super().__init__(context)
        self._binding = binding

    def create(
        self,
        given: Given,
        *,
        workspace: str,
        actor: str,
        note: str = "",
        given_name: str | None = None,
    ) -> Model:
        """Add a model, from a template or without one.

        Without a version it is made from the template's newest. Parameters may be left out (null)
        even where the template requires some; when given, they must obey its schema.

        Args:
            given: its content.
            workspace: where it is added.
            actor: who adds it.
            note: a few words for the history.
            given_name: the name that a program gave, where it is no legal one.

        Raises:
            Invalid: a field or a parameter is wrong, or there is no such template, version or group.
            NoWorkspace: there is no such workspace.
            AlreadyExists: the name is taken.
        """
        resolved = self._binding.resolve(validate_input(ModelInput, given, MODELS.noun))
        fields = {"given_name": given_name, "created_by_user_id": actor, "updated_by": actor}
        model = self._context.make(MODELS, resolved, workspace, **fields)
        with self._context.changing(actor, called=given_name) as change:
            require_workspace(change, workspace)
            require_references(change, model)
            change.insert(MODELS.write(model), note=note)
        return model

    @override
    def change(
        self,
        id: str,
        given: Given,
        *,
        expected: int,
        actor: str,
        note: str = "",
        given_name: str | None = None,
        action: str = "update",
    ) -> Model:
        current = self.get_at(id, expected)
        wanted = merge_unchanged(validate_input(ModelInput, given, MODELS.noun), current)
        fields = self._binding.resolve(wanted, current)
        fields["given_name"] = given_name or unchanged_name(current, wanted.name)
        changed = self._context.revise(MODELS, current, fields, updated_by=actor, review=Review())
        if changed is current:
            return current
        with self._context.changing(actor, called=given_name) as change:
            require_references(change, changed, current)
            written = follow_name(change, MODELS.write(current), MODELS.write(changed))
            change.replace(written, expected=expected, action=action, note=note)
        return MODELS.read(written)

    def review(
        self, id: str, state: ReviewState, note: str = "", *, expected: int, actor: str
    ) -> Model:
        """Set the review of a model: whether it may be used.

        Raises:
            Invalid: the note is too long.
            NotFound: there is no such model.
            StaleRevision: it is no longer what the reviewer looked at.
        """
        now = self._context.clock()
        fields = {"state": state, "by": actor, "at": now, "note": note or None}
        review = read(Review, fields, "review")
        current = self.get_at(id, expected)
        return self._context.update(
            MODELS,
            current,
            {"review": review},
            actor,
            action="review",
            note=state.value,
            updated_by=actor,
            updated_at=now,
        )

    def delete(self, id: str, *, actor: str, expected: int | None = None) -> None:
        """Remove a model and its adapters; its history stays.

        Raises:
            InUse: there are deployments of it; it names some of them.
            NotFound: there is no such model.
            StaleRevision: it is no longer at revision `expected`.
        """
        with self._context.changing(actor) as change:
            record = change.get(MODELS.table, id)
            refuse_deployed(change, record)
            drop_adapters(change, record)
            change.delete(MODELS.table, id, expected=expected)

    def diff(self, id: str, before: int, after: int) -> tuple[Change, ...]:
        """Return what differs between two revisions, secrets masked. Raises NotFound."""
        return self.compare(self.get(id, before), self.get(id, after))

    def compare(self, before: Model, after: Model) -> tuple[Change, ...]:
        """Return what differs between two models or revisions, secrets masked."""
        masked = (self.mask(before), self.mask(after))
        return _find_differences((before, after), masked)

    def mask(self, model: Model) -> Model:
        """Return a copy to show, its secrets masked."""
        names = self._binding.secrets_of(model)
        masked = {PARAMETERS: names.mask(model.model_creation_parameters)}
        if model.api_endpoint is not None:
            masked[ENDPOINT] = ENDPOINT_SECRETS.mask(model.api_endpoint.to_json())
        return Model.model_validate({**dict(model), **masked})

    def read_loosely(self, given: ModelInput) -> ModelInput:
        """Return it with parameters read as Scale's clients write them. Raises Invalid."""
        return self._binding.read_loosely(given)

    def mask_parameters(self, model: Model) -> Model:
        """Return a copy whose parameters are masked; its endpoint is not shown."""
        given = model.model_creation_parameters
        if not given:
            return model
        masked = self._binding.secrets_of(model).mask(given)
        return model.model_copy(update={PARAMETERS: masked})

    def validate(
        self, given: Given, *, workspace: str, id: str | None = None
    ) -> tuple[Problem, ...]:
        """Return what `create`, or `change` of `id`, would refuse, a taken name included."""
        try:
            wanted = validate_input(ModelInput, given, MODELS.noun)
            current = None if id is None else self.get(id)
            self._binding.resolve(merge_unchanged(wanted, current) if current else wanted, current)
        except Invalid as error:
            return error.problems
        store, problems = self._context.store, []
        if current is None or wanted.model_group_id != current.model_group_id:
            problems = check_group(store, workspace, wanted.model_group_id)
        return (*problems, *check_name(store, MODELS.table, workspace, wanted.name, id))

    def template_of(self, model: Model) -> Template | None:
        """Return the version of the template that a model was made from. Raises NotFound."""
        return self._binding.template_of(model)


def _find_differences(
    models: tuple[Model, Model], masked: tuple[Model, Model]
) -> tuple[Change, ...]:
    """Return the changes from the first model to the second.

    The models themselves are compared, so that a new secret is a change; what is shown of it comes
    from their masked copies.
    """
    before, after = (_content(model) for model in masked)
    return tuple(
        Change(change.path, get(before, change.path), get(after, change.path))
        for change in diff(_content(models[0]), _content(models[1]))
    )


def _content(model: Model) -> dict[str, JsonValue]:
    return {key: value for key, value in model.to_json().items() if key not in _BOOKKEEPING}
