"""What can be done with templates."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from typing_extensions import override

from registry.domain.entity import Entity
from registry.domain.template import ModelType, Template, TemplateInput
from registry.errors import Invalid
from registry.services.entity_service import RevisionedService
from registry.services.listing import TemplateFilter
from registry.services.parameter_schemas import check_schemas, find_warnings
from registry.services.records import (
    TEMPLATES,
    body,
    check_name,
    reference,
    refuse_used,
    require_revision,
    unchanged_name,
    validate_input,
)
from registry.store.records import Compare
from streamlit_jsonschema_form.model import Change, diff
from streamlit_jsonschema_form.problems import Problem

Given = Entity | Mapping[str, Any]


class Templates(RevisionedService[Template]):
    """Every change of a template makes a new version; models stay on theirs."""

    kind = TEMPLATES

    def create(
        self,
        given: Given,
        *,
        workspace: str,
        actor: str,
        note: str = "",
        given_name: str | None = None,
    ) -> Template:
        """Add a template.

        Args:
            given: its content.
            workspace: where it is added.
            actor: who adds it.
            note: a few words for the history.
            given_name: the name that a program gave, where it is no legal one.

        Raises:
            Invalid: a field or a schema is wrong.
            NoWorkspace: there is no such workspace.
            AlreadyExists: the name is taken.
        """
        return self._context.add(
            TEMPLATES,
            dict(_validate(given)),
            workspace,
            actor,
            note=note,
            called=given_name,
            given_name=given_name,
            created_by_user_id=actor,
        )

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
    ) -> Template:
        wanted = _validate(given)
        current = self.get_at(id, expected)
        name = given_name or unchanged_name(current, wanted.name)
        fields = {**dict(wanted), "given_name": name}
        return self._context.update(
            TEMPLATES, current, fields, actor, action=action, note=note, called=given_name
        )

    def delete(self, id: str, *, actor: str, expected: int | None = None) -> None:
        """Remove a template and all its versions.

        Raises:
            InUse: models were made from it; it names some of them.
            NotFound: there is no such template.
            StaleRevision: it is no longer at version `expected`.
        """
        with self._context.changing(actor) as change:
            record = change.get(TEMPLATES.table, id)
            if expected is not None:
                require_revision(record, expected)
            users = Compare(body("model_template_id"), "eq", id)
            refuse_used(change, TEMPLATES.noun, reference(record), users)
            change.delete(TEMPLATES.table, id)

    def diff(self, id: str, before: int, after: int) -> tuple[Change, ...]:
        """Return what differs between two versions. Raises NotFound."""
        sides = (self.get(id, version).to_input().to_json() for version in (before, after))
        return tuple(diff(*sides))

    def count(
        self, workspace: str | None, where: TemplateFilter | None = None
    ) -> dict[ModelType, int]:
        """Return how many templates there are of each model type that has any.

        The filter's own model types are ignored: the counts are what choosing another would give.
        """
        chosen = where or TemplateFilter()
        counts = {
            kind: self.list(workspace, replace(chosen, model_types=(kind,)), limit=0).total
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
        return tuple(check_name(self._context.store, TEMPLATES.table, workspace, wanted.name, id))

    def warnings(self, given: Given) -> tuple[Problem, ...]:
        """Return what is allowed but probably a mistake. Raises Invalid for wrong fields."""
        return tuple(find_warnings(validate_input(TemplateInput, given, TEMPLATES.noun)))


def _validate(given: Given) -> TemplateInput:
    """Return a whole and sound template. Raises Invalid."""
    wanted = validate_input(TemplateInput, given, TEMPLATES.noun)
    problems = check_schemas(wanted)
    if problems:
        raise Invalid(TEMPLATES.noun, problems)
    return wanted
