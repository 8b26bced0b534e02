"""What can be done with models."""

from collections.abc import Mapping
from typing import Any

from registry.domain.model import Model, ModelInput
from registry.domain.review import Review, ReviewState
from registry.domain.template import Template
from registry.domain.validation_messages import read
from registry.errors import Invalid
from registry.services.adapters import drop_adapters, follow_name
from registry.services.deployments import refuse_deployed
from registry.services.history import Revision, find_revision, list_revisions
from registry.services.listing import MODEL_SORTS, Listing, ModelFilter, fetch_page, read_sort
from registry.services.masking import mask
from registry.services.parameter_schemas import PARAMETERS
from registry.services.record_reader import RecordReader
from registry.services.records import (
    MODELS,
    ServiceContext,
    check_name,
    is_same,
    kept_name,
    require_revision,
    require_workspace,
    validate_input,
)
from registry.services.template_binding import (
    TemplateBinding,
    check_group,
    merge_unchanged,
    require_references,
)
from registry.store.records import Query, Record
from streamlit_jsonschema_form.model import Change, diff, get
from streamlit_jsonschema_form.problems import JsonValue, Problem

Given = ModelInput | Mapping[str, Any]

_TABLE = MODELS.table
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


class Models:
    """Every change of a model makes a new revision.

    Attributes:
        records: reads their stored records.
    """

    def __init__(self, context: ServiceContext, binding: TemplateBinding) -> None:
        self._context = context
        self._binding = binding
        self.records = RecordReader(context, MODELS)

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
        even where the template requires some; when given, they must obey its schema. `given_name`
        is the name that a program gave, where it is no legal one.

        Raises:
            Invalid: a field or a parameter is wrong, or there is no such template, version or group.
            NotFound: there is no such workspace.
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

    def change(
        self,
        id: str,
        given: Given,
        *,
        expected: int,
        actor: str,
        note: str = "",
        given_name: str | None = None,
    ) -> Model:
        """Make a new revision, unless nothing differs; its review starts over.

        A masked secret that comes back untouched keeps what is stored. Without a template version
        the model keeps its own, or takes the newest of another template.

        Args:
            id: the model's.
            given: the whole new content; another name renames it.
            expected: the revision that the change was made to.
            actor: who changes it.
            note: a few words for the history.
            given_name: the name that a program gave; without it, another name ends the old one.

        Raises:
            Invalid: a field or a parameter is wrong, or there is no such template, version or group.
            NotFound: there is no such model.
            StaleRevision: someone else changed it meanwhile; `get` returns both sides.
            AlreadyExists: the new name is taken.
        """
        return self._replace(id, given, expected, actor, ("update", note), given_name)

    def restore(self, id: str, revision: int, *, expected: int, actor: str) -> Model:
        """Make a new revision with the content of an old one. Raises as `change` does."""
        old = self.get(id, revision)
        why = ("restore", f"revision {revision}")
        return self._replace(id, old.to_input(), expected, actor, why, old.given_name)

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
        with self._context.changing(actor) as change:
            record = change.get(_TABLE, id)
            require_revision(record, expected)
            reviewed = MODELS.read(record).model_copy(
                update={
                    "review": review,
                    "revision": expected + 1,
                    "updated_at": now,
                    "updated_by": actor,
                }
            )
            change.replace(
                MODELS.write(reviewed), expected=expected, action="review", note=state.value
            )
        return reviewed

    def delete(self, id: str, *, actor: str, expected: int | None = None) -> None:
        """Remove a model and its adapters; its history stays.

        Raises:
            InUse: there are deployments of it; it names some of them.
            NotFound: there is no such model.
            StaleRevision: it is no longer at revision `expected`.
        """
        with self._context.changing(actor) as change:
            record = change.get(_TABLE, id)
            refuse_deployed(change, record)
            drop_adapters(change, record)
            change.delete(_TABLE, id, expected=expected)

    def get(self, id: str, revision: int | None = None) -> Model:
        """Return a model, as it is or as it was. Raises NotFound."""
        with self._context.reading() as store:
            return self._at(store.get(_TABLE, id), revision)

    def find(self, workspace: str, name: str, revision: int | None = None) -> Model:
        """Return a model by its name, as it is or as it was. Raises NotFound."""
        if revision is None:
            return MODELS.read(self.records.find(workspace, name))
        return MODELS.read(self.records.find_at(workspace, name, revision))

    def list(
        self,
        workspace: str | None,
        where: ModelFilter | None = None,
        *,
        sort: str = "-updated_at",
        limit: int = 50,
        offset: int = 0,
        after: str | None = None,
    ) -> Listing[Model]:
        """Return models of one workspace, or of all.

        Args:
            workspace: None means all.
            where: which ones.
            sort: a key of `MODEL_SORTS`, with `-` in front to sort descending.
            limit: at most so many.
            offset: how many to skip.
            after: the `next` of the page before, of the same filter and order.

        Raises:
            Invalid: there is no such sort key.
            Unacceptable: `after` is not the `next` of such a page.
        """
        chosen = (where or ModelFilter()).where(workspace)
        query = Query(chosen, read_sort(sort, MODEL_SORTS), limit, offset, after)
        return fetch_page(self._context.store, MODELS, query)

    def history(
        self, id: str, *, before: int | None = None, limit: int | None = None
    ) -> tuple[Revision, ...]:
        """Return what happened to a model, as `list_revisions` does. Raises NotFound."""
        with self._context.reading() as store:
            return list_revisions(store, _TABLE, id, before=before, limit=limit)

    def diff(self, id: str, before: int, after: int) -> tuple[Change, ...]:
        """Return what differs between two revisions, secrets masked. Raises NotFound."""
        return self.compare(self.get(id, before), self.get(id, after))

    def compare(self, before: Model, after: Model) -> tuple[Change, ...]:
        """Return what differs between two models or revisions, secrets masked."""
        masked = (self.mask(before), self.mask(after))
        return _find_differences((before, after), masked)

    def mask(self, model: Model) -> Model:
        """Return a copy to show, its secrets masked."""
        return mask(model, self._binding.secrets_of(model))

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
        return (*problems, *check_name(store, _TABLE, workspace, wanted.name, id))

    def template_of(self, model: Model) -> Template | None:
        """Return the version of the template that a model was made from. Raises NotFound."""
        return self._binding.template_of(model)

    def _at(self, current: Record, revision: int | None) -> Model:
        if revision is None:
            return MODELS.read(current)
        return MODELS.read(find_revision(self._context.store, current, revision))

    def _replace(
        self,
        id: str,
        given: Given,
        expected: int,
        actor: str,
        why: tuple[str, str],
        given_name: str | None,
    ) -> Model:
        with self._context.reading() as store:
            record = store.get(_TABLE, id)
            require_revision(record, expected)
        current = MODELS.read(record)
        wanted = merge_unchanged(validate_input(ModelInput, given, MODELS.noun), current)
        resolved = self._binding.resolve(wanted, current)
        now = self._context.clock()
        columns = {
            "given_name": given_name or kept_name(current, resolved["name"]),
            "revision": expected + 1,
            "updated_at": now,
        }
        changed = Model.model_validate({**dict(current), **resolved, **columns})
        if is_same(MODELS.write(changed), record):
            return current
        changed = changed.model_copy(update={"updated_by": actor, "review": Review()})
        with self._context.changing(actor, called=given_name) as change:
            require_references(change, changed, current)
            written = follow_name(change, record, MODELS.write(changed))
            change.replace(written, expected=expected, action=why[0], note=why[1])
        return MODELS.read(written)


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
