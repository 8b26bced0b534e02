"""The activity log: what happened lately."""

from collections.abc import Collection

from registry.services.history import Entry
from registry.services.records import KINDS, ServiceContext, body
from registry.store.records import Compare, Query

_CREATOR = "created_by_user_id"


class Activity:
    """Reads the events of everything but drafts."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def is_creator(self, user: str) -> bool:
        """Tell whether somebody created an entity that still exists."""
        store = self._context.store
        query = Query(Compare(body(_CREATOR), "eq", user), limit=0, count_to=1)
        tables = (kind.table for kind in KINDS if _CREATOR in kind.entity.model_fields)
        return any(store.page(table, query).total for table in tables)

    def recent(
        self,
        workspace: str | None = None,
        *,
        kinds: Collection[str] = (),
        id: str | None = None,
        before: int | None = None,
        limit: int = 20,
    ) -> tuple[Entry, ...]:
        """Return what happened, the newest first.

        Args:
            workspace: None means all.
            kinds: nouns of kinds, such as `model`; empty means all.
            id: only of the entity with this id, which may be gone.
            before: the `sequence` of the oldest entry that is known already.
            limit: at most so many.
        """
        events = self._context.store.events(
            kinds=tuple(kind.table for kind in KINDS if not kinds or kind.noun in kinds),
            id=id,
            workspace=workspace,
            before=before,
            limit=limit,
        )
        return tuple(map(Entry.of, events))
