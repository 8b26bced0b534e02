"""What can be done with templates."""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.domain.template import ModelType, Template, TemplateInput
from registry.errors import Invalid
from registry.services.history import Revision, find_revision, list_revisions
from registry.services.listing import (
    TEMPLATE_SORTS,
    Listing,
    TemplateFilter,
    fetch_page,
    read_sort,
)
from registry.services.paging import SortKey, fetch_sorted_page
from registry.services.parameter_schemas import check_schemas, find_warnings
from registry.services.record_reader import RecordReader
from registry.services.records import (
    TEMPLATES,
    ServiceContext,
    check_name,
    is_same,
    kept_name,
    refuse_used,
    require_revision,
    require_workspace,
    validate_input,
)
from registry.store.records import Query, Record
from streamlit_jsonschema_form.model import Change, diff
from streamlit_jsonschema_form.problems import Problem

Given = TemplateInput | Mapping[str, Any]

_TABLE = TEMPLATES.table


class Templates:
    """Every change of a template makes a new version; models stay on theirs.

    Attributes:
        records: reads their stored records.
    """

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self.records = RecordReader(context, TEMPLATES)

    def create(
        self,
        given: Given,
        *,
        workspace: str,
        actor: str,
        note: str = "",
        given_name: str | None = None,
    ) -> Template:
        """Add a template; `given_name` is the name that a program gave, where it is no legal one.

        Raises:
            Invalid: a field or a schema is wrong.
            NotFound: there is no such workspace.
            AlreadyExists: the name is taken.
        """
        wanted = _validate(given)
        fields = {"given_name": given_name, "created_by_user_id": actor}
        template = self._context.make(TEMPLATES, dict(wanted), workspace, **fields)
        with self._context.changing(actor, called=given_name) as change:
            require_workspace(change, workspace)
            change.insert(TEMPLATES.write(template), note=note)
        return template

    def change(
        self,
        id: str,
        given: Given,
        *,
        expected: int,
        actor: str,
        note: str = "",
        given_name: str | None = None,
    ) -> Template:
        """Make a new version, unless nothing differs.

        Args:
            id: the template's.
            given: the whole new content.
            expected: the version that the change was made to.
            actor: who changes it.
            note: a few words for the history.
            given_name: the name that a program gave; without it, another name ends the old one.

        Raises:
            Invalid: a field or a schema is wrong.
            NotFound: there is no such template.
            StaleRevision: someone else made a version meanwhile.
            AlreadyExists: the new name is taken.
        """
        return self._replace(id, _validate(given), expected, actor, ("update", note), given_name)

    def restore(self, id: str, version: int, *, expected: int, actor: str) -> Template:
        """Make a new version with the content of an old one. Raises as `change` does."""
        old = self.get(id, version)
        why = ("restore", f"version {version}")
        return self._replace(id, old.to_input(), expected, actor, why, old.given_name)

    def delete(self, id: str, *, actor: str, expected: int | None = None) -> None:
        """Remove a template and all its versions.

        Raises:
            InUse: models were made from it; it names some of them.
            NotFound: there is no such template.
            StaleRevision: it is no longer at version `expected`.
        """
        with self._context.changing(actor) as change:
            record = change.get(_TABLE, id)
            if expected is not None:
                require_revision(record, expected)
            refuse_used(change, TEMPLATES.noun, record, "model_template_id")
            change.delete(_TABLE, id)

    def get(self, id: str, version: int | None = None) -> Template:
        """Return a template, as it is or as it was. Raises NotFound."""
        with self._context.reading() as store:
            return self._at(store.get(_TABLE, id), version)

    def find(self, workspace: str, name: str, version: int | None = None) -> Template:
        """Return a template by its name, as it is or as it was. Raises NotFound."""
        if version is None:
            return TEMPLATES.read(self.records.find(workspace, name))
        return TEMPLATES.read(self.records.find_at(workspace, name, version))

    def versions(
        self, id: str, *, before: int | None = None, limit: int | None = None
    ) -> tuple[Revision, ...]:
        """Return what happened to a template, as `list_revisions` does. Raises NotFound."""
        with self._context.reading() as store:
            return list_revisions(store, _TABLE, id, before=before, limit=limit)

    def diff(self, id: str, before: int, after: int) -> tuple[Change, ...]:
        """Return what differs between two versions. Raises NotFound."""
        sides = (self.get(id, version).to_input().to_json() for version in (before, after))
        return tuple(diff(*sides))

    def list(
        self,
        workspace: str | None,
        where: TemplateFilter | None = None,
        *,
        sort: str = "name",
        limit: int = 100,
        offset: int = 0,
        after: str | None = None,
    ) -> Listing[Template]:
        """Return templates of one workspace, or of all.

        Args:
            workspace: None means all.
            where: which ones.
            sort: a key of `TEMPLATE_SORTS`, with `-` in front to sort descending.
            limit: at most so many.
            offset: how many to skip.
            after: the `next` of the page before, of the same filter and order.

        Raises:
            Invalid: there is no such sort key.
            Unacceptable: `after` is not the `next` of such a page.
        """
        chosen = (where or TemplateFilter()).where(workspace)
        query = Query(chosen, read_sort(sort, TEMPLATE_SORTS), limit, offset, after)
        return fetch_page(self._context.store, TEMPLATES, query)

    def page(
        self,
        workspace: str | None,
        orders: Sequence[SortKey] = (SortKey(("created_at",)),),
        *,
        limit: int,
        offset: int = 0,
    ) -> Listing[Template]:
        """Return a numbered page of templates, with a total that is exact."""
        where = TemplateFilter().where(workspace)
        return fetch_sorted_page(
            self._context.store, TEMPLATES, where, orders, limit=limit, offset=offset
        )

    def count(
        self, workspace: str | None, where: TemplateFilter | None = None
    ) -> dict[ModelType, int]:
        """Return how many templates there are of each model type that has any.

        The filter's own model types are not asked for: the counts are what choosing would give.
        """
        where = where or TemplateFilter()
        counts = {
            kind: self._total(
                workspace, TemplateFilter(where.search, (kind,), where.endpoint_types)
            )
            for kind in ModelType
        }
        return {kind: total for kind, total in counts.items() if total}

    def validate(
        self, given: Given, *, workspace: str, id: str | None = None
    ) -> tuple[Problem, ...]:
        """Return what `create`, or `change` of `id`, would refuse, a taken name included."""
        try:
            wanted = _validate(given)
        except Invalid as error:
            return error.problems
        return tuple(check_name(self._context.store, _TABLE, workspace, wanted.name, id))

    def warnings(self, given: Given) -> tuple[Problem, ...]:
        """Return what is allowed but probably a mistake. Raises Invalid for wrong fields."""
        return tuple(find_warnings(validate_input(TemplateInput, given, TEMPLATES.noun)))

    def _total(self, workspace: str | None, where: TemplateFilter) -> int:
        return self._context.store.page(_TABLE, Query(where.where(workspace), limit=0)).total

    def _at(self, current: Record, version: int | None) -> Template:
        if version is None:
            return TEMPLATES.read(current)
        return TEMPLATES.read(find_revision(self._context.store, current, version))

    def _replace(
        self,
        id: str,
        wanted: TemplateInput,
        expected: int,
        actor: str,
        why: tuple[str, str],
        given_name: str | None,
    ) -> Template:
        with self._context.changing(actor, called=given_name) as change:
            record = change.get(_TABLE, id)
            require_revision(record, expected)
            current = TEMPLATES.read(record)
            columns = {
                "given_name": given_name or kept_name(current, wanted.name),
                "version": expected + 1,
                "updated_at": self._context.clock(),
            }
            changed = Template.model_validate({**dict(current), **dict(wanted), **columns})
            written = TEMPLATES.write(changed)
            if is_same(written, record):
                return current
            change.replace(written, expected=expected, action=why[0], note=why[1])
        return changed


def _validate(given: Given) -> TemplateInput:
    """Return a whole and sound template. Raises Invalid."""
    wanted = validate_input(TemplateInput, given, TEMPLATES.noun)
    problems = check_schemas(wanted)
    if problems:
        raise Invalid(TEMPLATES.noun, problems)
    return wanted
