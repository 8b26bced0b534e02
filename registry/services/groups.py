"""What can be done with model groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.domain.group import Group, GroupInput
from registry.domain.problems import read
from registry.errors import InUse
from registry.services.listing import Listing, body
from registry.services.paging import Order, fetch
from registry.services.records import (
    GROUPS,
    MODELS,
    Ground,
    accept,
    is_same,
    reference,
    require_revision,
    require_workspace,
)
from registry.store.base import Compare, Query, Record, Sort, Transaction

Given = GroupInput | Mapping[str, Any]

_NAMED_USERS = 5
_TABLE = GROUPS.table


class Groups:
    """Names under which models are shown together; a model is in one at most."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def create(self, given: Given, *, workspace: str, actor: str) -> Group:
        """Add a group.

        Raises:
            Invalid: a field is wrong.
            NotFound: there is no such workspace.
            AlreadyExists: the name is taken.
        """
        wanted = accept(GroupInput, given, GROUPS.noun)
        now = self._ground.clock()
        made = {
            **dict(wanted),
            "id": self._ground.new_id(GROUPS.noun),
            "workspace": workspace,
            "revision": 1,
            "created_at": now,
            "updated_at": now,
            "created_by_user_id": actor,
        }
        group = read(Group, made, GROUPS.noun)
        with self._ground.changing(actor) as change:
            require_workspace(change, workspace)
            change.insert(GROUPS.write(group))
        return group

    def change(self, id: str, given: Given, *, expected: int, actor: str) -> Group:
        """Make a new revision with a whole new content, unless nothing differs.

        Raises:
            Invalid: a field is wrong.
            NotFound: there is no such group.
            StaleRevision: someone else changed it meanwhile.
            AlreadyExists: the new name is taken.
        """
        wanted = accept(GroupInput, given, GROUPS.noun)
        with self._ground.changing(actor) as change:
            record = change.get(_TABLE, id)
            require_revision(record, expected)
            current = GROUPS.read(record)
            columns = {"revision": expected + 1, "updated_at": self._ground.clock()}
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
        with self._ground.changing(actor) as change:
            record = change.get(_TABLE, id)
            _refuse_used(change, record)
            change.delete(_TABLE, id)

    def get(self, id: str) -> Group:
        """Return a group. Raises NotFound."""
        with self._ground.reading() as store:
            return GROUPS.read(store.get(_TABLE, id))

    def page(
        self,
        workspace: str | None,
        orders: Sequence[Order] = (Order(("created_at",)),),
        *,
        limit: int,
        offset: int = 0,
    ) -> Listing[Group]:
        """Return groups of one workspace, or of all for None."""
        where = None if workspace is None else Compare(("workspace",), "eq", workspace)
        return fetch(self._ground.store, GROUPS, where, orders, limit=limit, offset=offset)


def _refuse_used(change: Transaction, group: Record) -> None:
    inside = Compare(body("model_group_id"), "eq", group.id)
    users = change.page(
        MODELS.table, Query(inside, Sort(("name",)), limit=_NAMED_USERS, count_to=None)
    )
    if users.total:
        names = [reference(user) for user in users.records]
        raise InUse(GROUPS.noun, reference(group), names, users.total)
