"""What can be done with model groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.domain.group import Group, GroupInput
from registry.services.listing import Listing
from registry.services.paging import SortKey, fetch_sorted_page
from registry.services.records import (
    GROUPS,
    ServiceContext,
    is_same,
    refuse_used,
    require_revision,
    validate_input,
)
from registry.store.records import Compare

Given = GroupInput | Mapping[str, Any]

_TABLE = GROUPS.table


class Groups:
    """Names under which models are shown together; a model is in one at most."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

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
        with self._context.changing(actor) as change:
            record = change.get(_TABLE, id)
            require_revision(record, expected)
            current = GROUPS.read(record)
            columns = {"revision": expected + 1, "updated_at": self._context.clock()}
            changed = current.model_copy(update={**dict(wanted), **columns})
            written = GROUPS.write(changed)
            if is_same(written, record):
                return current
            change.replace(written, expected=expected)
        return changed

    def delete(self, id: str, *, actor: str) -> None:
        """Remove a group.

        Raises:
            InUse: models are in it; it names some of them.
            NotFound: there is no such group.
        """
        with self._context.changing(actor) as change:
            record = change.get(_TABLE, id)
            refuse_used(change, GROUPS.noun, record, "model_group_id")
            change.delete(_TABLE, id)

    def get(self, id: str) -> Group:
        """Return a group. Raises NotFound."""
        with self._context.reading() as store:
            return GROUPS.read(store.get(_TABLE, id))

    def page(
        self,
        workspace: str | None,
        orders: Sequence[SortKey] = (SortKey(("created_at",)),),
        *,
        limit: int,
        offset: int = 0,
    ) -> Listing[Group]:
        """Return groups of one workspace, or of all for None."""
        where = None if workspace is None else Compare(("workspace",), "eq", workspace)
        return fetch_sorted_page(
            self._context.store, GROUPS, where, orders, limit=limit, offset=offset
        )
