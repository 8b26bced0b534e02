"""What can be done with model groups."""

from collections.abc import Mapping
from typing import Any

from registry.domain.group import Group, GroupInput
from registry.services.entity_service import EntityService
from registry.services.records import (
    GROUPS,
    body,
    reference,
    refuse_used,
    validate_input,
)
from registry.store.records import Compare

Given = GroupInput | Mapping[str, Any]


class Groups(EntityService[Group]):
    """Names under which models are shown together; a model is in one at most."""

    kind = GROUPS

    def create(self, given: Given, *, workspace: str, actor: str) -> Group:
        """Add a group.

        Raises:
            Invalid: a field is wrong.
            NotFound: there is no such workspace.
            AlreadyExists: the name is taken.
        """
        wanted = validate_input(GroupInput, given, GROUPS.noun)
        return self._context.add(GROUPS, dict(wanted), workspace, actor, created_by_user_id=actor)

    def change(self, id: str, given: Given, *, expected: int, actor: str) -> Group:
        """Make a new revision with a whole new content, unless nothing differs.

        Raises:
            Invalid: a field is wrong.
            NotFound: there is no such group.
            StaleRevision: someone else changed it meanwhile.
            AlreadyExists: the new name is taken.
        """
        wanted = validate_input(GroupInput, given, GROUPS.noun)
        return self._context.update(GROUPS, self.get_at(id, expected), dict(wanted), actor)

    def delete(self, id: str, *, actor: str) -> None:
        """Remove a group.

        Raises:
            InUse: models are in it; it names some of them.
            NotFound: there is no such group.
        """
        with self._context.changing(actor) as change:
            record = change.get(GROUPS.table, id)
            models = Compare(body("model_group_id"), "eq", id)
            refuse_used(change, GROUPS.noun, reference(record), models)
            change.delete(GROUPS.table, id)
